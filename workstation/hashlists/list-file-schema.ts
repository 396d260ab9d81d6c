/** The tables of a list's file. Times are milliseconds since 1970. */
export const SCHEMA = `
  create table classification (id integer primary key, name text not null unique) strict;
  create table entry (
    id integer primary key, algorithm integer not null, value blob not null, classification integer not null, reference text not null,
    added integer, expires integer, line integer not null -- in the file that it came from
  ) strict;
  create table by_value (algorithm integer not null, value blob not null, id integer not null, primary key (algorithm, value)) strict, without rowid;
  -- Of a video by vPDQ.
  create table frame (
    entry integer not null, frame integer not null, seconds real not null, quality integer not null, pdq blob not null, primary key (entry, frame)
  ) strict, without rowid;
  -- The next entry's id: one that was given is never given to another, for matches lean on it.
  create table next_id (id integer not null) strict;
  insert into next_id values (1);
`
