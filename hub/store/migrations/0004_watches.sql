-- What is looked for during an event, and the reports that hold it.

-- watch ---------------------------------------------------------------------------------------------------------------
create table watch (
  id uuid primary key references event (id), -- its name, note and fingerprints stand in the event
  expires_at timestamptz not null,
  ended_at timestamptz
);
-- Named as media are: by an HMAC of the SHA-256.
create table watch_media (media_name text not null, watch_id uuid not null references watch (id), primary key (media_name, watch_id));
-- One for each watch and item, whoever found it first.
create table alert (
  number bigint generated always as identity primary key,
  id uuid not null unique, -- of the event, where a workstation found it
  watch_id uuid not null references watch (id),
  item_id uuid not null,
  event_id uuid references event (id), -- null: found here, by the SHA-256 of a submitted media
  found_at timestamptz not null,
  sealed bytea not null, -- the report, by id and number, and how near
  acknowledged_by uuid references person (id),
  acknowledged_at timestamptz,
  unique (watch_id, item_id)
);
