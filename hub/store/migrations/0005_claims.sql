-- Which place a refused event claims, so that one that takes the place later is told as disputed too.

-- events --------------------------------------------------------------------------------------------------------------
alter table quarantine add column claims integer; -- of a conflict: the sequence that it says of itself
create index quarantine_by_claim on quarantine (device_id, claims) where claims is not null;
