-- macro: organizations_like(company)
-- One organization whose name or domain is nearest to what `company` says: the five nearest, for when none is called so
-- (`organizations_called`). To be chosen from, never to be counted with.
--
-- organization_id  which
-- name             as most people write it
-- similarity       from 0 to 1: Jaro-Winkler of the names, at least 0.9 where all words of one are in the other (ours)
with
  said as (
    select
      organization_words(company) as words,
      string_split(organization_words(company), ' ') as word_list,
      lower(strip_accents(trim(company))) as text
  ),
  compared as (
    select
      organization_id,
      case
        when kind not in ('words', 'former words') then jaro_winkler_similarity(lower(strip_accents(alias)), said.text)
        when list_has_all(string_split(alias, ' '), said.word_list)
          or list_has_all(said.word_list, string_split(alias, ' '))
          then greatest(0.9, jaro_winkler_similarity(alias, said.words))
        else jaro_winkler_similarity(alias, said.words)
      end as similarity
    from organization_alias
    cross join said
  ),
  near as (
    select
      organization_id,
      max(similarity) as similarity
    from compared
    group by organization_id
  )
select
  organization_id,
  organization_name.name,
  round(similarity, 3) as similarity
from near
join organization_name using (organization_id)
where similarity > 0
order by
  similarity desc,
  organization_id
limit 5
