-- The kernel's tables. Three classes (src/kernel/db/tables.ts): company tables hold no residents' data,
-- project tables carry project_id first in every key and are fenced by row-level security, queues are local.

------------------------------------------------------------------ company tables

create table company (
  id integer primary key check (id = 1),
  name text not null,
  language text not null default 'zh-CN',
  service_phone text
);
comment on table company is 'The one company of this installation.';

create table project (
  id integer generated always as identity primary key,
  code text not null unique check (code ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  name text not null,
  address text,
  service_phone text,
  demo boolean not null default false,
  made_at timestamptz not null
);
comment on table project is 'A residential estate (小区). Its id comes first in every key of its data.';

create table account (
  id uuid primary key,
  kind text not null check (kind in ('staff', 'owner')),
  login text unique,
  name text not null,
  password_hash text,
  totp_secret bytea,
  language text not null default 'zh-CN',
  work_phone text,
  skills text[] not null default '{}',
  failed_count integer not null default 0,
  locked_until timestamptz,
  disabled_at timestamptz,
  made_at timestamptz not null,
  check (kind = 'owner' or login is not null)
);
comment on table account is 'Who signs in. Staff by name and password; owners by a one-time slip; residents'' data stays in person.';

create table session (
  token_hash bytea primary key,
  account_id uuid not null references account,
  made_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  address text,
  agent text
);
create index session_account on session (account_id);

create table department (
  id uuid primary key,
  code text not null unique,
  name text not null
);

create table post (
  id uuid primary key,
  project_id integer references project,
  department_id uuid not null references department,
  role text not null,
  title text not null,
  superior_post_id uuid references post,
  closed_at timestamptz
);
comment on table post is 'A post (岗位) carries one role, in one project or (project_id null) in all. Rights and ladders go by posts, not names.';
create index post_project on post (project_id);

create table post_holding (
  id uuid primary key,
  post_id uuid not null references post,
  account_id uuid not null references account,
  kind text not null default 'holder' check (kind in ('holder', 'stand-in')),
  from_at timestamptz not null,
  to_at timestamptz check (to_at > from_at),
  reason text
);
comment on table post_holding is 'Who holds a post or stands in for it, from and to.';
create index post_holding_account on post_holding (account_id);
create index post_holding_post on post_holding (post_id);

create table on_duty (
  id uuid primary key,
  project_id integer not null references project,
  account_id uuid not null references account,
  task text not null,
  from_at timestamptz not null,
  to_at timestamptz not null check (to_at > from_at)
);
comment on table on_duty is 'The on-duty list: who is paged for an emergency. task: front-desk, engineering, order, manager.';
create index on_duty_project on on_duty (project_id, from_at);

create table calendar_day (
  date date primary key,
  kind text not null check (kind in ('holiday', 'workday')),
  name text not null,
  source text not null default 'national' check (source in ('national', 'company'))
);
comment on table calendar_day is 'Holidays and make-up workdays; a day without a row is a workday from Monday to Friday.';

------------------------------------------------------------------ property

create table policy (
  project_id integer not null references project,
  version integer not null,
  body jsonb not null,
  effective_at timestamptz not null,
  reason text not null,
  made_by_account uuid,
  made_at timestamptz not null,
  primary key (project_id, version)
);
comment on table policy is 'One immutable, validated snapshot of a project''s settings per version. Append-only.';

create table zone (
  project_id integer not null references project,
  id uuid not null,
  name text not null,
  officer_post_id uuid references post,
  primary key (project_id, id)
);
comment on table zone is 'A part of the estate that one customer-service officer (客户服务员) answers for.';

create table building (
  project_id integer not null references project,
  id uuid not null,
  zone_id uuid not null,
  code text not null,
  name text not null,
  primary key (project_id, id),
  unique (project_id, code),
  foreign key (project_id, zone_id) references zone (project_id, id)
);

create table entrance (
  project_id integer not null references project,
  id uuid not null,
  building_id uuid not null,
  code text not null,
  primary key (project_id, id),
  unique (project_id, building_id, code),
  foreign key (project_id, building_id) references building (project_id, id)
);
comment on table entrance is 'A staircase (单元) of a building.';

create table unit (
  project_id integer not null references project,
  id uuid not null,
  kind text not null check (kind in ('flat', 'shop', 'parking')),
  building_id uuid,
  entrance_id uuid,
  zone_id uuid not null,
  code text not null,
  floor integer,
  area_sqm numeric(10, 2),
  handed_over_on date,
  warranty_until date,
  primary key (project_id, id),
  unique (project_id, code),
  foreign key (project_id, building_id) references building (project_id, id),
  foreign key (project_id, entrance_id) references entrance (project_id, id),
  foreign key (project_id, zone_id) references zone (project_id, id)
);
comment on table unit is 'A flat, shop or parking space. code is how people say it: 1-2-301, 商铺-08, 车位-A012. warranty_until: the developer''s warranty.';

create table place (
  project_id integer not null references project,
  id uuid not null,
  kind text not null check (kind in ('public-place', 'facility')),
  zone_id uuid not null,
  building_id uuid,
  code text not null,
  name text not null,
  primary key (project_id, id),
  unique (project_id, code),
  foreign key (project_id, zone_id) references zone (project_id, id),
  foreign key (project_id, building_id) references building (project_id, id)
);
comment on table place is 'A public place (大堂, 楼道) or a facility (电梯, 水泵).';

------------------------------------------------------------------ people

create table person (
  project_id integer not null references project,
  id uuid not null,
  name text not null,
  name_key text not null,
  tokens text[] not null default '{}',
  id_number_sealed bytea,
  id_number_token bytea,
  language text not null default 'zh-CN',
  made_at timestamptz not null,
  erased_at timestamptz,
  primary key (project_id, id)
);
comment on table person is 'A resident of one project. name_key: pinyin initials; tokens: what search finds the person by (keyed for phones).';
create index person_tokens on person using gin (tokens);

create table person_phone (
  project_id integer not null references project,
  id uuid not null,
  person_id uuid not null,
  phone_sealed bytea not null,
  phone_masked text not null,
  phone_token bytea not null,
  tail_token bytea not null,
  label text not null default '手机',
  made_at timestamptz not null,
  primary key (project_id, id),
  foreign key (project_id, person_id) references person (project_id, id)
);
comment on table person_phone is 'Phones are sealed (AES-256-GCM); tokens are keyed HMACs of the whole number and of its last four digits.';
create index person_phone_person on person_phone (project_id, person_id);
create index person_phone_token on person_phone (project_id, phone_token);
create index person_phone_tail on person_phone (project_id, tail_token);

create table residence (
  project_id integer not null references project,
  id uuid not null,
  unit_id uuid not null,
  person_id uuid not null,
  relation text not null check (relation in ('owner', 'family', 'tenant', 'merchant', 'agent')),
  from_on date not null,
  to_on date check (to_on >= from_on),
  primary key (project_id, id),
  foreign key (project_id, unit_id) references unit (project_id, id),
  foreign key (project_id, person_id) references person (project_id, id)
);
comment on table residence is 'The dated relation of a person to a unit: who lived there on any date.';
create index residence_unit on residence (project_id, unit_id);
create index residence_person on residence (project_id, person_id);

create table emergency_contact (
  project_id integer not null references project,
  id uuid not null,
  person_id uuid not null,
  name text not null,
  relation text not null,
  phone_sealed bytea not null,
  phone_masked text not null,
  primary key (project_id, id),
  foreign key (project_id, person_id) references person (project_id, id)
);
create index emergency_contact_person on emergency_contact (project_id, person_id);

create table account_person (
  account_id uuid not null references account,
  project_id integer not null references project,
  person_id uuid not null,
  linked_at timestamptz not null,
  primary key (project_id, account_id, person_id),
  foreign key (project_id, person_id) references person (project_id, id)
);
comment on table account_person is 'The persons of the projects that an owner''s account stands for.';

create table sign_in_slip (
  project_id integer not null references project,
  id uuid not null,
  person_id uuid not null,
  token_hash bytea not null,
  made_by_account uuid not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (project_id, id),
  unique (project_id, token_hash),
  foreign key (project_id, person_id) references person (project_id, id)
);
comment on table sign_in_slip is 'A one-time QR slip printed at the desk, with which an owner signs in.';

create table reveal (
  project_id integer not null references project,
  id uuid not null,
  person_id uuid not null,
  account_id uuid not null,
  kind text not null check (kind in ('phone', 'id-number', 'emergency-contact')),
  purpose text not null,
  case_id uuid,
  at timestamptz not null,
  primary key (project_id, id),
  foreign key (project_id, person_id) references person (project_id, id)
);
comment on table reveal is 'Who looked at which personal field, when and for what. Written before the field is shown. Append-only.';
create index reveal_person on reveal (project_id, person_id, at);

------------------------------------------------------------------ files and signatures

create table file (
  project_id integer not null references project,
  id uuid not null,
  sha256 bytea not null,
  media_type text not null,
  bytes integer not null,
  width integer,
  height integer,
  name text not null,
  made_by_account uuid,
  made_at timestamptz not null,
  primary key (project_id, id)
);
comment on table file is 'An uploaded picture or document; the bytes lie in the data directory under their hash.';

------------------------------------------------------------------ cases

create table case_counter (
  project_id integer not null references project,
  prefix text not null,
  date date not null,
  last integer not null,
  primary key (project_id, prefix, date)
);
comment on table case_counter is 'Hands out blocks of human numbers (BX-20261122-0007); numbers may have gaps.';

create table cases (
  project_id integer not null references project,
  id uuid not null,
  procedure text not null,
  number text not null,
  title text not null,
  state text not null,
  final boolean not null default false,
  priority text not null default 'normal' check (priority in ('normal', 'high', 'emergency')),
  unit_id uuid,
  place_id uuid,
  zone_id uuid,
  person_id uuid,
  parent_id uuid,
  holder_account uuid,
  first_responder_account uuid,
  opened_by_account uuid,
  chase_count integer not null default 0,
  flags text[] not null default '{}',
  last_seq integer not null,
  last_at timestamptz not null,
  next_due_at timestamptz,
  opened_at timestamptz not null,
  closed_at timestamptz,
  procedure_version integer not null,
  policy_version integer not null,
  primary key (project_id, id),
  unique (project_id, number),
  foreign key (project_id, unit_id) references unit (project_id, id),
  foreign key (project_id, place_id) references place (project_id, id),
  foreign key (project_id, person_id) references person (project_id, id),
  foreign key (project_id, parent_id) references cases (project_id, id),
  foreign key (project_id, policy_version) references policy (project_id, version)
);
comment on table cases is 'Every matter and every piece of work: a projection of case_action, locked by each act. last_seq is the version a page was read at.';
create index cases_inbox on cases (project_id, procedure, next_due_at, id) where not final;
create index cases_holder on cases (project_id, holder_account, next_due_at, id) where not final;
create index cases_opened on cases (project_id, procedure, opened_at desc, id desc);
create index cases_unit on cases (project_id, unit_id, opened_at desc);
create index cases_person on cases (project_id, person_id, opened_at desc);
create index cases_parent on cases (project_id, parent_id) where parent_id is not null;

create table case_action (
  project_id integer not null references project,
  case_id uuid not null,
  seq integer not null,
  id uuid not null,
  action text not null,
  from_state text,
  to_state text not null,
  actor_kind text not null check (actor_kind in ('staff', 'owner', 'link', 'clock', 'reaction')),
  actor_id uuid not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  form jsonb not null,
  form_sha256 bytea not null,
  text_sha256 bytea,
  key text not null,
  primary key (project_id, case_id, seq),
  unique (project_id, id),
  unique (project_id, actor_id, key),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table case_action is 'The log: the only truth about a case. Append-only. form holds ids and figures; free text and personal fields lie in case_text, whose hash stays here. at is business time (never goes back), recorded_at machine time.';

create table case_text (
  project_id integer not null references project,
  case_id uuid not null,
  seq integer not null,
  body jsonb not null,
  erased_at timestamptz,
  primary key (project_id, case_id, seq),
  foreign key (project_id, case_id, seq) references case_action (project_id, case_id, seq)
);
comment on table case_text is 'The erasable part of an action: free text and personal fields.';

create table case_flag (
  project_id integer not null references project,
  case_id uuid not null,
  flag text not null,
  raised_seq integer not null,
  raised_at timestamptz not null,
  reason text not null default '',
  lowered_seq integer,
  lowered_at timestamptz,
  primary key (project_id, case_id, flag, raised_seq),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table case_flag is 'Facts that hold together with any state (waiting for the owner, for parts), from and to; they pause clocks.';

create table case_clock (
  project_id integer not null references project,
  case_id uuid not null,
  id uuid not null,
  clock text not null,
  started_seq integer not null,
  started_at timestamptz not null,
  basis jsonb not null,
  due_at timestamptz,
  remaining_ms bigint,
  status text not null default 'open' check (status in ('open', 'met', 'late', 'cancelled')),
  stopped_seq integer,
  stopped_at timestamptz,
  breached_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  next_level integer not null default 0,
  fire_at timestamptz,
  primary key (project_id, id),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table case_clock is 'A running or finished deadline. basis: the limit it was computed from, so that it can be explained; due_at null while paused; fire_at: when the next level fires.';
create unique index case_clock_open on case_clock (project_id, case_id, clock) where status = 'open';
create index case_clock_case on case_clock (project_id, case_id);
create index case_clock_fire on case_clock (fire_at) where status = 'open' and fire_at is not null;

create table case_clock_level (
  project_id integer not null references project,
  clock_id uuid not null,
  level integer not null,
  due_at timestamptz not null,
  fired_at timestamptz not null,
  told_account uuid[] not null default '{}',
  primary key (project_id, clock_id, level),
  foreign key (project_id, clock_id) references case_clock (project_id, id)
);
comment on table case_clock_level is 'One row per rung climbed; inserting it is the claim, so each rung fires once. Append-only.';

create table clock_trouble (
  project_id integer not null references project,
  clock_id uuid not null,
  tries integer not null,
  retry_at timestamptz not null,
  error text not null,
  primary key (project_id, clock_id)
);
comment on table clock_trouble is 'A clock whose expiry failed, set aside until retry_at so that it does not hold up the others.';

create table case_link (
  project_id integer not null references project,
  id uuid not null,
  case_id uuid not null,
  purpose text not null check (purpose in ('owner', 'contractor')),
  person_id uuid,
  holder_name text,
  token_hash bytea not null,
  made_by_account uuid,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (project_id, id),
  unique (project_id, token_hash),
  foreign key (project_id, case_id) references cases (project_id, id),
  foreign key (project_id, person_id) references person (project_id, id)
);
comment on table case_link is 'A secret link to one case for somebody without an account: the owner, or an outside contractor.';
create index case_link_case on case_link (project_id, case_id);

create table signature (
  project_id integer not null references project,
  id uuid not null,
  case_id uuid not null,
  action_id uuid not null,
  form_name text not null,
  signed_form text not null,
  form_sha256 bytea not null,
  image_file_id uuid,
  image_sha256 bytea,
  signer_name text not null,
  signer_person_id uuid,
  signer_account_id uuid,
  relation text not null,
  way text not null check (way in ('pad', 'link', 'paper')),
  signed_at timestamptz not null,
  seal bytea not null,
  primary key (project_id, id),
  foreign key (project_id, case_id) references cases (project_id, id),
  foreign key (project_id, action_id) references case_action (project_id, id),
  foreign key (project_id, image_file_id) references file (project_id, id)
);
comment on table signature is 'A signature with the exact form that was signed, sealed; any later change is found. Append-only.';
create index signature_case on signature (project_id, case_id);

------------------------------------------------------------------ notices

create table notice (
  project_id integer not null references project,
  id uuid not null,
  account_id uuid not null,
  case_id uuid,
  kind text not null check (kind in ('told', 'assigned', 'chased', 'clock', 'emergency')),
  text text not null,
  args jsonb not null default '{}',
  clock_id uuid,
  level integer,
  made_at timestamptz not null,
  read_at timestamptz,
  primary key (project_id, id),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table notice is 'A line in somebody''s in-app inbox. text is the Chinese catalogue key, filled with args in the reader''s language.';
create unique index notice_once on notice (project_id, account_id, clock_id, level) where clock_id is not null;
create index notice_account on notice (project_id, account_id, made_at desc);

------------------------------------------------------------------ rights

do $$
declare t text;
begin
  foreach t in array array['company','project','account','session','department','post','post_holding','on_duty','calendar_day'] loop
    execute format('grant select, insert, update, delete on %I to guanjia_app', t);
  end loop;
  foreach t in array array['zone','building','entrance','unit','place','person','person_phone','residence','emergency_contact',
      'account_person','sign_in_slip','file','case_counter','cases','case_text','case_flag','case_clock','clock_trouble','case_link','notice'] loop
    execute format('grant select, insert, update, delete on %I to guanjia_app', t);
  end loop;
  foreach t in array array['policy','reveal','case_action','case_clock_level','signature'] loop
    execute format('grant select, insert on %I to guanjia_app', t);
  end loop;
  foreach t in array array['policy','zone','building','entrance','unit','place','person','person_phone','residence','emergency_contact',
      'account_person','sign_in_slip','reveal','file','case_counter','cases','case_action','case_text','case_flag','case_clock',
      'case_clock_level','clock_trouble','case_link','signature','notice'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy project_reach on %I to guanjia_app
      using (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))
      with check (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))$p$, t);
  end loop;
end $$;

-- The few reads that cross projects go through functions owned by guanjia_reader, each returning keys only.

grant select on case_clock, clock_trouble, case_link, sign_in_slip, account_person to guanjia_reader;
create policy reader_reach on case_clock for select to guanjia_reader using (true);
create policy reader_reach on clock_trouble for select to guanjia_reader using (true);
create policy reader_reach on case_link for select to guanjia_reader using (true);
create policy reader_reach on sign_in_slip for select to guanjia_reader using (true);
create policy reader_reach on account_person for select to guanjia_reader using (true);

create function due_clocks(at timestamptz, most integer)
returns table (project_id integer, case_id uuid, clock_id uuid, level integer, due_at timestamptz)
language sql stable security definer set search_path = public
begin atomic
  select c.project_id, c.case_id, c.id, c.next_level, c.fire_at
  from case_clock c
  where c.status = 'open' and c.fire_at <= at
    and not exists (select 1 from clock_trouble t where t.project_id = c.project_id and t.clock_id = c.id and t.retry_at > at)
  order by c.fire_at
  limit most;
end;

create function link_by_token(hash bytea)
returns table (project_id integer, link_id uuid)
language sql stable security definer set search_path = public
begin atomic
  select l.project_id, l.id from case_link l where l.token_hash = hash;
end;

create function slip_by_token(hash bytea)
returns table (project_id integer, slip_id uuid)
language sql stable security definer set search_path = public
begin atomic
  select s.project_id, s.id from sign_in_slip s where s.token_hash = hash;
end;

create function persons_of_account(account uuid)
returns table (project_id integer, person_id uuid)
language sql stable security definer set search_path = public
begin atomic
  select a.project_id, a.person_id from account_person a where a.account_id = account;
end;

create index case_link_token on case_link (token_hash);
create index sign_in_slip_token on sign_in_slip (token_hash);
create index account_person_account on account_person (account_id);

alter function due_clocks(timestamptz, integer) owner to guanjia_reader;
alter function link_by_token(bytea) owner to guanjia_reader;
alter function slip_by_token(bytea) owner to guanjia_reader;
alter function persons_of_account(uuid) owner to guanjia_reader;
revoke all on function due_clocks(timestamptz, integer), link_by_token(bytea), slip_by_token(bytea), persons_of_account(uuid) from public;
grant execute on function due_clocks(timestamptz, integer), link_by_token(bytea), slip_by_token(bytea), persons_of_account(uuid) to guanjia_app;
