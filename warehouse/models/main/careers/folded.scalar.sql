-- scalar: folded(text)
-- A text as names are compared: small letters without accents or punctuation, in Latin letters where we know them, one
-- blank between words; empty when nothing is left.
select
  coalesce(
    nfc_normalize(
      trim(
        regexp_replace(
          string_agg(
            coalesce(
              letter_fold.folded,
              case
                when regexp_matches(letter, '[\p{L}\p{M}\p{N}]') then letter
                else ' '
              end
            ),
            ''
            order by place
          ),
          ' +',
          ' ',
          'g'
        )
      )
    ),
    ''
  )
from (
  select
    place,
    substring(text, place, 1) as letter
  from unnest(range(1, length(text) + 1)) as spot(place)
) as character
left join letter_fold using (letter)
