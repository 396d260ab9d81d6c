-- intake --------------------------------------------------------------------------------------------------------------
-- Fingerprints that came with a media, by algorithms that are not computed here.
create table media_fingerprint (
  sha256 text not null references media (sha256), algorithm text not null, value text not null, primary key (sha256, algorithm, value)
) strict, without rowid;

-- analysis ------------------------------------------------------------------------------------------------------------
-- A partial index is used only where a query repeats its condition: none did, and each look for what waits read the whole table.
drop index analysis_waiting;
create index analysis_waiting on analysis (state, attempts);

-- hashlists -----------------------------------------------------------------------------------------------------------
alter table written_value add column view integer not null default 0; -- which view of its entry a perceptual hash is, contract/views.ts

-- matching ------------------------------------------------------------------------------------------------------------
alter table match add column certainty text not null default 'match' check (certainty in ('match', 'possible'));
alter table match add column view text; -- of the media; contract/views.ts
alter table match add column entry_view text;
alter table match add column video text; -- JSON of VideoMatch
update match set view = transform, entry_view = 'original' where kind = 'similar';
alter table match drop column transform;
drop index match_by_list;
create index match_by_list on match (list_id, sha256);
-- What came new into a list and is still to be looked for among the media here, in order of SHA-256, so that a lock or a crash forgets none.
create table rematch (
  id integer primary key,
  list_id text, -- null: all lists
  first_new integer not null default 0, -- entries from this id on are new; those before it may have changed or gone
  revisited integer not null default 0, -- what leans on the entries before it is up to date
  after text not null default '', -- media up to this one are done
  looked integer not null default 0,
  total integer not null
) strict;
insert into rematch (total) select (select count(*) from media) from match_pending where sha256 = '*';
delete from match_pending where sha256 = '*';

-- queue ---------------------------------------------------------------------------------------------------------------
alter table queue_entry add column moved text; -- JSON of Moved: why the verdict changed without anybody's doing
