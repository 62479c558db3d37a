-- A file that was uploaded and never became part of anything can be told from one that did, and goes after some days.
-- What is there already counts as used.
alter table file add column attached_at timestamptz default now();
alter table file alter column attached_at drop default;
comment on column file.attached_at is 'When a form or a signature first named it; null: uploaded, and not used so far.';
create index file_unattached on file (project_id, made_at) where attached_at is null;
