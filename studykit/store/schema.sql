-- The journal: events, appended and never changed. `due` is a cache of what follows from them; it may be emptied at any
-- time. SQLite stores the comments below in every journal, so they stay as they are. `kind` may also be `weights`.
create table if not exists event(
    id text primary key,        -- device and number: unique on all machines, sortable on one
    at integer not null,        -- ms since 1970
    day integer not null,       -- the learning day, fixed when it happened
    kind text not null,         -- review, answer, prediction, sitting, mark, undo
    subject text not null,      -- a card, an item, a scenario, or the event that an undo takes back
    data text not null          -- JSON
) without rowid;
create index if not exists event_of on event(kind, subject);
create table if not exists device(id text not null, next integer not null);
create table if not exists due(
    card text primary key,
    phase text not null,
    at integer not null,
    day integer not null
) without rowid;
