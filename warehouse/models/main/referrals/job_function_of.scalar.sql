-- scalar: job_function_of(title)
-- What a job title or a role says of its field, such as engineering, read as the titles in `affiliation` were; null
-- when it says none. The longest phrase that `title_word` has goes before its parts, a field before a role.
with
  word as (
    select
      words,
      unnest(range(1, len(words) + 1)) as start
    from (
      select string_split(folded(title), ' ') as words
    ) as said
  ),
  phrase as (
    select
      start,
      start + length - 1 as last,
      length,
      array_to_string(words[start:start + length - 1], ' ') as phrase
    from word
    cross join (
      select unnest(range(1, max(len(string_split(entry, ' '))) + 1)) as length
      from title_word
    )
    where start + length - 1 <= len(words)
  ),
  exact as (
    select
      phrase.*,
      title_word.job_function,
      title_word.weight,
      length(entry) as letters
    from phrase
    join title_word on entry in (phrase, regexp_replace(phrase, '(.)in$', '\1'))
  ),
  -- "vertrieb-" and "-leiter" are the beginning and the end of compounds.
  compound as (
    select
      phrase.*,
      title_word.job_function,
      title_word.weight,
      length(entry) - 1 as letters
    from phrase
    anti join exact using (start, last)
    join title_word
      on length(phrase) >= length(entry) + 2
      and case
        when ends_with(entry, '-') then starts_with(phrase, left(entry, length(entry) - 1))
        when starts_with(entry, '-') then ends_with(phrase, substring(entry, 2))
      end
    where phrase.length = 1
    qualify row_number() over (
      partition by start, starts_with(entry, '-')
      order by length(entry) desc, entry
    ) = 1
  ),
  found as (
    from exact
    union all
    from compound
  )
select
  arg_max(found.job_function, (found.weight, found.length, -found.start, found.letters))
from found
anti join found as wider
  on wider.start <= found.start
  and wider.last >= found.last
  and wider.length > found.length
where found.job_function is not null
