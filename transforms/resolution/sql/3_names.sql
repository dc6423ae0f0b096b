-- How the names of each pair agree: every two spellings once, the best agreement per pair of profiles.

create or replace table form_pair as
select distinct least(x.form_no, y.form_no) as form_x, greatest(x.form_no, y.form_no) as form_y
from pair
join profile_form as x on x.profile_id = pair.a
join profile_form as y on y.profile_id = pair.b;

-- A table of its own: told to compare unequal bags in the same query, DuckDB joins every form with every other first.
create or replace table pair_of_bags as
select x.bag as bag_x, y.bag as bag_y
from form_pair
join form as x on x.form_no = form_pair.form_x and len(x.words) > 1
join form as y on y.form_no = form_pair.form_y and len(y.words) > 1;

-- `edit` is added by rapidfuzz on distinct pairs of bags: 0-1, 1 for equal.
create or replace table bag_pair as
select distinct bag_x, bag_y
from pair_of_bags
where bag_x != bag_y;
