-- What a case was imported from is personal: it is kept sealed, and found by its case alone.
alter table case_original drop column source_ref;
alter table case_original rename column bytes to sealed;
comment on table case_original is 'What an imported case was made of, byte for byte as it stood in the file, sealed (AES-256-GCM); sha256 is of the bytes. Written just before its case.';

-- Two clocks of one import are told apart.
drop index notice_import;
create unique index notice_import on notice (project_id, account_id, import_id, level, (args ->> 'clock'))
  where import_id is not null and read_at is null;
