-- scalar: seniority_rank(seniority)
-- How high a seniority stands, from 1 (intern) to 9 (executive); null of null.
select
  array_position(
    ['intern', 'junior', 'professional', 'senior', 'lead', 'manager', 'director', 'vice_president', 'executive'],
    seniority
  )
