-- scalar: organization_words(name)
-- The different words of an organization's name, sorted, without legal form, article, accents or punctuation ("Works,
-- Acme GmbH & Co. KG" -> "acme works"): two names are the same when these are equal. Null when nothing is left.
with recursive
  said as (
    select string_split(folded(replace(replace(name, '&', ' and '), '+', ' and ')), ' ') as words
  ),
  shorter(words) as (
    select words
    from said
    union all
    select
      case place
        when 'behind' then words[:len(words) - len(string_split(form, ' '))]
        when 'before' then words[len(string_split(form, ' ')) + 1:]
        when 'prefix' then list_prepend(substring(words[1], length(form) + 1), words[2:])
        when 'suffix' then list_append(words[:-2], left(words[-1], length(words[-1]) - length(form)))
      end
    from shorter
    join legal_form
      on case place
        when 'behind' then ends_with(' ' || array_to_string(words[2:], ' '), ' ' || form)
        when 'before' then starts_with(array_to_string(words[:-2], ' ') || ' ', form || ' ')
        when 'prefix' then starts_with(words[1], form) and words[1] != form
        when 'suffix' then ends_with(words[-1], form) and words[-1] != form
      end
    qualify row_number() over (order by rank) = 1
  ),
  conjunction as (
    select list(form) as forms
    from legal_form
    where place = 'between'
  )
select
  nullif(
    array_to_string(
      list_sort(
        list_distinct(
          list_filter(
            words,
            lambda word, place: place in (1, len(words)) or not list_contains(forms, word)
          )
        )
      ),
      ' '
    ),
    ''
  )
from shorter
cross join conjunction
order by length(array_to_string(words, ' '))
limit 1
