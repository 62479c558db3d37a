-- Ways out: what is sent to whom by e-mail, text message, group robot and signed webhook.

create table delivery_endpoint (
  id uuid primary key,
  project_id int references project,
  way text not null check (way in ('email', 'sms', 'wecom', 'webhook')),
  name text not null,
  settings jsonb not null,
  secret_sealed bytea,
  old_secret_sealed bytea,
  old_secret_until timestamptz,
  enabled boolean not null default true,
  failures int not null default 0,
  paused_until timestamptz,
  last_error text,
  recent timestamptz[] not null default '{}',
  changed_by_account uuid references account,
  changed_at timestamptz not null,
  removed_at timestamptz
);
comment on table delivery_endpoint is 'A way out: mail server, text message gateway, group robot or webhook. project_id null: of the whole company. settings hold nothing secret. recent: when its last messages went, for its limit per minute.';
create unique index delivery_endpoint_one on delivery_endpoint (way, coalesce(project_id, 0))
  where way in ('email', 'sms') and removed_at is null;
grant select, insert, update on delivery_endpoint to guanjia_app;
grant select on delivery_endpoint to guanjia_reader;

create table account_delivery (
  account_id uuid primary key references account,
  email text,
  choices jsonb not null,
  changed_at timestamptz not null
);
comment on table account_delivery is 'How somebody of the staff wants to be told; without a row, or with null in choices, as the project''s settings say.';
grant select, insert, update on account_delivery to guanjia_app;

create table person_delivery (
  project_id int not null references project,
  person_id uuid not null,
  email_sealed bytea,
  email_masked text,
  by_sms boolean not null,
  by_email boolean not null,
  changed_at timestamptz not null,
  primary key (project_id, person_id),
  foreign key (project_id, person_id) references person (project_id, id)
);
comment on table person_delivery is 'How a resident wants to be told about matters of his own; without a row by text message.';

create table outbox (
  project_id int not null,
  id uuid not null,
  kind text not null check (kind in ('notice', 'action')),
  case_id uuid,
  seq int,
  notices uuid[],
  at timestamptz not null,
  tries int not null default 0,
  retry_at timestamptz,
  error text,
  primary key (project_id, id)
);
comment on table outbox is 'Facts that somebody outside may have to be told, written in their transaction; gone once it is decided who is told in which way.';
grant select, insert, update, delete on outbox to guanjia_app;

create table delivery (
  project_id int not null references project,
  id uuid not null,
  endpoint_id uuid not null references delivery_endpoint,
  way text not null check (way in ('email', 'sms', 'wecom', 'webhook')),
  kind text not null,
  account_id uuid references account,
  person_id uuid,
  case_id uuid,
  seq int,
  notice_id uuid,
  urgent boolean not null default false,
  together boolean not null default false,
  message_id uuid,
  to_masked text,
  made_at timestamptz not null,
  since_at timestamptz not null,
  due_at timestamptz not null,
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'dead', 'skipped')),
  reason text,
  attempts int not null default 0,
  tried_at timestamptz,
  sent_at timestamptz,
  leased_by uuid,
  lease_until timestamptz,
  primary key (project_id, id),
  foreign key (project_id, case_id) references cases (project_id, id),
  foreign key (project_id, person_id) references person (project_id, id)
);
comment on table delivery is 'One telling of one recipient by one way. together: may share a message with others of the same recipient. message_id: given at the first try and kept, so that who receives it twice can tell. lease_until is machine time.';
create index delivery_due on delivery (due_at) where status = 'waiting';
create index delivery_case on delivery (project_id, case_id) where case_id is not null;
create index delivery_status on delivery (project_id, status, id desc);
create index delivery_endpoint_status on delivery (project_id, endpoint_id, status, id desc);
create index delivery_message on delivery (project_id, message_id) where message_id is not null;

-- How many tellings a group of rows of one endpoint and recipient makes is asked with each claim.
create index delivery_together on delivery (project_id, endpoint_id, account_id) where status = 'waiting' and message_id is null;

do $$
declare
  name text;
begin
  foreach name in array array['person_delivery', 'delivery'] loop
    execute format('alter table %I enable row level security, force row level security', name);
    execute format(
      'create policy project_reach on %I for all to guanjia_app using (project_id = any (string_to_array(nullif(current_setting(''guanjia.projects'', true), ''''), '','')::int[])) with check (project_id = any (string_to_array(nullif(current_setting(''guanjia.projects'', true), ''''), '','')::int[]))',
      name);
    execute format('grant select, insert, update, delete on %I to guanjia_app', name);
  end loop;
end
$$;

grant select on delivery to guanjia_reader;
create policy reader_reach on delivery for select to guanjia_reader using (true);
create policy not_barred on delivery as restrictive to guanjia_app using (
  case_id is null or case_id <> all (coalesce(string_to_array(nullif(current_setting('guanjia.barred', true), ''), ',')::uuid[], '{}')));

-- What is to be sent at `at`, whose lease nobody holds at `machine`, by an endpoint that is not resting: keys only.
create function due_deliveries(at timestamptz, machine timestamptz, most integer)
returns table (project_id integer, id uuid, endpoint_id uuid, together boolean)
language sql stable security definer set search_path = public
begin atomic
  select d.project_id, d.id, d.endpoint_id, d.together
  from delivery d join delivery_endpoint e on e.id = d.endpoint_id
  where d.status = 'waiting' and d.due_at <= at and (d.lease_until is null or d.lease_until <= machine)
    and e.enabled and e.removed_at is null and (e.paused_until is null or e.paused_until <= at)
  order by d.due_at
  limit most;
end;
alter function due_deliveries(timestamptz, timestamptz, integer) owner to guanjia_reader;
revoke all on function due_deliveries(timestamptz, timestamptz, integer) from public;
grant execute on function due_deliveries(timestamptz, timestamptz, integer) to guanjia_app;
