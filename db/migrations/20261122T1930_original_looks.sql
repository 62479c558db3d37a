-- Somebody opened the message that a matter was imported from, as it stood in the file.
alter table reveal drop constraint reveal_kind_check;
alter table reveal add constraint reveal_kind_check
  check (kind in ('phone', 'id-number', 'emergency-contact', 'bank-account', 'plate', 'family', 'text', 'export', 'original'));
