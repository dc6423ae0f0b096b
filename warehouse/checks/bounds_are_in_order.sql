-- fail: of every affiliation the earliest bound of an end or beginning is not after the latest
select
  person_id,
  post_no
from affiliation
where start_lo > start_hi
  or end_lo > end_hi
  or start_lo > end_hi
