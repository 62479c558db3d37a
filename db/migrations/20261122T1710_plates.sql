-- A plate is looked at like a phone: for a purpose, on record.
alter table reveal drop constraint reveal_kind_check;
alter table reveal add constraint reveal_kind_check
  check (kind in ('phone', 'id-number', 'emergency-contact', 'bank-account', 'plate', 'family', 'text', 'export'));
