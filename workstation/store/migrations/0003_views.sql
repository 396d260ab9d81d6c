-- analysis ------------------------------------------------------------------------------------------------------------
-- Views as native/packed-views.ts packs them, 34 bytes each: number of the view (contract/views.ts), quality, 32 bytes of hash.
-- What was analysed before keeps its eight symmetries, which are the views 0 … 7.
alter table analysis add column views blob;
update analysis set views = unhex((
  select group_concat(printf('%02x%02x', each.key, analysis.quality) || each.value, '' order by each.key) from json_each(analysis.symmetries) each
)) where symmetries is not null and quality is not null;
alter table analysis drop column symmetries;
