-- The archive: what every source showed, byte for byte, and when. Append-only but for cursors and withdrawn judgements.

-- Whose archive this is: one row.
create table identity (
    key_digest varchar not null      -- of the key that profile ids are made with
);

-- A record exactly as found; another wording under the same key is another row.
create table record (
    landed_seq bigint not null,      -- total order of landing, from 1
    source varchar not null,
    key varchar not null,
    content_hash varchar not null,
    raw blob not null,
    changed_at timestamp,            -- when the source says it last changed
    run_id varchar not null,
    landed_at timestamp not null     -- UTC, as every timestamp here
);

-- What a container says about its records, as canonical JSON.
create table context (
    context_id varchar not null,
    facts json not null
);

-- A part of a source as it was observed once.
create table snapshot (
    snapshot_id bigint not null,     -- order of landing, from 1
    source varchar not null,
    part varchar not null,
    fingerprint varchar not null,    -- of what was observed and how it is read
    content varchar not null,        -- of what was observed alone
    observed_lo timestamp,           -- from the content's own dates; null when it has none
    observed_hi timestamp not null,  -- the landing: it can't have been observed later
    complete boolean not null,       -- what is not in it was not there
    run_id varchar not null
);

-- A record was seen in a snapshot, there.
create table sighting (
    landed_seq bigint not null,
    snapshot_id bigint not null,
    context_id varchar not null,
    file varchar not null,
    member varchar not null,
    ordinal bigint,
    line bigint,
    uid varchar not null
);

-- The source said that it deleted a key.
create table absence (
    source varchar not null,
    part varchar not null,
    key varchar not null,
    snapshot_id bigint not null
);

-- A command that wrote.
create table run (
    run_id varchar not null,
    verb varchar not null,
    started_at timestamp not null,
    ended_at timestamp,
    outcome varchar not null,        -- running, completed, failed, interrupted
    message varchar
);

-- One source in one run, and the first sum: seen = new + changed + unchanged + ignored.
create table run_source (
    run_id varchar not null,
    source varchar not null,
    connector varchar not null,
    started_at timestamp not null,
    ended_at timestamp,
    outcome varchar not null,        -- running, completed, try_later, needs_you, source_changed, failed, interrupted
    message varchar,
    seen bigint not null,
    new bigint not null,
    changed bigint not null,
    unchanged bigint not null,
    ignored bigint not null,
    ignored_rules json not null      -- {"empty row": 3}
);

-- How far a part was fetched; committed with the batch that led there.
create table cursor (
    source varchar not null,
    part varchar not null,
    cursor json not null
);

-- What a person decided about two profiles.
create table judgement (
    judgement_id varchar not null,
    verdict varchar not null,        -- same, different
    profile_a varchar not null,
    profile_b varchar not null,
    who varchar not null,
    made_at timestamp not null,
    withdrawn_at timestamp
);
