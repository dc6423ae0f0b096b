-- One stretch of time that one source was asked for, or whose stored records were read again; every sync is one, too.
create table sync_window (
    window_id bigint not null,       -- order of beginning, from 1
    run_id varchar not null,
    source varchar not null,
    mode varchar not null,           -- sync, re-fetch, re-read
    since timestamp,                 -- null: from the beginning
    until timestamp not null,        -- not included
    started_at timestamp not null,   -- or, while it is only planned, when it was planned
    ended_at timestamp,
    outcome varchar not null,        -- as of run_source, and planned, not_tried; `completed` once all of it is stored
    message varchar,                 -- what went wrong, or was passed over
    records bigint not null,         -- that the source showed, or that were read again
    new bigint not null,             -- of those, not stored before, in this or another wording
    claims bigint,                   -- that they make; null where none was read
    rejected bigint,                 -- values that could not be believed; null where none was read
    reader varchar,                  -- by which version they were read; null where none was read
    options varchar                  -- digest of what the source was asked for; null where it was not asked, or not known
);

-- What was synced before there was this ledger is in it, too.
insert into sync_window
select
    row_number() over (order by run_source.started_at, run_source.source),
    run_id, source, 'sync', null, run.started_at, run_source.started_at, run_source.ended_at, run_source.outcome,
    run_source.message, run_source.seen, run_source.new + run_source.changed, null, null, null, null
from run_source
join run using (run_id)
where verb = 'sync';
