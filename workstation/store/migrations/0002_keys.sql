-- people --------------------------------------------------------------------------------------------------------------
alter table person add column removed_at text; -- when this workstation was told that the hub removed them
-- What a person signs on a device is verified with these: Ed25519, SPKI DER, base64.
create table person_key (
  person_id text not null, device_id text not null, public_key text not null, primary key (person_id, device_id, public_key)
) strict, without rowid;

-- audit ---------------------------------------------------------------------------------------------------------------
-- Ed25519 of the event's person over `bytes`, base64url; '' for what was written before there were signatures.
alter table event add column signature text not null default '';
