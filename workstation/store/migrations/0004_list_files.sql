-- hashlists -----------------------------------------------------------------------------------------------------------
-- The entries of a list lie in a sealed file of its own (lists/<id>.<revision>.db); here stand its facts alone.
alter table hash_list add column revision text; -- null: it has no file
alter table hash_list add column counts text not null default '{}'; -- JSON: entries by algorithm
alter table hash_list add column expires_at text; -- the terms of its source
alter table hash_list add column may_share integer not null default 0;
-- 1 while a file is imported into a ready list, which stays in use meanwhile.
alter table hash_list add column updating integer not null default 0;
alter table hash_list add column repeated integer not null default 0;
-- A list from before the files is told as one to import again. Its matches stay until the rematch below has looked at each media:
-- none counts any more, and what leaned on one moves in the queue.
update hash_list set state = 'failed', failure = 'list.import_again', entries = 0 where state = 'ready';
drop table hash_entry;
drop table hash_rejection;
create table hash_rejection (
  list_id text not null references hash_list (id), position integer not null, line integer not null, code text not null, excerpt text not null,
  primary key (list_id, position)
) strict, without rowid;

-- matching ------------------------------------------------------------------------------------------------------------
insert into match_pending (sha256) values ('*') on conflict do nothing;
