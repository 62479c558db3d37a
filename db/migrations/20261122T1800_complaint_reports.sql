-- What the calendar asks of the complaint room, the announcement of the month, and case studies.

create table complaint_report (
  project_id integer not null references project,
  case_id uuid not null,
  kind text not null check (kind in ('monthly', 'quarterly', 'legacy', 'review', 'data')),
  period text not null,
  from_on date not null,
  to_on date not null,
  due_at timestamptz not null,
  opened_at timestamptz not null,
  words jsonb not null default '{}',
  submitted_at timestamptz,
  return_reason text,
  opinion text,
  read_at timestamptz,
  primary key (project_id, case_id),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table complaint_report is 'One report on complaints that the calendar asked for.';

create table complaint_figures (
  project_id integer not null references project,
  id uuid not null,
  case_id uuid not null,
  figures jsonb not null,
  taken_at timestamptz not null,
  primary key (project_id, id),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table complaint_figures is 'The figures of a report as they stood when it was sent; the last of a case counts.';
create index complaint_figures_case on complaint_figures (project_id, case_id, taken_at);

create table complaint_announcement (
  project_id integer not null references project,
  case_id uuid not null,
  period text not null,
  from_on date not null,
  to_on date not null,
  due_at timestamptz not null,
  common text,
  places text,
  interests text,
  disputes text,
  measures text,
  results text,
  drafted_at timestamptz,
  drafted_by uuid references account,
  checked_at timestamptz,
  check_words text,
  hangs_at text,
  photos jsonb not null default '[]',
  published_at timestamptz,
  primary key (project_id, case_id),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table complaint_announcement is '投诉处理公布: what all customers read about the complaints of a month.';

create table complaint_study (
  project_id integer not null references project,
  case_id uuid not null,
  complaint_id uuid not null,
  complaint_number text not null,
  opened_at timestamptz not null,
  course text,
  causes text,
  improvements text,
  written_at timestamptz,
  trained_at timestamptz,
  learners text,
  attendance jsonb not null default '[]',
  primary key (project_id, case_id),
  foreign key (project_id, case_id) references cases (project_id, id),
  foreign key (project_id, complaint_id) references cases (project_id, id)
);
comment on table complaint_study is '投诉案例分析: what a class one complaint taught, and who was taught.';

do $$
declare t text;
begin
  foreach t in array array['complaint_report', 'complaint_figures', 'complaint_announcement', 'complaint_study'] loop
    execute format('grant select, insert, update, delete on %I to guanjia_app', t);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy project_reach on %I to guanjia_app
      using (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))
      with check (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))$p$, t);
    execute format($p$create policy not_barred on %I as restrictive to guanjia_app using (
      case_id is null or case_id <> all (coalesce(string_to_array(nullif(current_setting('guanjia.barred', true), ''), ',')::uuid[], '{}')))$p$, t);
  end loop;
  revoke update, delete on complaint_figures from guanjia_app;
end $$;
