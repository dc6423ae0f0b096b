-- key: window_id
-- One stretch of time that one source was asked for, or whose stored records were read again. An ordinary sync is one,
-- too: all there was when it began.
--
-- window_id   its number, in the order in which windows began
-- run_id      the run it was part of
-- source      name of the source in the settings
-- mode        sync: what was new to the archive; re-fetch: that stretch of it again; re-read: its stored records
--             again, by the reader of that day
-- since       beginning (timestamp, UTC); null from the beginning of the source
-- until       end, not included (timestamp, UTC)
-- started_at  when it was begun, or planned if it was not (timestamp, UTC)
-- ended_at    when that ended (timestamp, UTC); null while it is planned or runs
-- outcome     how it ended: completed only when all of it is stored; not_tried when its source had failed before
-- message     what went wrong, and what to do; or what was passed over
-- records     records that the source showed, or that were read again
-- new         of those, not known before, or in another wording
-- claims      what they say about someone; null where nothing was read
-- rejected    values of them that could not be believed; null where nothing was read
-- reader      by which version of the reader they were read; null where nothing was read
-- options     digest of the source's settings of that day; null where the source was not asked
select
  window_id,
  run_id,
  source,
  mode,
  since,
  until,
  started_at,
  ended_at,
  outcome,
  message,
  records,
  new,
  claims,
  rejected,
  reader,
  options
from archive.sync_window
order by window_id
