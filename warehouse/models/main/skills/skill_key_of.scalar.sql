-- scalar: skill_key_of(skill)
-- A skill as it is compared: small letters without accents, one blank for all other signs but + and #, which tell C,
-- C++ and C# apart; null when nothing is left.
select
  nullif(
    trim(
      regexp_replace(
        lower(strip_accents(skill)),
        '[^\p{L}\p{M}\p{N}+#]+',
        ' ',
        'g'
      )
    ),
    ''
  )
