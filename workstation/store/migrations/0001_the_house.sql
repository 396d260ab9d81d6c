-- The first plan of the database. Each table belongs to one feature, named above it: only that feature's *.store.ts touches it.
-- Times are ISO 8601 UTC text; ids UUIDv7 text; fingerprints hex text in lower case, but where said otherwise.

-- store ---------------------------------------------------------------------------------------------------------------
create table meta (key text primary key, value text not null) strict, without rowid;

-- people --------------------------------------------------------------------------------------------------------------
create table person (
  id text primary key, login text not null unique, name text not null, role text not null,
  here integer not null default 0 -- has a slot on this workstation
) strict;

-- settings ------------------------------------------------------------------------------------------------------------
create table setting (person_id text not null, key text not null, value text not null, primary key (person_id, key)) strict, without rowid;

-- audit ---------------------------------------------------------------------------------------------------------------
-- The chain of this device's events. `bytes` are exact: never written anew.
create table event (
  sequence integer primary key,
  id text not null unique,
  type text not null,
  hash text not null unique,
  previous text not null,
  bytes text not null,
  -- null: to be sent. 'accepted' | 'refused' once the hub spoke.
  hub_status text,
  hub_code text
) strict;
create index event_to_send on event (sequence) where hub_status is null;
create index event_refused on event (sequence) where hub_status = 'refused';

-- intake --------------------------------------------------------------------------------------------------------------
create table report (
  id text primary key,
  reference text not null,
  origin text not null check (origin in ('hub', 'local')),
  source text not null,
  received_at text not null,
  text text not null,
  suspected_infraction text,
  violent integer not null,
  contact text,
  external_score real,
  created_at text not null
) strict;
create table item (
  id text primary key,
  report_id text not null references report (id),
  number integer not null, -- place in the report, from 1
  url text,
  url_digest text, -- SHA-256 of the normalised URL
  -- 0 while its intake runs: its `report.taken_in` is not written, so it is in no queue and open to no decision.
  taken_in integer not null default 0,
  unique (report_id, number)
) strict;
create index item_by_url on item (url_digest) where url_digest is not null;
create table media (
  sha256 text primary key,
  bytes integer not null,
  here integer not null, -- sealed in this vault
  created_at text not null
) strict;
create table item_media (
  item_id text not null references item (id),
  sha256 text not null references media (sha256),
  role text not null check (role in ('content', 'capture')),
  position integer not null,
  name text not null, -- untrusted: the path under which the file came
  added_at text not null,
  primary key (item_id, sha256)
) strict, without rowid;
create index item_media_by_media on item_media (sha256);
create table intake (
  id text primary key,
  report_id text not null, -- no foreign key: a cancelled intake leaves no report
  reference text not null,
  item_id text, -- captures for an existing item
  state text not null check (state in ('receiving', 'unpacking', 'done', 'cancelled')),
  person_id text not null,
  started_at text not null
) strict;
create table intake_file (
  intake_id text not null references intake (id),
  position integer not null,
  path text not null,
  status text not null,
  sha256 text,
  bytes integer not null,
  item_id text,
  code text,
  primary key (intake_id, position)
) strict, without rowid;
create index intake_file_by_media on intake_file (sha256) where sha256 is not null;
create virtual table item_text using fts5 (item_id unindexed, body, tokenize = 'unicode61 remove_diacritics 2');

-- analysis ------------------------------------------------------------------------------------------------------------
create table analysis (
  sha256 text primary key references media (sha256),
  state text not null check (state in ('pending', 'analysing', 'ready', 'failed')),
  attempts integer not null default 0,
  kind text,
  content_type text,
  width integer, height integer, duration_seconds real, has_sound integer,
  damaged integer not null default 0,
  failure text,
  md5 text, sha1 text,
  pdq text, quality integer,
  symmetries text, -- JSON array of eight, or null
  analysed_at text
) strict;
create index analysis_waiting on analysis (state) where state in ('pending', 'analysing');
create index analysis_md5 on analysis (md5);
create table frame (
  sha256 text not null references media (sha256), frame integer not null, seconds real not null, pdq text not null, quality integer not null,
  primary key (sha256, frame)
) strict, without rowid;
create table derivative (
  sha256 text not null references media (sha256), kind text not null, content_type text not null, width integer not null, height integer not null,
  bytes blob not null, seconds text, -- JSON array for a strip
  primary key (sha256, kind)
) strict, without rowid;
-- What the analyzer made for a reveal, sealed in the vault like any file.
create table rendition (
  sha256 text not null references media (sha256), what text not null check (what in ('full', 'proxy')),
  vault_sha256 text not null, content_type text not null, width integer not null, height integer not null, bytes integer not null,
  primary key (sha256, what)
) strict, without rowid;

