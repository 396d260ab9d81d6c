-- What the hub received, chained again in the order of its arrival, whoever sent it.

-- audit ---------------------------------------------------------------------------------------------------------------
-- `bytes` are exact (JSON of a Receipt, audit/receipt.ts); `hash` is their SHA-256, and each names the hash before.
create table receipt (
  number bigint primary key,
  hash text not null,
  bytes text not null,
  event_id uuid, -- of an accepted event
  quarantine_id bigint -- of a refused one
);
-- Its end, locked until the commit; sealed under the hub's key, so that who has the database alone cannot shorten the chain.
create table receipt_head (
  one_row boolean primary key default true check (one_row),
  number bigint not null,
  hash text not null,
  sealed bytea -- null: nothing was received yet
);
insert into receipt_head (number, hash) values (0, '0000000000000000000000000000000000000000000000000000000000000000');
