-- hashlists -----------------------------------------------------------------------------------------------------------
-- Lists that people's acts write, entry by entry: our own, and one for each watch. They are small beside imported ones and stand here, so
-- that an act, its event and its entries are one transaction.
create table written_list (
  id text primary key, kind text not null check (kind in ('own', 'watch')), name text not null, trust text not null check (trust in ('verified', 'unverified')),
  revision integer not null default 0 -- of its entries
) strict;
create table written_entry (
  id integer primary key autoincrement, -- never given again: matches name it
  list_id text not null references written_list (id), source text not null, -- the event that brought it
  algorithm text not null, value text not null, classification text not null, reference text not null, added text not null, expires text,
  unique (list_id, source, algorithm)
) strict;
-- Everything that an entry is found by: the digests of the same bytes; or the hash of a picture and of its further views, or those of the
-- frames of a video.
create table written_value (
  entry_id integer not null references written_entry (id), place integer not null, algorithm text not null, value text not null,
  primary key (entry_id, place)
) strict, without rowid;
create index written_value_by_value on written_value (algorithm, value);

-- own-list ------------------------------------------------------------------------------------------------------------
create table own_list_entry (
  id text primary key, -- the event's id
  sha256 text not null,
  item_id text not null, -- may not be here
  reference text not null,
  rests_on text not null, -- the decision
  classification text not null, -- JSON: ids of the taxonomy
  prints text not null, -- JSON of MediaPrints
  person_name text not null, added_at text not null,
  counts integer not null default 0 -- stands in the written list
) strict;
create index own_list_entry_by_item on own_list_entry (item_id);
-- Withdrawn by a person; may be known before the entry is.
create table own_list_removal (entry_id text primary key, removed_at text not null) strict, without rowid;

-- watch ---------------------------------------------------------------------------------------------------------------
create table watch (
  id text primary key, -- the event's id
  name text not null, note text not null, item_id text not null, reference text not null,
  person_name text not null, added_at text not null, expires_at text not null,
  known_at text not null -- when this workstation learned of it
) strict;
-- May be known before the watch is.
create table watch_end (watch_id text primary key, ended_at text not null) strict, without rowid;
-- One for each watch and item, whoever found it first.
create table alert (
  id text primary key, -- the event's id
  watch_id text not null, item_id text not null, report_id text not null, reference text not null,
  kind text not null check (kind in ('exact', 'similar')), distance integer not null, found_at text not null,
  unique (watch_id, item_id)
) strict;
create table alert_acknowledged (
  watch_id text not null, item_id text not null, person_name text not null, at text not null, primary key (watch_id, item_id)
) strict, without rowid;