-- hashlists -----------------------------------------------------------------------------------------------------------
create table hash_list (
  id text primary key, name text not null, origin text not null, trust text not null check (trust in ('verified', 'unverified')),
  meaning text not null, format text not null, version text not null, imported_at text not null,
  state text not null check (state in ('importing', 'ready', 'failed', 'cancelled')), failure text,
  entries integer not null default 0, rejected integer not null default 0
) strict;
create table hash_entry (
  id integer primary key, list_id text not null references hash_list (id), algorithm text not null, value text not null,
  classification text not null, source_reference text not null, added text, expires text,
  unique (list_id, algorithm, value)
) strict;
create index hash_entry_value on hash_entry (algorithm, value);
create table hash_rejection (list_id text not null references hash_list (id), line integer not null, code text not null, excerpt text not null,
  primary key (list_id, line)) strict, without rowid;

-- matching ------------------------------------------------------------------------------------------------------------
create table match (
  id text primary key, sha256 text not null references media (sha256), entry_id integer not null, list_id text not null,
  kind text not null check (kind in ('exact', 'similar')), algorithm text not null, distance integer not null, quality integer, transform text,
  frame_seconds real, found_at text not null
) strict;
create index match_by_media on match (sha256);
create index match_by_list on match (list_id);
-- Media still to be matched (anew), so that a lock or a crash forgets none; '*': all.
create table match_pending (sha256 text primary key) strict, without rowid;
-- Look-alikes among this workstation's own media: both directions are stored.
create table look_alike (sha256 text not null, other text not null, distance integer not null, transform text not null, primary key (sha256, other)) strict, without rowid;

-- queue ---------------------------------------------------------------------------------------------------------------
-- What the queue shows and sorts by, recomputed by rules when what it comes from changes.
create table queue_entry (
  item_id text primary key references item (id),
  state text not null check (state in ('waiting', 'returned', 'second_look', 'decided', 'final')),
  kind text not null check (kind in ('image', 'video', 'other', 'url')),
  known text not null check (known in ('exact', 'similar', 'none')),
  failed integer not null,
  prequalification text not null, -- JSON
  points real not null, -- without the term of age, which grows for all alike until it is capped
  terms text not null, -- JSON
  received_at text not null,
  source text not null,
  infraction text, -- suspected or proposed
  outcome text,
  moved_at text not null, -- when `state` last changed
  rules text not null, -- versions of policy and taxonomy by which this row was computed
  -- The term of age in an index: while it grows, all grow alike, so `rank` (points minus the points per hour times the hour of
  -- arrival) keeps their order; once `aged`, `rank` is points plus the cap. A page merges the two orders.
  aged integer not null,
  rank real not null
) strict;
-- Covers the filters, so that a page and its total are read from the index alone.
create index queue_by_rank on queue_entry (state, aged, rank desc, received_at, item_id, source, kind, known, infraction, failed);
create index queue_by_move on queue_entry (state, moved_at desc, item_id);
create index queue_by_arrival on queue_entry (received_at desc, item_id);
create index queue_failed on queue_entry (state) where failed = 1;
create index queue_not_aged on queue_entry (received_at) where aged = 0;

-- exposure ------------------------------------------------------------------------------------------------------------
-- That a person was granted a reveal of an item since its last decision: what `basis: viewed` rests on. Neither rung nor time; never sent.
create table viewed (item_id text not null, person_id text not null, primary key (item_id, person_id)) strict, without rowid;

-- review --------------------------------------------------------------------------------------------------------------
create table decision (
  id text primary key, -- the event's id
  item_id text not null, -- others' decisions may be on items that are not here (yet)
  person_id text not null, person_name text not null,
  outcome text not null, infractions text not null, labels text not null, reason text not null, basis text not null,
  taxonomy_version text not null, made_at text not null, withdrawn_at text,
  device_id text not null,
  item_state text not null check (item_state in ('decided', 'second_look')) -- what the written rules made of it
) strict;
create index decision_by_item on decision (item_id, made_at);
create index decision_by_day on decision (person_id, made_at);
-- Decisions of others on items that this workstation does not have, by what they are recognised by.
create table foreign_decision_key (decision_id text not null, key text not null, primary key (key, decision_id)) strict, without rowid;

-- supervision ---------------------------------------------------------------------------------------------------------
create table second_look (
  id text primary key, item_id text not null, -- may not be here (yet)
  decision_id text not null, person_id text not null, person_name text not null,
  verdict text not null check (verdict in ('confirm', 'amend', 'return')), reason text not null, amended text, given_at text not null
) strict;
create index second_look_by_item on second_look (item_id, given_at);
-- A supervisor opened it: from then on its decision can no longer be withdrawn.
create table second_look_begun (item_id text primary key references item (id), person_id text not null, begun_at text not null) strict;

-- sync ----------------------------------------------------------------------------------------------------------------
-- What the hub told and could not be applied, whole and with the reason; tried again at each opening.
create table change_aside (position integer primary key, code text not null, body text not null, seen_at text not null) strict;
create table media_to_fetch (sha256 text primary key, bytes integer not null, attempts integer not null default 0, failure text) strict;
