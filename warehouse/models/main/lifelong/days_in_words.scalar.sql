-- scalar: days_in_words(days)
-- A time as people say it: '10 days', '3 weeks', '8 months', '7.5 years'; null for null.
select case
  when days < 1.5 then '1 day'
  when days < 14 then round(days)::integer || ' days'
  when days < 60 then round(days / 7)::integer || ' weeks'
  when days < 730 then round(days / 30.44)::integer || ' months'
  else regexp_replace(round(days / 365.25, 1)::varchar, '\.0$', '') || ' years'
end
