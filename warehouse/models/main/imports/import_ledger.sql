-- key: run_id, source
-- What one run brought in from one source. Two sums balance in every row, in records:
-- seen = new + changed + unchanged + ignored, and stored = claimed + rejected + nothing_to_say + not_read
-- + replaced.
--
-- run_id          the run
-- source          name of the source in the settings
-- connector       kind of source
-- verb            command of the run: sync, backfill …
-- started_at      beginning of this source (timestamp, UTC)
-- ended_at        end of it (timestamp, UTC); null while it runs
-- outcome         how it ended
-- message         what went wrong, and what to do
-- seen            records that the source showed
-- new             of those, not known before
-- changed         of those, known in another wording
-- unchanged       of those, known as they are
-- ignored         of those, passed over by a rule
-- ignored_rules   by which rule how many (JSON)
-- stored          records that this run added to the archive
-- claimed         of those, saying something about someone
-- rejected        of those, saying nothing that can be believed: see `rejection`
-- nothing_to_say  of those, rightly saying nothing about anyone
-- not_read        of those, from a source that the settings no longer name
-- replaced        of those, superseded when their file was read anew with other options
with
  record_reading as (
    select
      record.landed_seq,
      record.run_id,
      record.source,
      coalesce(max(reading.claims), 0) > 0 as is_claimed,
      not is_claimed and coalesce(max(reading.rejected), 0) > 0 as is_rejected,
      not is_claimed and not is_rejected and max(reading.nothing_reason) is not null as is_nothing,
      max(shown.landed_seq) is null as is_replaced,
      not is_replaced and max(reading.landed_seq) is null as is_not_read
    from archive.record
    left join staged.reading using (landed_seq)
    left join (select distinct landed_seq from archive.sighting) as shown using (landed_seq)
    group by all
  ),
  stored as (
    select
      run_id,
      source,
      count(*) as stored,
      count(*) filter (where is_claimed) as claimed,
      count(*) filter (where is_rejected) as rejected,
      count(*) filter (where is_nothing) as nothing_to_say,
      count(*) filter (where is_not_read) as not_read,
      count(*) filter (where is_replaced) as replaced
    from record_reading
    group by all
  )
select
  run_id,
  source,
  run_source.connector,
  run.verb,
  run_source.started_at,
  run_source.ended_at,
  run_source.outcome,
  run_source.message,
  coalesce(run_source.seen, 0) as seen,
  coalesce(run_source.new, 0) as new,
  coalesce(run_source.changed, 0) as changed,
  coalesce(run_source.unchanged, 0) as unchanged,
  coalesce(run_source.ignored, 0) as ignored,
  run_source.ignored_rules,
  coalesce(stored.stored, 0) as stored,
  coalesce(stored.claimed, 0) as claimed,
  coalesce(stored.rejected, 0) as rejected,
  coalesce(stored.nothing_to_say, 0) as nothing_to_say,
  coalesce(stored.not_read, 0) as not_read,
  coalesce(stored.replaced, 0) as replaced
from archive.run_source
full join stored using (run_id, source)
left join archive.run using (run_id)
order by run_source.started_at, run_id, source
