-- Duties: which turn of recurring work has been handed out as which case.

create table duty_occurrence (
  project_id integer not null references project,
  duty text not null,
  period text not null,
  case_id uuid not null,
  opens_at timestamptz not null,
  due_at timestamptz not null,
  handed_out_at timestamptz not null,
  primary key (project_id, duty, period),
  check (opens_at < due_at)
);
comment on table duty_occurrence is 'One turn of a duty, handed out once: the row is the claim. due_at: the end of its last day.';
create index duty_occurrence_case on duty_occurrence (project_id, case_id);

grant select, insert on duty_occurrence to guanjia_app;
alter table duty_occurrence enable row level security;
alter table duty_occurrence force row level security;
create policy project_reach on duty_occurrence to guanjia_app
  using (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))
  with check (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]));
