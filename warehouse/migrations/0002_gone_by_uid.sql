-- A source says what it deleted by its own numbers, and one record may stand under several of them.
alter table absence rename column key to uid;
