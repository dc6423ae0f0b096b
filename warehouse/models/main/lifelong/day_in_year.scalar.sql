-- scalar: day_in_year(in_year, in_month, in_day)
-- Part of `upcoming`: the day on which what is every year on that day falls in one year. 29 February is kept on the
-- 28th in other years: a word that comes to mind a day early can still wait, a day late it can't.
select make_date(in_year, in_month, least(in_day, day(last_day(make_date(in_year, in_month, 1)))))
