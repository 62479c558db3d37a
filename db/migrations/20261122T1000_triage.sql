-- Sorting is suggested by a model that learns from how matters were sorted: which label stands for which matter. The
-- words stay with the matter; where they are erased, nothing is learned from them any more.

create table triage_example (
  project_id integer not null references project,
  case_id uuid not null,
  kind text,
  class text check (class in ('1', '2', '3')),
  department text,
  topic text,
  trade text,
  learned_at timestamptz not null,
  said jsonb,
  primary key (project_id, case_id),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table triage_example is 'How people sorted a matter, for the model that suggests it. Labels only, never words.';
comment on column triage_example.learned_at is 'Machine time of the last label: whether a model in memory knows it.';
comment on column triage_example.said is 'What the model was sure of before it learned from this matter, label by head: shows how often its suggestions are taken. Null until it was asked.';
create index triage_example_newest on triage_example (project_id, learned_at desc);

grant select, insert, update, delete on triage_example to guanjia_app;
alter table triage_example enable row level security;
alter table triage_example force row level security;
create policy project_reach on triage_example to guanjia_app
  using (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))
  with check (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]));
