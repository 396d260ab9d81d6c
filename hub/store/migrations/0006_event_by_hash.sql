-- Whether an event that comes is here already is asked for each one; without this a device's whole log is read for it.

-- events --------------------------------------------------------------------------------------------------------------
create index event_by_hash on event (device_id, hash);
