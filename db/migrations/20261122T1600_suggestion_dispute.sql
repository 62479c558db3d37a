-- Suggestions and needs, and disputes between neighbours.

create table suggestion (
  project_id integer not null references project,
  case_id uuid not null,
  kind text not null,
  content text not null,
  collected_by uuid references account,
  collected_at timestamptz not null,
  handler_id uuid references account,
  assigned_at timestamptz,
  constructive boolean,
  measures text,
  measures_at timestamptz,
  result text,
  result_at timestamptz,
  caller_id uuid references account,
  called_back_at timestamptz,
  call_back_words text,
  decline_reason text,
  closed_at timestamptz,
  primary key (project_id, case_id),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table suggestion is 'A suggestion or need of a customer (建议需求).';

create table dispute (
  project_id integer not null references project,
  case_id uuid not null,
  topic text not null,
  content text not null,
  registered_at timestamptz not null,
  other_unit_id uuid,
  other_side text not null,
  first_heard_at timestamptz,
  other_heard_at timestamptz,
  sessions integer not null default 0,
  last_session_at timestamptz,
  course text,
  outcome text,
  outcome_words text,
  outcome_at timestamptz,
  tracked integer not null default 0,
  tracked_at timestamptz,
  recurred boolean,
  withdraw_reason text,
  primary key (project_id, case_id),
  foreign key (project_id, case_id) references cases (project_id, id),
  foreign key (project_id, other_unit_id) references unit (project_id, id)
);
comment on table dispute is 'A dispute between neighbours (邻里纠纷) and how it was settled.';

do $$
declare t text;
begin
  foreach t in array array['suggestion', 'dispute'] loop
    execute format('grant select, insert, update, delete on %I to guanjia_app', t);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy project_reach on %I to guanjia_app
      using (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))
      with check (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))$p$, t);
  end loop;
end $$;
