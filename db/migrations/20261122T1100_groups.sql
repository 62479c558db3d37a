-- Many owners, one thing (群诉): a matter may be worked on with others by one head case; what people said is not one thing.

alter table intake_matter
  add column head_id uuid,
  add column joined_at timestamptz,
  add column head_done_at timestamptz,
  add check ((head_id is null) = (joined_at is null)),
  add check (head_done_at is null or head_id is not null);
comment on column intake_matter.head_id is 'The work case by which this matter is handled together with others about the same thing.';
create index cases_open_matters on cases (project_id, opened_at desc, id) where procedure = 'matter' and not final;
create index intake_matter_head on intake_matter (project_id, head_id, case_id) where head_id is not null;

-- A new foreign key reads the rows that are there.
alter table intake_matter no force row level security;
alter table cases no force row level security;
alter table intake_matter add foreign key (project_id, head_id) references cases (project_id, id);
alter table intake_matter force row level security;
alter table cases force row level security;

create table group_declined (
  project_id integer not null references project,
  id uuid not null,
  case_ids uuid[] not null check (cardinality(case_ids) between 2 and 500),
  by_account uuid not null,
  at timestamptz not null,
  primary key (project_id, id)
);
comment on table group_declined is 'Matters of a suggested group that a person judged not to be one thing; they are not suggested together again. Append-only.';
create index group_declined_newest on group_declined (project_id, at desc);

do $$
declare t text;
begin
  foreach t in array array['group_declined'] loop
    execute format('grant select, insert on %I to guanjia_app', t);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy project_reach on %I to guanjia_app
      using (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))
      with check (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))$p$, t);
  end loop;
end $$;
