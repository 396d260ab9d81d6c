-- What a person signs on a device is verified with the keys that were registered at their enrolment there.

-- people --------------------------------------------------------------------------------------------------------------
alter table person add column removed_at timestamptz; -- once removed, a person stays so
create table signing_key (
  device_id uuid not null,
  person_id uuid not null,
  public_key text not null, -- Ed25519, SPKI DER, base64
  registered_at timestamptz not null,
  primary key (device_id, person_id, public_key),
  foreign key (device_id, person_id) references device_person (device_id, person_id)
);

-- events --------------------------------------------------------------------------------------------------------------
-- Ed25519 over the exact bytes, base64url as it came; '' for what came before there were signatures.
alter table event add column signature text not null default '';
alter table quarantine add column signature text not null default '';

-- changes -------------------------------------------------------------------------------------------------------------
alter table change add column person_id uuid references person (id); -- as they are when the change is read
alter table change drop constraint change_kind_check;
alter table change drop constraint change_check;
alter table change add constraint change_kind_check check (kind in ('report', 'event', 'person'));
alter table change add constraint change_check check (
  (kind = 'report') = (report_id is not null) and (kind = 'event') = (event_id is not null) and (kind = 'person') = (person_id is not null)
);

-- people, again -------------------------------------------------------------------------------------------------------
-- What an administrator hands to a person, to be used once.
create table enrolment_code (
  code_hash text primary key, -- SHA-256 of the code as it is read; its 80 random bits need no slow hash
  person_id uuid not null references person (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  used_by_device uuid
);
