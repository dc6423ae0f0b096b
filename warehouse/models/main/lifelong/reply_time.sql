-- key: person_id
-- How fast one person answers in threads that the warehouse saw: from the message before it in the thread, which
-- somebody else wrote, to theirs. Contact between people only, by `as_of`.
--
-- person_id  who
-- replies    answers of theirs
-- p90_days   days that nine of ten took at most (90th percentile, between two answers in proportion)
with
  -- Numbers for people take a tenth of the time of their ids in what follows.
  numbered as (
    select
      person_id,
      row_number() over (order by person_id) as person_no
    from person
  ),
  sender as (
    select
      interaction_party.interaction_id,
      numbered.person_no
    from interaction_party
    join numbered using (person_id)
    where interaction_party.role = 'from'
      and interaction_party.position = 1
  ),
  told as (
    select
      interaction.thread_id,
      interaction.interaction_id,
      interaction.sent_at,
      coalesce(sender.person_no, 0) as person_no
    from interaction
    semi join (
      select thread_id
      from thread
      where contact_count > 1
    ) as talk using (thread_id)
    left join sender using (interaction_id)
    where interaction.is_contact
      and interaction.kind != 'invitation'
      and interaction.day <= (select as_of from as_of)
  ),
  turn as (
    select
      person_no,
      lag(person_no) over before as before_no,
      sent_at - lag(sent_at) over before as took
    from told
    window before as (
      partition by thread_id
      order by sent_at, interaction_id
    )
  ),
  answer as (
    select
      person_no,
      count(*) as replies,
      quantile_cont(epoch(took) / 86400, 0.9) as p90_days
    from turn
    where person_no != before_no
      and person_no > 0
    group by person_no
  )
select
  numbered.person_id,
  answer.replies,
  answer.p90_days
from answer
join numbered using (person_no)
order by numbered.person_id
