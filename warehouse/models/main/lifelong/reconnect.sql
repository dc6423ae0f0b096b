-- macro: reconnect(n := 12, of := null, tie_kind := null)
-- One person to get back in touch with, in the order of a queue; without `of` the owner's. All are ties that are
-- cooling or dormant by their own rhythm. Every third place is for a surprising one: little time together and a higher
-- standing are the reconnections that people avoid, and gain most by (Walter, Levin, Murnighan 2015). Whom the owner
-- snoozed, did or dismissed stays away for that time; `reconnect_terms` shows what a score is made of. With
-- tie_kind := 'personal' or 'work' only such ties, those that are both among them, at their places in the whole queue.
--
-- person_id        who
-- name             what they are called
-- place            in the queue, from 1
-- place_kind       usual or surprising
-- kind             of the tie: personal, work or both; null when nothing tells
-- organization     where they work, as far as known
-- title            what they do there
-- score            the better the tie ever was, the more is new since, and the more readily they answer; the surprising
--                  ones are ordered among themselves
-- weakest          what holds the score back most: peak, news or willingness
-- rhythm           of the tie: dormant or cooling
-- last_contact_on  the last day of contact
-- silence_ratio    silence since then, in mean gaps between days of contact
-- why              the evidence in words
select
  queue.person_id,
  queue.name,
  queue.place,
  case when queue.is_surprising then 'surprising' else 'usual' end as place_kind,
  queue.kind,
  person.organization,
  person.title,
  queue.score,
  -- A new job is news enough.
  case
    when queue.peak <= least(queue.willingness, queue.news / 2) then 'peak'
    when queue.news / 2 <= queue.willingness then 'news'
    else 'willingness'
  end as weakest,
  queue.rhythm,
  queue.last_contact_on,
  queue.silence_ratio,
  concat_ws(
    '; ',
    concat(
      queue.contact_days || ' days of contact, about every ',
      -- The mean gap between them.
      replace(days_in_words((as_of - queue.last_contact_on) / queue.silence_ratio), '1 day', 'day'),
      ' until ' || queue.last_contact_on,
      ', then nothing for ' || days_in_words(as_of - queue.last_contact_on)
    ),
    nullif(array_to_string(list_transform(queue.items, lambda item: item.why), '; '), ''),
    case when queue.is_surprising then 'stands higher, and little time together' end
  ) as why
from reconnect_places(if(tie_kind is null, n, 2147483647), coalesce(of, me())) as queue
join person using (person_id)
cross join as_of
where tie_kind is null
  or queue.kind in (tie_kind, 'both')
order by queue.place
limit n
