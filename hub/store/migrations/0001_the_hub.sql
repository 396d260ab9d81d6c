-- The hub's first plan. SQL that PGlite and PostgreSQL 15+ both speak. Each table belongs to the feature named above it.
-- `sealed` columns hold AES-256-GCM under the hub's key (sealing/record.ts); the key is never in the database.

-- store ---------------------------------------------------------------------------------------------------------------
create table meta (key text primary key, value text not null);

-- people --------------------------------------------------------------------------------------------------------------
create table person (
  id uuid primary key,
  login text not null unique,
  name text not null,
  role text not null check (role in ('analyst', 'supervisor', 'administrator')),
  password_hash text not null, -- Argon2id, encoded with its parameters
  created_at timestamptz not null
);
-- Failed sign-ins by SHA-256 of the login: what was typed there is not ours to keep.
create table sign_in_attempt (login_digest text primary key, failures integer not null, last_at timestamptz not null);
create table device (
  id uuid primary key,
  name text not null,
  enrolled_at timestamptz not null,
  -- The end of its chain, as far as the hub has it.
  head_sequence integer not null default 0,
  head_hash text not null default '0000000000000000000000000000000000000000000000000000000000000000'
);
create table device_person (
  device_id uuid not null references device (id),
  person_id uuid not null references person (id),
  enrolled_at timestamptz not null,
  primary key (device_id, person_id)
);
create table device_token (
  token_hash text primary key, -- SHA-256 of the token
  device_id uuid not null,
  person_id uuid not null,
  created_at timestamptz not null,
  unique (device_id, person_id),
  foreign key (device_id, person_id) references device_person (device_id, person_id)
);

-- events --------------------------------------------------------------------------------------------------------------
create table event (
  device_id uuid not null references device (id),
  sequence integer not null,
  id uuid not null unique,
  hash text not null,
  previous text not null,
  type text not null,
  person_id uuid not null references person (id),
  item_id uuid,
  decision_id uuid, -- the decision that a withdrawal or a second look is about; of a decision, its own id
  sealed bytea not null, -- the exact bytes
  received_at timestamptz not null,
  disputed boolean not null default false, -- another event claims the same place; it stands in quarantine
  primary key (device_id, sequence)
);
create index event_by_item on event (item_id) where item_id is not null;
create index event_by_decision on event (decision_id) where decision_id is not null;
-- Refused events, with their bytes and the reason. One that stood in its place in the chain takes it (`place`), so that the rest goes on.
create table quarantine (
  id bigint generated always as identity primary key,
  device_id uuid not null references device (id),
  place integer,
  event_id uuid,
  hash text not null, -- as claimed
  bytes_digest text not null, -- SHA-256 of what came
  code text not null,
  sealed bytea not null,
  received_at timestamptz not null,
  unique (device_id, hash, bytes_digest)
);

-- media ---------------------------------------------------------------------------------------------------------------
-- Named by an HMAC of the SHA-256: in clear, that is a fingerprint of the material.
create table media_object (name text primary key, bytes bigint not null, received_at timestamptz not null);

-- reports -------------------------------------------------------------------------------------------------------------
create table report (
  id uuid primary key,
  source text not null,
  received_at timestamptz not null,
  created_at timestamptz not null,
  sealed bytea not null -- the whole report: texts, URLs, contact
);
create table report_item (
  id uuid primary key,
  report_id uuid not null references report (id),
  number integer not null,
  sealed bytea not null, -- the whole item: URL, names of files
  unique (report_id, number)
);
create table report_media (
  item_id uuid not null references report_item (id),
  media_name text not null references media_object (name),
  primary key (item_id, media_name)
);

-- changes -------------------------------------------------------------------------------------------------------------
-- Positions come from one row, locked until the commit: a position is never seen before the ones under it.
create table feed_head (one_row boolean primary key default true check (one_row), position bigint not null);
insert into feed_head (position) values (0);
create table change (
  position bigint primary key,
  kind text not null check (kind in ('report', 'event')),
  report_id uuid references report (id),
  event_id uuid references event (id),
  device_id uuid, -- of an event: this device never gets it back
  check ((kind = 'report') = (report_id is not null) and (kind = 'event') = (event_id is not null))
);
