-- Drills: a recorded afternoon for somebody who learns the desk. What she did stands in the log of the cases; here is only
-- who rang when, and whether it was taken. Nothing is changed but the two moments that come later.

create table drill_run (
  project_id integer not null references project,
  id uuid not null,
  recording jsonb not null,
  trainee text not null,
  desk_account uuid not null references account,
  started_by uuid not null references account,
  speed integer not null check (speed > 0),
  started_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > started_at),
  ended_at timestamptz,
  primary key (project_id, id)
);
comment on table drill_run is '演练: one afternoon of one learner, with the recording as it was. Over at ended_at, or else at ends_at.';
create unique index drill_run_open on drill_run (project_id) where ended_at is null;
create index drill_run_newest on drill_run (project_id, started_at desc, id desc);

create table drill_call (
  project_id integer not null references project,
  run_id uuid not null,
  nth integer not null check (nth > 0),
  rings_at timestamptz not null,
  rings_until timestamptz not null check (rings_until > rings_at),
  unit_id uuid not null,
  person_id uuid not null,
  place_id uuid,
  matter_id uuid not null,
  taken_at timestamptz,
  primary key (project_id, run_id, nth),
  unique (project_id, matter_id),
  foreign key (project_id, run_id) references drill_run (project_id, id),
  foreign key (project_id, unit_id) references unit (project_id, id),
  foreign key (project_id, person_id) references person (project_id, id),
  foreign key (project_id, place_id) references place (project_id, id)
);
comment on table drill_call is 'A call of a drill: who rings from when to when, and the id that its matter gets at the desk.';

do $$
declare t text;
begin
  foreach t in array array['drill_run', 'drill_call'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy project_reach on %I to guanjia_app
      using (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))
      with check (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))$p$, t);
  end loop;
  grant select, insert on drill_run, drill_call to guanjia_app;
  grant update (ended_at) on drill_run to guanjia_app;
  grant update (taken_at) on drill_call to guanjia_app;
end $$;
