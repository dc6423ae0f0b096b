-- What the owner decided about getting in touch with somebody; days are those of the warehouse that they looked at.
create table action (
    action_id varchar not null,
    action varchar not null,         -- snooze, done, dismiss
    profile_id varchar not null,
    acted_on date not null,
    until date,                      -- of a snooze: the day from which they may come back
    who varchar not null,
    made_at timestamp not null,
    withdrawn_at timestamp
);
