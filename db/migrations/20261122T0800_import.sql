-- Imports: workbooks of the estate and files of messages. A file is checked into staging rows first; applying it is one
-- set-based step. Whatever personal is staged is staged sealed.

create table import_run (
  project_id integer not null references project,
  id uuid not null,
  kind text not null,
  state text not null check (state in ('checking', 'refused', 'checked', 'applying', 'applied', 'failed')),
  file_name text not null,
  file_sha256 bytea not null,
  file_bytes integer not null,
  made_by_account uuid not null,
  made_at timestamptz not null,
  beat_at timestamptz not null,
  phase text not null,
  done_rows integer not null default 0,
  total_rows integer,
  staged_rows integer not null default 0,
  trouble_count integer not null default 0,
  outcome jsonb,
  failure text,
  finished_at timestamptz,
  told_at timestamptz,
  primary key (project_id, id)
);
comment on table import_run is 'One file that somebody had checked or applied. beat_at: machine time of the last progress; a run at work without a beat was interrupted. told_at: when the desk was told of the matters it brought.';
create index import_run_newest on import_run (project_id, made_at desc, id desc);

-- Emptied by a crash of the database, which costs the upload of a file and halves what is written for each row.
create unlogged table import_row (
  project_id integer not null references project,
  import_id uuid not null,
  row integer not null,
  cells text[] not null,
  primary key (project_id, import_id, row)
);
comment on table import_row is 'Staged rows of a checked file, in the order of the columns that its kind declares; removed when it is applied.';

create table import_trouble (
  project_id integer not null references project,
  import_id uuid not null,
  nth integer not null,
  row integer,
  column_title text,
  wrong text not null,
  mend text not null,
  primary key (project_id, import_id, nth),
  foreign key (project_id, import_id) references import_run (project_id, id)
);
comment on table import_trouble is 'What is wrong with a file, row by row, and what to do. Quotes nothing personal.';

create table case_original (
  project_id integer not null references project,
  case_id uuid not null,
  import_id uuid not null,
  source_ref text not null,
  bytes bytea not null,
  sha256 bytea not null,
  primary key (project_id, case_id),
  foreign key (project_id, import_id) references import_run (project_id, id)
);
comment on table case_original is 'What an imported case was made of, byte for byte as it stood in the file. Written just before its case.';
create index case_original_import on case_original (project_id, import_id);

alter table person add column outside_no text;
comment on column person.outside_no is 'The number under which another register keeps this person; imports find people by it.';
create unique index person_outside_no on person (project_id, outside_no) where outside_no is not null and erased_at is null;
create index person_id_number on person (project_id, id_number_token) where id_number_token is not null;

-- Clocks of imported cases run out together: their rungs add up to one line per person, clock and rung.
alter table notice add column import_id uuid;
create unique index notice_import on notice (project_id, account_id, import_id, text, level)
  where import_id is not null and read_at is null;

do $$
declare t text;
begin
  foreach t in array array['import_run', 'import_row', 'import_trouble', 'case_original'] loop
    execute format('grant select, insert, update, delete on %I to guanjia_app', t);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy project_reach on %I to guanjia_app
      using (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))
      with check (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))$p$, t);
  end loop;
end $$;
