-- scalar: bare_topic(topic)
-- Part of `owed_replies`: a subject line in small letters, without what mail programs put before it when one answers or
-- forwards.
select regexp_replace(
  lower(trim(topic)),
  '^((re|aw|antw|sv|vs|odp|rif|r|tr|fw|fwd|wg|vb|rv|enc)\s*(\[\d+\]|\(\d+\))?\s*:\s*)+',
  ''
)
