-- What is made public and where it hangs (公示), how customers are received (礼仪), and when a customer last heard from us.

alter table intake_matter add column told_at timestamptz;

create table publication (
  project_id integer not null references project,
  case_id uuid not null,
  kind text not null,
  content text not null,
  places text not null,
  photos jsonb not null default '[]',
  phone text,
  posted_at timestamptz not null,
  posted_by uuid references account,
  checked_at timestamptz not null,
  missing_since timestamptz,
  renewed integer not null default 0,
  down_reason text,
  primary key (project_id, case_id),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table publication is 'A text that customers can read in public: what it says, where it hangs, since when.';
create index publication_kind on publication (project_id, kind, case_id);

create table manners_check (
  project_id integer not null references project,
  case_id uuid not null,
  source text not null check (source in ('customer', 'inspector')),
  matter_number text,
  employee_account uuid references account,
  failed jsonb not null default '[]',
  evaded boolean not null default false,
  rating integer check (rating between 1 and 5),
  words text,
  checked_at timestamptz not null,
  mended_at timestamptz,
  mending text,
  primary key (project_id, case_id),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table manners_check is 'How a customer was received: his own rating, or the spot check of an inspector.';

do $$
declare t text;
begin
  foreach t in array array['publication', 'manners_check'] loop
    execute format('grant select, insert, update, delete on %I to guanjia_app', t);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy project_reach on %I to guanjia_app
      using (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))
      with check (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))$p$, t);
  end loop;
end $$;
