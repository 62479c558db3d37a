-- Generated from the migrations by `npm run generate`. Do not edit.

create table account (
  id uuid not null,
  kind text not null,
  login text,
  name text not null,
  password_hash text,
  totp_sealed bytea,
  language text not null default 'zh-CN'::text,
  work_phone text,
  skills text[] not null default '{}'::text[],
  failed_count integer not null default 0,
  locked_until timestamp with time zone,
  disabled_at timestamp with time zone,
  made_at timestamp with time zone not null,
  totp_pending_sealed bytea,
  totp_since timestamp with time zone,
  totp_step bigint not null default 0,
  constraint account_pkey PRIMARY KEY (id),
  constraint account_login_key UNIQUE (login),
  constraint account_check CHECK (((kind = 'owner'::text) OR (login IS NOT NULL))),
  constraint account_kind_check CHECK ((kind = ANY (ARRAY['staff'::text, 'owner'::text])))
);
grant delete, insert, select, update on account to guanjia_app;
comment on table account is 'Who signs in. Staff by name and password; owners by a one-time slip; residents'' data stays in person.';
comment on column account.totp_step is 'The last 30-second step whose code was used: a code opens once.';

create table account_delivery (
  account_id uuid not null,
  email text,
  choices jsonb not null,
  changed_at timestamp with time zone not null,
  constraint account_delivery_pkey PRIMARY KEY (account_id),
  constraint account_delivery_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id)
);
grant insert, select, update on account_delivery to guanjia_app;
comment on table account_delivery is 'How somebody of the staff wants to be told; without a row, or with null in choices, as the project''s settings say.';

create table account_person (
  account_id uuid not null,
  project_id integer not null,
  person_id uuid not null,
  linked_at timestamp with time zone not null,
  constraint account_person_pkey PRIMARY KEY (project_id, account_id, person_id),
  constraint account_person_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint account_person_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint account_person_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id)
);
CREATE INDEX account_person_account ON public.account_person USING btree (account_id);
alter table account_person enable row level security, force row level security;
create policy project_reach on account_person for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
create policy reader_reach on account_person for select to guanjia_reader using (true);
grant delete, insert, select, update on account_person to guanjia_app;
grant select on account_person to guanjia_reader;
comment on table account_person is 'The persons of the projects that an owner''s account stands for.';

create table audit_block (
  chain integer not null,
  number bigint not null,
  from_tx bigint not null,
  below_tx bigint not null,
  sealed_at timestamp with time zone not null,
  key_id text not null,
  previous bytea not null,
  keys text[] not null,
  hashes bytea[] not null,
  head bytea not null,
  constraint audit_block_pkey PRIMARY KEY (chain, number),
  constraint audit_block_check CHECK ((from_tx < below_tx)),
  constraint audit_block_check1 CHECK (((cardinality(keys) > 0) AND (cardinality(keys) = cardinality(hashes)))),
  constraint audit_block_number_check CHECK ((number > 0))
);
grant insert, select on audit_block to guanjia_app;
comment on table audit_block is 'One link of an audit chain: rows that were committed, by key and hash, and the head of the link before. chain: the project, or 0 for the tables of the company. Append-only.';
comment on column audit_block.from_tx is 'The block seals rows of transactions from this number on, below below_tx; several blocks may share one range.';
comment on column audit_block.key_id is 'Fingerprint of the seal key.';
comment on column audit_block.head is 'HMAC with the seal key over all of the above: nobody writes a chain without the key.';

create table audit_check (
  id uuid not null,
  chain integer not null,
  checked_at timestamp with time zone not null,
  number bigint not null,
  row_count bigint not null,
  fault_count bigint not null,
  written_tx bigint not null default transaction_number(),
  constraint audit_check_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_check_chain ON public.audit_check USING btree (chain, checked_at DESC);
CREATE INDEX audit_check_written ON public.audit_check USING btree (written_tx);
grant insert, select on audit_check to guanjia_app;
comment on table audit_check is 'What `guanjia audit verify` found in a chain, up to which block. Append-only.';
comment on column audit_check.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';

create table building (
  project_id integer not null,
  id uuid not null,
  zone_id uuid not null,
  code text not null,
  name text not null,
  constraint building_pkey PRIMARY KEY (project_id, id),
  constraint building_project_id_code_key UNIQUE (project_id, code),
  constraint building_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint building_project_id_zone_id_fkey FOREIGN KEY (project_id, zone_id) REFERENCES zone(project_id, id)
);
alter table building enable row level security, force row level security;
create policy project_reach on building for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on building to guanjia_app;

create table calendar_change (
  id uuid not null,
  from_on date not null,
  to_on date not null,
  source text not null,
  kind text,
  name text not null,
  before jsonb not null,
  reason text not null,
  account_id uuid not null,
  at timestamp with time zone not null,
  moved_clocks integer,
  moved_at timestamp with time zone,
  written_tx bigint not null default transaction_number(),
  constraint calendar_change_pkey PRIMARY KEY (id),
  constraint calendar_change_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint calendar_change_check CHECK ((to_on >= from_on)),
  constraint calendar_change_kind_check CHECK ((kind = ANY (ARRAY['holiday'::text, 'workday'::text]))),
  constraint calendar_change_source_check CHECK ((source = ANY (ARRAY['national'::text, 'company'::text])))
);
CREATE INDEX calendar_change_at ON public.calendar_change USING btree (at DESC, id DESC);
CREATE INDEX calendar_change_owed ON public.calendar_change USING btree (at) WHERE (moved_at IS NULL);
CREATE INDEX calendar_change_written ON public.calendar_change USING btree (written_tx);
grant insert, select on calendar_change to guanjia_app;
grant update (moved_clocks, moved_at) on calendar_change to guanjia_app;
comment on table calendar_change is 'Who changed which days of the calendar, and why. kind null: back to the ordinary week. before: the rows that stood there. moved_at null: open clocks have not been moved yet.';
comment on column calendar_change.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';

create table calendar_day (
  date date not null,
  kind text not null,
  name text not null,
  source text not null default 'national'::text,
  constraint calendar_day_pkey PRIMARY KEY (date, source),
  constraint calendar_day_kind_check CHECK ((kind = ANY (ARRAY['holiday'::text, 'workday'::text]))),
  constraint calendar_day_source_check CHECK ((source = ANY (ARRAY['national'::text, 'company'::text])))
);
grant delete, insert, select, update on calendar_day to guanjia_app;
comment on table calendar_day is 'Holidays and make-up workdays; a day without a row is a workday from Monday to Friday.';

create table case_action (
  project_id integer not null,
  case_id uuid not null,
  seq integer not null,
  id uuid not null,
  action text not null,
  from_state text,
  to_state text not null,
  actor_kind text not null,
  actor_id uuid not null,
  at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  form jsonb not null,
  form_sha256 bytea not null,
  text_sha256 bytea,
  key text not null,
  written_tx bigint not null default transaction_number(),
  constraint case_action_pkey PRIMARY KEY (project_id, case_id, seq),
  constraint case_action_project_id_actor_id_key_key UNIQUE (project_id, actor_id, key),
  constraint case_action_project_id_id_key UNIQUE (project_id, id),
  constraint case_action_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint case_action_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint case_action_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['staff'::text, 'owner'::text, 'link'::text, 'clock'::text, 'reaction'::text])))
);
CREATE INDEX case_action_written ON public.case_action USING btree (project_id, written_tx);
alter table case_action enable row level security, force row level security;
create policy not_barred on case_action as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on case_action for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant insert, select on case_action to guanjia_app;
comment on table case_action is 'The log: the only truth about a case. Append-only. form holds ids and figures; free text and personal fields lie in case_text, whose hash stays here. at is business time (never goes back), recorded_at machine time.';
comment on column case_action.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';

create table case_barred (
  project_id integer not null,
  case_id uuid not null,
  account_id uuid not null,
  at timestamp with time zone not null,
  written_tx bigint not null default transaction_number(),
  constraint case_barred_pkey PRIMARY KEY (project_id, case_id, account_id),
  constraint case_barred_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint case_barred_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX case_barred_account ON public.case_barred USING btree (account_id);
CREATE INDEX case_barred_written ON public.case_barred USING btree (project_id, written_tx);
grant insert, select on case_barred to guanjia_app;
comment on table case_barred is 'Staff for whom a case does not exist, such as who is complained about (CMP-06).';
comment on column case_barred.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';

create table case_clock (
  project_id integer not null,
  case_id uuid not null,
  id uuid not null,
  clock text not null,
  started_seq integer not null,
  started_at timestamp with time zone not null,
  basis jsonb not null,
  due_at timestamp with time zone,
  remaining_ms bigint,
  status text not null default 'open'::text,
  stopped_seq integer,
  stopped_at timestamp with time zone,
  breached_at timestamp with time zone,
  acknowledged_at timestamp with time zone,
  acknowledged_by uuid,
  next_level integer not null default 0,
  fire_at timestamp with time zone,
  constraint case_clock_pkey PRIMARY KEY (project_id, id),
  constraint case_clock_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint case_clock_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint case_clock_status_check CHECK ((status = ANY (ARRAY['open'::text, 'met'::text, 'late'::text, 'cancelled'::text])))
);
CREATE INDEX case_clock_case ON public.case_clock USING btree (project_id, case_id);
CREATE INDEX case_clock_climbed ON public.case_clock USING btree (project_id, case_id) WHERE ((status = 'open'::text) AND (next_level > 0));
CREATE INDEX case_clock_fire ON public.case_clock USING btree (fire_at) WHERE ((status = 'open'::text) AND (fire_at IS NOT NULL));
CREATE UNIQUE INDEX case_clock_open ON public.case_clock USING btree (project_id, case_id, clock) WHERE (status = 'open'::text);
alter table case_clock enable row level security, force row level security;
create policy not_barred on case_clock as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on case_clock for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
create policy reader_reach on case_clock for select to guanjia_reader using (true);
grant delete, insert, select, update on case_clock to guanjia_app;
grant select on case_clock to guanjia_reader;
comment on table case_clock is 'A running or finished deadline. basis: the limit it was computed from, so that it can be explained; due_at null while paused; fire_at: when the next level fires.';

create table case_clock_level (
  project_id integer not null,
  clock_id uuid not null,
  level integer not null,
  due_at timestamp with time zone not null,
  fired_at timestamp with time zone not null,
  told_account uuid[] not null default '{}'::uuid[],
  written_tx bigint not null default transaction_number(),
  constraint case_clock_level_pkey PRIMARY KEY (project_id, clock_id, level),
  constraint case_clock_level_project_id_clock_id_fkey FOREIGN KEY (project_id, clock_id) REFERENCES case_clock(project_id, id),
  constraint case_clock_level_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX case_clock_level_written ON public.case_clock_level USING btree (project_id, written_tx);
alter table case_clock_level enable row level security, force row level security;
create policy project_reach on case_clock_level for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant insert, select on case_clock_level to guanjia_app;
comment on table case_clock_level is 'One row per rung climbed; inserting it is the claim, so each rung fires once. Append-only.';
comment on column case_clock_level.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';

create table case_counter (
  project_id integer not null,
  prefix text not null,
  date date not null,
  last integer not null,
  constraint case_counter_pkey PRIMARY KEY (project_id, prefix, date),
  constraint case_counter_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
alter table case_counter enable row level security, force row level security;
create policy project_reach on case_counter for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on case_counter to guanjia_app;
comment on table case_counter is 'Hands out blocks of human numbers (BX-20261122-0007); numbers may have gaps.';

create table case_erased (
  project_id integer not null,
  id uuid not null,
  case_id uuid not null,
  at timestamp with time zone not null,
  written_tx bigint not null default transaction_number(),
  constraint case_erased_pkey PRIMARY KEY (project_id, id),
  constraint case_erased_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint case_erased_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX case_erased_case ON public.case_erased USING btree (project_id, case_id);
CREATE INDEX case_erased_written ON public.case_erased USING btree (project_id, written_tx);
alter table case_erased enable row level security, force row level security;
create policy not_barred on case_erased as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on case_erased for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant insert, select on case_erased to guanjia_app;
comment on table case_erased is 'The texts of this case were erased lawfully: an erased text without such a row was tampered with. Append-only.';
comment on column case_erased.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';

create table case_flag (
  project_id integer not null,
  case_id uuid not null,
  flag text not null,
  raised_seq integer not null,
  raised_at timestamp with time zone not null,
  reason text not null default ''::text,
  lowered_seq integer,
  lowered_at timestamp with time zone,
  constraint case_flag_pkey PRIMARY KEY (project_id, case_id, flag, raised_seq),
  constraint case_flag_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint case_flag_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
alter table case_flag enable row level security, force row level security;
create policy not_barred on case_flag as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on case_flag for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on case_flag to guanjia_app;
comment on table case_flag is 'Facts that hold together with any state (waiting for the owner, for parts), from and to; they pause clocks.';

create table case_link (
  project_id integer not null,
  id uuid not null,
  case_id uuid not null,
  purpose text not null,
  person_id uuid,
  holder_name text,
  token_hash bytea not null,
  made_by_account uuid,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  constraint case_link_pkey PRIMARY KEY (project_id, id),
  constraint case_link_project_id_token_hash_key UNIQUE (project_id, token_hash),
  constraint case_link_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint case_link_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint case_link_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id),
  constraint case_link_purpose_check CHECK ((purpose = ANY (ARRAY['owner'::text, 'contractor'::text])))
);
CREATE INDEX case_link_case ON public.case_link USING btree (project_id, case_id);
CREATE INDEX case_link_token ON public.case_link USING btree (token_hash);
alter table case_link enable row level security, force row level security;
create policy not_barred on case_link as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on case_link for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
create policy reader_reach on case_link for select to guanjia_reader using (true);
grant delete, insert, select, update on case_link to guanjia_app;
grant select on case_link to guanjia_reader;
comment on table case_link is 'A secret link to one case for somebody without an account: the owner, or an outside contractor.';

create table case_original (
  project_id integer not null,
  case_id uuid not null,
  import_id uuid not null,
  sealed bytea not null,
  sha256 bytea not null,
  constraint case_original_pkey PRIMARY KEY (project_id, case_id),
  constraint case_original_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint case_original_project_id_import_id_fkey FOREIGN KEY (project_id, import_id) REFERENCES import_run(project_id, id)
);
CREATE INDEX case_original_import ON public.case_original USING btree (project_id, import_id);
alter table case_original enable row level security, force row level security;
create policy not_barred on case_original as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on case_original for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on case_original to guanjia_app;
comment on table case_original is 'What an imported case was made of, byte for byte as it stood in the file, sealed (AES-256-GCM); sha256 is of the bytes. Written just before its case.';

create table case_text (
  project_id integer not null,
  case_id uuid not null,
  seq integer not null,
  body jsonb not null,
  erased_at timestamp with time zone,
  constraint case_text_pkey PRIMARY KEY (project_id, case_id, seq),
  constraint case_text_project_id_case_id_seq_fkey FOREIGN KEY (project_id, case_id, seq) REFERENCES case_action(project_id, case_id, seq),
  constraint case_text_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
alter table case_text enable row level security, force row level security;
create policy not_barred on case_text as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on case_text for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on case_text to guanjia_app;
comment on table case_text is 'The erasable part of an action: free text and personal fields.';

create table case_text_original (
  project_id integer not null,
  case_id uuid not null,
  seq integer not null,
  field text not null,
  sealed bytea not null,
  constraint case_text_original_pkey PRIMARY KEY (project_id, case_id, seq, field),
  constraint case_text_original_project_id_case_id_seq_fkey FOREIGN KEY (project_id, case_id, seq) REFERENCES case_action(project_id, case_id, seq),
  constraint case_text_original_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
alter table case_text_original enable row level security, force row level security;
create policy not_barred on case_text_original as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on case_text_original for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on case_text_original to guanjia_app;
comment on table case_text_original is 'Free text as it was written, sealed, where it named phones, ID numbers, accounts or plates: everywhere else those are masked.';

create table cases (
  project_id integer not null,
  id uuid not null,
  procedure text not null,
  number text not null,
  title text not null,
  state text not null,
  final boolean not null default false,
  priority text not null default 'normal'::text,
  unit_id uuid,
  place_id uuid,
  zone_id uuid,
  person_id uuid,
  parent_id uuid,
  holder_account uuid,
  first_responder_account uuid,
  opened_by_account uuid,
  chase_count integer not null default 0,
  flags text[] not null default '{}'::text[],
  last_seq integer not null,
  last_at timestamp with time zone not null,
  next_due_at timestamp with time zone,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  procedure_version integer not null,
  policy_version integer not null,
  constraint cases_pkey PRIMARY KEY (project_id, id),
  constraint cases_project_id_number_key UNIQUE (project_id, number),
  constraint cases_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint cases_project_id_parent_id_fkey FOREIGN KEY (project_id, parent_id) REFERENCES cases(project_id, id),
  constraint cases_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id),
  constraint cases_project_id_place_id_fkey FOREIGN KEY (project_id, place_id) REFERENCES place(project_id, id),
  constraint cases_project_id_policy_version_fkey FOREIGN KEY (project_id, policy_version) REFERENCES policy(project_id, version),
  constraint cases_project_id_unit_id_fkey FOREIGN KEY (project_id, unit_id) REFERENCES unit(project_id, id),
  constraint cases_priority_check CHECK ((priority = ANY (ARRAY['normal'::text, 'high'::text, 'emergency'::text])))
);
CREATE INDEX cases_first_responder ON public.cases USING btree (project_id, first_responder_account, procedure, state, next_due_at, id) WHERE (NOT final);
CREATE INDEX cases_held ON public.cases USING btree (project_id, holder_account, opened_at DESC, id DESC) WHERE (holder_account IS NOT NULL);
CREATE INDEX cases_holder ON public.cases USING btree (project_id, holder_account, next_due_at, id) WHERE (NOT final);
CREATE INDEX cases_inbox ON public.cases USING btree (project_id, procedure, next_due_at, id) WHERE (NOT final);
CREATE INDEX cases_newest ON public.cases USING btree (project_id, opened_at DESC, id DESC);
CREATE INDEX cases_open_matters ON public.cases USING btree (project_id, opened_at DESC, id) WHERE ((procedure = 'matter'::text) AND (NOT final));
CREATE INDEX cases_opened ON public.cases USING btree (project_id, procedure, opened_at DESC, id DESC);
CREATE INDEX cases_parent ON public.cases USING btree (project_id, parent_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX cases_person ON public.cases USING btree (project_id, person_id, opened_at DESC);
CREATE INDEX cases_queue ON public.cases USING btree (project_id, procedure, state, next_due_at, id) WHERE (NOT final);
CREATE INDEX cases_unit ON public.cases USING btree (project_id, unit_id, opened_at DESC);
alter table cases enable row level security, force row level security;
create policy not_barred on cases as restrictive for all to guanjia_app using (((id IS NULL) OR (id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on cases for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on cases to guanjia_app;
comment on table cases is 'Every matter and every piece of work: a projection of case_action, locked by each act. last_seq is the version a page was read at.';

create table clock_trouble (
  project_id integer not null,
  clock_id uuid not null,
  tries integer not null,
  retry_at timestamp with time zone not null,
  error text not null,
  constraint clock_trouble_pkey PRIMARY KEY (project_id, clock_id),
  constraint clock_trouble_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
alter table clock_trouble enable row level security, force row level security;
create policy project_reach on clock_trouble for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
create policy reader_reach on clock_trouble for select to guanjia_reader using (true);
grant delete, insert, select, update on clock_trouble to guanjia_app;
grant select on clock_trouble to guanjia_reader;
comment on table clock_trouble is 'A clock whose expiry failed, set aside until retry_at so that it does not hold up the others.';

create table company (
  id integer not null,
  name text not null,
  language text not null default 'zh-CN'::text,
  service_phone text,
  constraint company_pkey PRIMARY KEY (id),
  constraint company_id_check CHECK ((id = 1))
);
grant delete, insert, select, update on company to guanjia_app;
comment on table company is 'The one company of this installation.';

create table complaint_announcement (
  project_id integer not null,
  case_id uuid not null,
  period text not null,
  from_on date not null,
  to_on date not null,
  due_at timestamp with time zone not null,
  common text,
  places text,
  interests text,
  disputes text,
  measures text,
  results text,
  drafted_at timestamp with time zone,
  drafted_by uuid,
  checked_at timestamp with time zone,
  check_words text,
  hangs_at text,
  photos jsonb not null default '[]'::jsonb,
  published_at timestamp with time zone,
  constraint complaint_announcement_pkey PRIMARY KEY (project_id, case_id),
  constraint complaint_announcement_drafted_by_fkey FOREIGN KEY (drafted_by) REFERENCES account(id),
  constraint complaint_announcement_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint complaint_announcement_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
alter table complaint_announcement enable row level security, force row level security;
create policy not_barred on complaint_announcement as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on complaint_announcement for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on complaint_announcement to guanjia_app;
comment on table complaint_announcement is '投诉处理公布: what all customers read about the complaints of a month.';

create table complaint_figures (
  project_id integer not null,
  id uuid not null,
  case_id uuid not null,
  figures jsonb not null,
  taken_at timestamp with time zone not null,
  written_tx bigint not null default transaction_number(),
  constraint complaint_figures_pkey PRIMARY KEY (project_id, id),
  constraint complaint_figures_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint complaint_figures_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX complaint_figures_case ON public.complaint_figures USING btree (project_id, case_id, taken_at);
CREATE INDEX complaint_figures_written ON public.complaint_figures USING btree (project_id, written_tx);
alter table complaint_figures enable row level security, force row level security;
create policy not_barred on complaint_figures as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on complaint_figures for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant insert, select on complaint_figures to guanjia_app;
comment on table complaint_figures is 'The figures of a report as they stood when it was sent; the last of a case counts.';
comment on column complaint_figures.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';

create table complaint_record (
  project_id integer not null,
  case_id uuid not null,
  source text not null,
  content text not null,
  service_item text not null,
  photos jsonb not null default '[]'::jsonb,
  heard_by_id uuid,
  heard_at timestamp with time zone not null,
  registered_at timestamp with time zone not null,
  late_reason text,
  site text,
  posted_at timestamp with time zone,
  found_at timestamp with time zone,
  apologized boolean not null default false,
  settled_on_spot boolean not null default false,
  accused_id uuid,
  valid boolean,
  confirmed_at timestamp with time zone,
  confirmed_by uuid,
  complaint_class text,
  class_reason text,
  classified_at timestamp with time zone,
  classified_by uuid,
  party text,
  department_id uuid,
  handler_id uuid,
  slip_issued_at timestamp with time zone,
  slip_received_at timestamp with time zone,
  slip_receipt text,
  complainant_asked_to timestamp with time zone,
  accused_asked_at timestamp with time zone,
  reported_up_at timestamp with time zone,
  superior_opinion text,
  superior_opinion_at timestamp with time zone,
  verified_at timestamp with time zone,
  facts text,
  cause text,
  hard_at timestamp with time zone,
  hard_note text,
  designated_id uuid,
  designated_at timestamp with time zone,
  climb text,
  climbed_at timestamp with time zone,
  head_opinion text,
  head_opinion_at timestamp with time zone,
  executive_told_at timestamp with time zone,
  executive_opinion text,
  executive_opinion_at timestamp with time zone,
  direct_report_from timestamp with time zone,
  direct_reported_at timestamp with time zone,
  representative_asked_at timestamp with time zone,
  representative_delegated boolean not null default false,
  representative_opinion text,
  representative_opinion_at timestamp with time zone,
  major_at timestamp with time zone,
  major_reported_at timestamp with time zone,
  major_report jsonb,
  finish_by timestamp with time zone,
  measures text,
  measures_at timestamp with time zone,
  result_reported_at timestamp with time zone,
  difficult boolean not null default false,
  outside_body text,
  outside_document text,
  referred_at timestamp with time zone,
  tracked_at timestamp with time zone,
  last_feedback_at timestamp with time zone,
  feedbacks integer not null default 0,
  warranty_id uuid,
  warranty_report text,
  warranty_reported_at timestamp with time zone,
  explained_at timestamp with time zone,
  negotiated_with text,
  understanding text,
  process text,
  result text,
  analysis text,
  improvement text,
  grounds jsonb not null default '[]'::jsonb,
  handled_at timestamp with time zone,
  opinion_confirmed_at timestamp with time zone,
  entered_at timestamp with time zone,
  first_reply_at timestamp with time zone,
  replies integer not null default 0,
  answer text,
  answer_way text,
  answered_at timestamp with time zone,
  apology text,
  remedy text,
  call_back_by_id uuid,
  call_back_way text,
  called_back_at timestamp with time zone,
  call_back_opinion text,
  call_back_effect boolean,
  call_back_prevention text,
  exemption text,
  supervised_at timestamp with time zone,
  closed_at timestamp with time zone,
  archived_at timestamp with time zone,
  reopened integer not null default 0,
  withdraw_reason text,
  resumed_at timestamp with time zone,
  over_day_at timestamp with time zone,
  exempted_at timestamp with time zone,
  first_closed_at timestamp with time zone,
  constraint complaint_record_pkey PRIMARY KEY (project_id, case_id),
  constraint complaint_record_accused_id_fkey FOREIGN KEY (accused_id) REFERENCES account(id),
  constraint complaint_record_call_back_by_id_fkey FOREIGN KEY (call_back_by_id) REFERENCES account(id),
  constraint complaint_record_classified_by_fkey FOREIGN KEY (classified_by) REFERENCES account(id),
  constraint complaint_record_confirmed_by_fkey FOREIGN KEY (confirmed_by) REFERENCES account(id),
  constraint complaint_record_department_id_fkey FOREIGN KEY (department_id) REFERENCES department(id),
  constraint complaint_record_designated_id_fkey FOREIGN KEY (designated_id) REFERENCES account(id),
  constraint complaint_record_handler_id_fkey FOREIGN KEY (handler_id) REFERENCES account(id),
  constraint complaint_record_heard_by_id_fkey FOREIGN KEY (heard_by_id) REFERENCES account(id),
  constraint complaint_record_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint complaint_record_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint complaint_record_project_id_warranty_id_fkey FOREIGN KEY (project_id, warranty_id) REFERENCES cases(project_id, id),
  constraint complaint_record_check CHECK ((heard_at <= registered_at)),
  constraint complaint_record_complaint_class_check CHECK ((complaint_class = ANY (ARRAY['1'::text, '2'::text, '3'::text]))),
  constraint complaint_record_party_check CHECK ((party = ANY (ARRAY['own'::text, 'developer'::text, 'municipal'::text, 'third'::text])))
);
CREATE INDEX complaint_record_registered ON public.complaint_record USING btree (project_id, registered_at);
alter table complaint_record enable row level security, force row level security;
create policy not_barred on complaint_record as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on complaint_record for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on complaint_record to guanjia_app;
comment on table complaint_record is '《业主投诉/建议处理记录表》: one complaint from the first word to the filed record.';
comment on column complaint_record.resumed_at is 'When work on it began anew: it was reopened, or the call-back found that nothing had helped. Deadlines of the new round count from here.';
comment on column complaint_record.over_day_at is 'When, being hard, it had taken more than a working day (CMP-27, CMP-32).';
comment on column complaint_record.exempted_at is 'When the call-back was waived; the time to close counts from here (CMP-37).';
comment on column complaint_record.first_closed_at is 'The first closing: it alone opens the case study (CMP-22).';

create table complaint_report (
  project_id integer not null,
  case_id uuid not null,
  kind text not null,
  period text not null,
  from_on date not null,
  to_on date not null,
  due_at timestamp with time zone not null,
  opened_at timestamp with time zone not null,
  words jsonb not null default '{}'::jsonb,
  submitted_at timestamp with time zone,
  return_reason text,
  opinion text,
  read_at timestamp with time zone,
  constraint complaint_report_pkey PRIMARY KEY (project_id, case_id),
  constraint complaint_report_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint complaint_report_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint complaint_report_kind_check CHECK ((kind = ANY (ARRAY['monthly'::text, 'quarterly'::text, 'legacy'::text, 'review'::text, 'data'::text])))
);
alter table complaint_report enable row level security, force row level security;
create policy not_barred on complaint_report as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on complaint_report for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on complaint_report to guanjia_app;
comment on table complaint_report is 'One report on complaints that the calendar asked for.';

create table complaint_study (
  project_id integer not null,
  case_id uuid not null,
  complaint_id uuid not null,
  complaint_number text not null,
  opened_at timestamp with time zone not null,
  course text,
  causes text,
  improvements text,
  written_at timestamp with time zone,
  trained_at timestamp with time zone,
  learners text,
  attendance jsonb not null default '[]'::jsonb,
  constraint complaint_study_pkey PRIMARY KEY (project_id, case_id),
  constraint complaint_study_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint complaint_study_project_id_complaint_id_fkey FOREIGN KEY (project_id, complaint_id) REFERENCES cases(project_id, id),
  constraint complaint_study_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
alter table complaint_study enable row level security, force row level security;
create policy not_barred on complaint_study as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on complaint_study for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on complaint_study to guanjia_app;
comment on table complaint_study is '投诉案例分析: what a class one complaint taught, and who was taught.';

create table consent (
  project_id integer not null,
  id uuid not null,
  person_id uuid not null,
  purpose text not null,
  version integer not null,
  given boolean not null,
  way text not null,
  account_id uuid not null,
  at timestamp with time zone not null,
  written_tx bigint not null default transaction_number(),
  constraint consent_pkey PRIMARY KEY (project_id, id),
  constraint consent_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint consent_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint consent_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id),
  constraint consent_purpose_check CHECK ((purpose = ANY (ARRAY['services'::text, 'contact-by-third-party'::text, 'photo-publication'::text, 'marketing'::text]))),
  constraint consent_way_check CHECK ((way = ANY (ARRAY['phone'::text, 'counter'::text, 'paper'::text])))
);
CREATE INDEX consent_person ON public.consent USING btree (project_id, person_id, purpose, at DESC);
CREATE INDEX consent_written ON public.consent USING btree (project_id, written_tx);
alter table consent enable row level security, force row level security;
create policy project_reach on consent for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant insert, select on consent to guanjia_app;
comment on table consent is 'What a person agreed to or withdrew, in which version of the text; the last row of a purpose counts. Append-only.';
comment on column consent.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';

create table contact_slip (
  project_id integer not null,
  case_id uuid not null,
  kind text not null,
  content text not null,
  department_id uuid not null,
  handler_id uuid not null,
  issued_at timestamp with time zone not null,
  received_at timestamp with time zone,
  reply text,
  replied_at timestamp with time zone,
  done_at timestamp with time zone,
  returned integer not null default 0,
  return_reason text,
  counted_received boolean not null default false,
  copy_signed_at timestamp with time zone,
  original_place text,
  needs_superior boolean,
  consulted_at timestamp with time zone,
  superior_account uuid,
  question text,
  consult_answered_at timestamp with time zone,
  consult_answer text,
  constraint contact_slip_pkey PRIMARY KEY (project_id, case_id),
  constraint contact_slip_department_id_fkey FOREIGN KEY (department_id) REFERENCES department(id),
  constraint contact_slip_handler_id_fkey FOREIGN KEY (handler_id) REFERENCES account(id),
  constraint contact_slip_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint contact_slip_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint contact_slip_superior_account_fkey FOREIGN KEY (superior_account) REFERENCES account(id)
);
alter table contact_slip enable row level security, force row level security;
create policy not_barred on contact_slip as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on contact_slip for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on contact_slip to guanjia_app;
comment on table contact_slip is '《工作联系单》: work that the desk gives to a department in writing.';

create table data_request (
  project_id integer not null,
  id uuid not null,
  person_id uuid not null,
  kind text not null,
  way text not null,
  asked_by uuid not null,
  asked_at timestamp with time zone not null,
  due_on date not null,
  note text not null default ''::text,
  checked_at timestamp with time zone,
  checked_by uuid,
  approved boolean,
  answer text not null default ''::text,
  available_until timestamp with time zone,
  result jsonb,
  constraint data_request_pkey PRIMARY KEY (project_id, id),
  constraint data_request_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES account(id),
  constraint data_request_checked_by_fkey FOREIGN KEY (checked_by) REFERENCES account(id),
  constraint data_request_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint data_request_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id),
  constraint data_request_check CHECK (((checked_at IS NULL) = (approved IS NULL))),
  constraint data_request_check1 CHECK (((checked_at IS NULL) = (checked_by IS NULL))),
  constraint data_request_check2 CHECK ((checked_by <> asked_by)),
  constraint data_request_kind_check CHECK ((kind = ANY (ARRAY['export'::text, 'erase'::text]))),
  constraint data_request_way_check CHECK ((way = ANY (ARRAY['phone'::text, 'counter'::text, 'paper'::text])))
);
CREATE UNIQUE INDEX data_request_open ON public.data_request USING btree (project_id, person_id, kind) WHERE (checked_at IS NULL);
CREATE INDEX data_request_person ON public.data_request USING btree (project_id, person_id, asked_at DESC);
CREATE INDEX data_request_waiting ON public.data_request USING btree (project_id, asked_at) WHERE (checked_at IS NULL);
alter table data_request enable row level security, force row level security;
create policy project_reach on data_request for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on data_request to guanjia_app;
comment on table data_request is 'A person asks for a copy of the own data, or for its erasure; a second person checks. result: what an erasure did, in figures.';

create table delivery (
  project_id integer not null,
  id uuid not null,
  endpoint_id uuid not null,
  way text not null,
  kind text not null,
  account_id uuid,
  person_id uuid,
  case_id uuid,
  seq integer,
  notice_id uuid,
  urgent boolean not null default false,
  together boolean not null default false,
  message_id uuid,
  to_masked text,
  made_at timestamp with time zone not null,
  since_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  status text not null default 'waiting'::text,
  reason text,
  attempts integer not null default 0,
  tried_at timestamp with time zone,
  sent_at timestamp with time zone,
  leased_by uuid,
  lease_until timestamp with time zone,
  constraint delivery_pkey PRIMARY KEY (project_id, id),
  constraint delivery_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint delivery_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES delivery_endpoint(id),
  constraint delivery_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint delivery_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint delivery_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id),
  constraint delivery_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'sent'::text, 'dead'::text, 'skipped'::text]))),
  constraint delivery_way_check CHECK ((way = ANY (ARRAY['email'::text, 'sms'::text, 'wecom'::text, 'webhook'::text])))
);
CREATE INDEX delivery_case ON public.delivery USING btree (project_id, case_id) WHERE (case_id IS NOT NULL);
CREATE INDEX delivery_due ON public.delivery USING btree (due_at) WHERE (status = 'waiting'::text);
CREATE INDEX delivery_endpoint_status ON public.delivery USING btree (project_id, endpoint_id, status, id DESC);
CREATE INDEX delivery_message ON public.delivery USING btree (project_id, message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX delivery_status ON public.delivery USING btree (project_id, status, id DESC);
CREATE INDEX delivery_together ON public.delivery USING btree (project_id, endpoint_id, account_id) WHERE ((status = 'waiting'::text) AND (message_id IS NULL));
alter table delivery enable row level security, force row level security;
create policy not_barred on delivery as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on delivery for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
create policy reader_reach on delivery for select to guanjia_reader using (true);
grant delete, insert, select, update on delivery to guanjia_app;
grant select on delivery to guanjia_reader;
comment on table delivery is 'One telling of one recipient by one way. together: may share a message with others of the same recipient. message_id: given at the first try and kept, so that who receives it twice can tell. lease_until is machine time.';

create table delivery_endpoint (
  id uuid not null,
  project_id integer,
  way text not null,
  name text not null,
  settings jsonb not null,
  secret_sealed bytea,
  old_secret_sealed bytea,
  old_secret_until timestamp with time zone,
  enabled boolean not null default true,
  failures integer not null default 0,
  paused_until timestamp with time zone,
  last_error text,
  recent timestamp with time zone[] not null default '{}'::timestamp with time zone[],
  changed_by_account uuid,
  changed_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  constraint delivery_endpoint_pkey PRIMARY KEY (id),
  constraint delivery_endpoint_changed_by_account_fkey FOREIGN KEY (changed_by_account) REFERENCES account(id),
  constraint delivery_endpoint_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint delivery_endpoint_way_check CHECK ((way = ANY (ARRAY['email'::text, 'sms'::text, 'wecom'::text, 'webhook'::text])))
);
CREATE UNIQUE INDEX delivery_endpoint_one ON public.delivery_endpoint USING btree (way, COALESCE(project_id, 0)) WHERE ((way = ANY (ARRAY['email'::text, 'sms'::text])) AND (removed_at IS NULL));
grant insert, select, update on delivery_endpoint to guanjia_app;
grant select on delivery_endpoint to guanjia_reader;
comment on table delivery_endpoint is 'A way out: mail server, text message gateway, group robot or webhook. project_id null: of the whole company. settings hold nothing secret. recent: when its last messages went, for its limit per minute.';

create table department (
  id uuid not null,
  code text not null,
  name text not null,
  parent_id uuid,
  closed_at timestamp with time zone,
  constraint department_pkey PRIMARY KEY (id),
  constraint department_code_key UNIQUE (code),
  constraint department_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES department(id)
);
grant delete, insert, select, update on department to guanjia_app;

create table dispute (
  project_id integer not null,
  case_id uuid not null,
  topic text not null,
  content text not null,
  registered_at timestamp with time zone not null,
  other_unit_id uuid,
  other_side text not null,
  first_heard_at timestamp with time zone,
  other_heard_at timestamp with time zone,
  sessions integer not null default 0,
  last_session_at timestamp with time zone,
  course text,
  outcome text,
  outcome_words text,
  outcome_at timestamp with time zone,
  tracked integer not null default 0,
  tracked_at timestamp with time zone,
  recurred boolean,
  withdraw_reason text,
  reopened_at timestamp with time zone,
  constraint dispute_pkey PRIMARY KEY (project_id, case_id),
  constraint dispute_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint dispute_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint dispute_project_id_other_unit_id_fkey FOREIGN KEY (project_id, other_unit_id) REFERENCES unit(project_id, id)
);
alter table dispute enable row level security, force row level security;
create policy not_barred on dispute as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on dispute for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on dispute to guanjia_app;
comment on table dispute is 'A dispute between neighbours (邻里纠纷) and how it was settled.';
comment on column dispute.reopened_at is 'When it was taken up again; its deadlines count from here.';

create table drill_call (
  project_id integer not null,
  run_id uuid not null,
  nth integer not null,
  rings_at timestamp with time zone not null,
  rings_until timestamp with time zone not null,
  unit_id uuid not null,
  person_id uuid not null,
  place_id uuid,
  matter_id uuid not null,
  taken_at timestamp with time zone,
  constraint drill_call_pkey PRIMARY KEY (project_id, run_id, nth),
  constraint drill_call_project_id_matter_id_key UNIQUE (project_id, matter_id),
  constraint drill_call_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint drill_call_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id),
  constraint drill_call_project_id_place_id_fkey FOREIGN KEY (project_id, place_id) REFERENCES place(project_id, id),
  constraint drill_call_project_id_run_id_fkey FOREIGN KEY (project_id, run_id) REFERENCES drill_run(project_id, id),
  constraint drill_call_project_id_unit_id_fkey FOREIGN KEY (project_id, unit_id) REFERENCES unit(project_id, id),
  constraint drill_call_check CHECK ((rings_until > rings_at)),
  constraint drill_call_nth_check CHECK ((nth > 0))
);
alter table drill_call enable row level security, force row level security;
create policy project_reach on drill_call for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant insert, select on drill_call to guanjia_app;
grant update (taken_at) on drill_call to guanjia_app;
comment on table drill_call is 'A call of a drill: who rings from when to when, and the id that its matter gets at the desk.';

create table drill_run (
  project_id integer not null,
  id uuid not null,
  recording jsonb not null,
  trainee text not null,
  desk_account uuid not null,
  started_by uuid not null,
  speed integer not null,
  started_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint drill_run_pkey PRIMARY KEY (project_id, id),
  constraint drill_run_desk_account_fkey FOREIGN KEY (desk_account) REFERENCES account(id),
  constraint drill_run_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint drill_run_started_by_fkey FOREIGN KEY (started_by) REFERENCES account(id),
  constraint drill_run_check CHECK ((ends_at > started_at)),
  constraint drill_run_speed_check CHECK ((speed > 0))
);
CREATE INDEX drill_run_newest ON public.drill_run USING btree (project_id, started_at DESC, id DESC);
CREATE UNIQUE INDEX drill_run_open ON public.drill_run USING btree (project_id) WHERE (ended_at IS NULL);
alter table drill_run enable row level security, force row level security;
create policy project_reach on drill_run for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant insert, select on drill_run to guanjia_app;
grant update (ended_at) on drill_run to guanjia_app;
comment on table drill_run is '演练: one afternoon of one learner, with the recording as it was. Over at ended_at, or else at ends_at.';

create table duty_occurrence (
  project_id integer not null,
  duty text not null,
  period text not null,
  case_id uuid not null,
  opens_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  handed_out_at timestamp with time zone not null,
  written_tx bigint not null default transaction_number(),
  constraint duty_occurrence_pkey PRIMARY KEY (project_id, duty, period),
  constraint duty_occurrence_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint duty_occurrence_check CHECK ((opens_at < due_at))
);
CREATE INDEX duty_occurrence_case ON public.duty_occurrence USING btree (project_id, case_id);
CREATE INDEX duty_occurrence_written ON public.duty_occurrence USING btree (project_id, written_tx);
alter table duty_occurrence enable row level security, force row level security;
create policy not_barred on duty_occurrence as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on duty_occurrence for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant insert, select on duty_occurrence to guanjia_app;
comment on table duty_occurrence is 'One turn of a duty, handed out once: the row is the claim. due_at: the end of its last day.';
comment on column duty_occurrence.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';

create table emergency_contact (
  project_id integer not null,
  id uuid not null,
  person_id uuid not null,
  name text not null,
  relation text not null,
  phone_sealed bytea not null,
  phone_masked text not null,
  constraint emergency_contact_pkey PRIMARY KEY (project_id, id),
  constraint emergency_contact_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint emergency_contact_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id)
);
CREATE INDEX emergency_contact_person ON public.emergency_contact USING btree (project_id, person_id);
alter table emergency_contact enable row level security, force row level security;
create policy project_reach on emergency_contact for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on emergency_contact to guanjia_app;

create table entrance (
  project_id integer not null,
  id uuid not null,
  building_id uuid not null,
  code text not null,
  constraint entrance_pkey PRIMARY KEY (project_id, id),
  constraint entrance_project_id_building_id_code_key UNIQUE (project_id, building_id, code),
  constraint entrance_project_id_building_id_fkey FOREIGN KEY (project_id, building_id) REFERENCES building(project_id, id),
  constraint entrance_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
alter table entrance enable row level security, force row level security;
create policy project_reach on entrance for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on entrance to guanjia_app;
comment on table entrance is 'A staircase (单元) of a building.';

create table file (
  project_id integer not null,
  id uuid not null,
  sha256 bytea not null,
  media_type text not null,
  bytes integer not null,
  width integer,
  height integer,
  name text not null,
  made_by_account uuid,
  made_at timestamp with time zone not null,
  attached_at timestamp with time zone,
  constraint file_pkey PRIMARY KEY (project_id, id),
  constraint file_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX file_sha256 ON public.file USING btree (sha256);
CREATE INDEX file_unattached ON public.file USING btree (project_id, made_at) WHERE (attached_at IS NULL);
alter table file enable row level security, force row level security;
create policy project_reach on file for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
create policy reader_reach on file for select to guanjia_reader using (true);
grant delete, insert, select, update on file to guanjia_app;
grant select on file to guanjia_reader;
comment on table file is 'An uploaded picture or document; the bytes lie in the data directory under their hash.';
comment on column file.attached_at is 'When a form or a signature first named it; null: uploaded, and not used so far.';

create table group_declined (
  project_id integer not null,
  id uuid not null,
  case_ids uuid[] not null,
  by_account uuid not null,
  at timestamp with time zone not null,
  written_tx bigint not null default transaction_number(),
  constraint group_declined_pkey PRIMARY KEY (project_id, id),
  constraint group_declined_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint group_declined_case_ids_check CHECK (((cardinality(case_ids) >= 2) AND (cardinality(case_ids) <= 500)))
);
CREATE INDEX group_declined_newest ON public.group_declined USING btree (project_id, at DESC);
CREATE INDEX group_declined_written ON public.group_declined USING btree (project_id, written_tx);
alter table group_declined enable row level security, force row level security;
create policy project_reach on group_declined for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant insert, select on group_declined to guanjia_app;
comment on table group_declined is 'Matters of a suggested group that a person judged not to be one thing; they are not suggested together again. Append-only.';
comment on column group_declined.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';

create unlogged table import_row (
  project_id integer not null,
  import_id uuid not null,
  "row" integer not null,
  cells text[] not null,
  constraint import_row_pkey PRIMARY KEY (project_id, import_id, "row")
);
alter table import_row enable row level security, force row level security;
create policy project_reach on import_row for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on import_row to guanjia_app;
comment on table import_row is 'Staged rows of a checked file, in the order of the columns that its kind declares; removed when it is applied.';

create table import_run (
  project_id integer not null,
  id uuid not null,
  kind text not null,
  state text not null,
  file_name text not null,
  file_sha256 bytea not null,
  file_bytes integer not null,
  made_by_account uuid not null,
  made_at timestamp with time zone not null,
  beat_at timestamp with time zone not null,
  phase text not null,
  done_rows integer not null default 0,
  total_rows integer,
  staged_rows integer not null default 0,
  trouble_count integer not null default 0,
  outcome jsonb,
  failure text,
  finished_at timestamp with time zone,
  told_at timestamp with time zone,
  constraint import_run_pkey PRIMARY KEY (project_id, id),
  constraint import_run_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint import_run_state_check CHECK ((state = ANY (ARRAY['checking'::text, 'refused'::text, 'checked'::text, 'applying'::text, 'applied'::text, 'failed'::text])))
);
CREATE INDEX import_run_newest ON public.import_run USING btree (project_id, made_at DESC, id DESC);
alter table import_run enable row level security, force row level security;
create policy project_reach on import_run for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on import_run to guanjia_app;
comment on table import_run is 'One file that somebody had checked or applied. beat_at: machine time of the last progress; a run at work without a beat was interrupted. told_at: when the desk was told of the matters it brought.';

create table import_trouble (
  project_id integer not null,
  import_id uuid not null,
  nth integer not null,
  "row" integer,
  column_title text,
  wrong text not null,
  mend text not null,
  constraint import_trouble_pkey PRIMARY KEY (project_id, import_id, nth),
  constraint import_trouble_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint import_trouble_project_id_import_id_fkey FOREIGN KEY (project_id, import_id) REFERENCES import_run(project_id, id)
);
alter table import_trouble enable row level security, force row level security;
create policy project_reach on import_trouble for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on import_trouble to guanjia_app;
comment on table import_trouble is 'What is wrong with a file, row by row, and what to do. Quotes nothing personal.';

create table intake_matter (
  project_id integer not null,
  case_id uuid not null,
  channel text not null,
  content text not null,
  photos jsonb not null default '[]'::jsonb,
  heard_at timestamp with time zone not null,
  registered_at timestamp with time zone not null,
  emergency text,
  kind text,
  kind_reason text,
  sorted_at timestamp with time zone,
  sorted_by uuid,
  register text,
  dispatched_at timestamp with time zone,
  followed_at timestamp with time zone,
  follow_ups integer not null default 0,
  promised_from timestamp with time zone not null,
  answer text,
  answered_at timestamp with time zone,
  answer_way text,
  concluded_at timestamp with time zone,
  withdraw_reason text,
  source_ref text,
  written_at_claimed timestamp with time zone,
  estate_as_written text,
  original_file_id uuid,
  posted_at timestamp with time zone,
  found_at timestamp with time zone,
  site text,
  phrase_checks jsonb not null default '[]'::jsonb,
  called_account uuid,
  called_at timestamp with time zone,
  came_at timestamp with time zone,
  transferred_account uuid,
  transferred_at timestamp with time zone,
  note_agreed_at timestamp with time zone,
  hand_overs integer not null default 0,
  settled_at timestamp with time zone,
  visitor_account uuid,
  visit_sent_at timestamp with time zone,
  visit_appointed_at timestamp with time zone,
  visit_arrived_at timestamp with time zone,
  visit_done_at timestamp with time zone,
  appointment_at timestamp with time zone,
  major_at timestamp with time zone,
  major_reason text,
  major_reported_at timestamp with time zone,
  escalated_at timestamp with time zone,
  escalate_why text,
  coordinated_at timestamp with time zone,
  coordination text,
  head_id uuid,
  joined_at timestamp with time zone,
  head_done_at timestamp with time zone,
  told_at timestamp with time zone,
  interim_at timestamp with time zone,
  constraint intake_matter_pkey PRIMARY KEY (project_id, case_id),
  constraint intake_matter_called_account_fkey FOREIGN KEY (called_account) REFERENCES account(id),
  constraint intake_matter_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint intake_matter_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint intake_matter_project_id_head_id_fkey FOREIGN KEY (project_id, head_id) REFERENCES cases(project_id, id),
  constraint intake_matter_project_id_original_file_id_fkey FOREIGN KEY (project_id, original_file_id) REFERENCES file(project_id, id),
  constraint intake_matter_transferred_account_fkey FOREIGN KEY (transferred_account) REFERENCES account(id),
  constraint intake_matter_visitor_account_fkey FOREIGN KEY (visitor_account) REFERENCES account(id),
  constraint intake_matter_check CHECK ((heard_at <= registered_at)),
  constraint intake_matter_check1 CHECK (((head_id IS NULL) = (joined_at IS NULL))),
  constraint intake_matter_check2 CHECK (((head_done_at IS NULL) OR (head_id IS NOT NULL)))
);
CREATE INDEX intake_matter_head ON public.intake_matter USING btree (project_id, head_id, case_id) WHERE (head_id IS NOT NULL);
alter table intake_matter enable row level security, force row level security;
create policy not_barred on intake_matter as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on intake_matter for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on intake_matter to guanjia_app;
comment on table intake_matter is 'What a person asked of the department (诉求), from the first word to the last answer.';
comment on column intake_matter.head_id is 'The work case by which this matter is handled together with others about the same thing.';
comment on column intake_matter.interim_at is 'When this owner was last told, as a member of a group, how far it is; his answer clock is then answered.';

create table manners_check (
  project_id integer not null,
  case_id uuid not null,
  source text not null,
  matter_number text,
  employee_account uuid,
  failed jsonb not null default '[]'::jsonb,
  evaded boolean not null default false,
  rating integer,
  words text,
  checked_at timestamp with time zone not null,
  mended_at timestamp with time zone,
  mending text,
  constraint manners_check_pkey PRIMARY KEY (project_id, case_id),
  constraint manners_check_employee_account_fkey FOREIGN KEY (employee_account) REFERENCES account(id),
  constraint manners_check_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint manners_check_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint manners_check_rating_check CHECK (((rating >= 1) AND (rating <= 5))),
  constraint manners_check_source_check CHECK ((source = ANY (ARRAY['customer'::text, 'inspector'::text])))
);
alter table manners_check enable row level security, force row level security;
create policy not_barred on manners_check as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on manners_check for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on manners_check to guanjia_app;
comment on table manners_check is 'How a customer was received: his own rating, or the spot check of an inspector.';

create table notice (
  project_id integer not null,
  id uuid not null,
  account_id uuid not null,
  case_id uuid,
  kind text not null,
  text text not null,
  args jsonb not null default '{}'::jsonb,
  clock_id uuid,
  level integer,
  made_at timestamp with time zone not null,
  read_at timestamp with time zone,
  import_id uuid,
  constraint notice_pkey PRIMARY KEY (project_id, id),
  constraint notice_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint notice_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint notice_kind_check CHECK ((kind = ANY (ARRAY['told'::text, 'assigned'::text, 'chased'::text, 'clock'::text, 'emergency'::text, 'privacy'::text, 'way'::text])))
);
CREATE INDEX notice_account ON public.notice USING btree (project_id, account_id, made_at DESC);
CREATE UNIQUE INDEX notice_import ON public.notice USING btree (project_id, account_id, import_id, level, ((args ->> 'clock'::text))) WHERE ((import_id IS NOT NULL) AND (read_at IS NULL));
CREATE UNIQUE INDEX notice_once ON public.notice USING btree (project_id, account_id, clock_id, level) WHERE (clock_id IS NOT NULL);
CREATE INDEX notice_unread ON public.notice USING btree (project_id, account_id) WHERE (read_at IS NULL);
CREATE UNIQUE INDEX notice_way_once ON public.notice USING btree (project_id, account_id, ((args ->> 'endpoint'::text)), text) WHERE ((kind = 'way'::text) AND (read_at IS NULL));
alter table notice enable row level security, force row level security;
create policy not_barred on notice as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on notice for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on notice to guanjia_app;
comment on table notice is 'A line in somebody''s in-app inbox. text is the Chinese catalogue key, filled with args in the reader''s language.';

create table on_duty (
  id uuid not null,
  project_id integer not null,
  account_id uuid not null,
  task text not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone not null,
  made_by_account uuid,
  made_at timestamp with time zone,
  constraint on_duty_pkey PRIMARY KEY (id),
  constraint on_duty_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint on_duty_made_by_account_fkey FOREIGN KEY (made_by_account) REFERENCES account(id),
  constraint on_duty_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint on_duty_check CHECK ((to_at > from_at))
);
CREATE INDEX on_duty_account ON public.on_duty USING btree (account_id, to_at);
CREATE INDEX on_duty_project ON public.on_duty USING btree (project_id, from_at);
grant delete, insert, select, update on on_duty to guanjia_app;
comment on table on_duty is 'The on-duty list: who is paged for an emergency. task: front-desk, engineering, order, manager.';

create table outbox (
  project_id integer not null,
  id uuid not null,
  kind text not null,
  case_id uuid,
  seq integer,
  notices uuid[],
  at timestamp with time zone not null,
  tries integer not null default 0,
  retry_at timestamp with time zone,
  error text,
  constraint outbox_pkey PRIMARY KEY (project_id, id),
  constraint outbox_kind_check CHECK ((kind = ANY (ARRAY['notice'::text, 'action'::text])))
);
grant delete, insert, select, update on outbox to guanjia_app;
comment on table outbox is 'Facts that somebody outside may have to be told, written in their transaction; gone once it is decided who is told in which way.';

create table person (
  project_id integer not null,
  id uuid not null,
  name text not null,
  name_key text not null,
  tokens text[] not null default '{}'::text[],
  id_number_sealed bytea,
  id_number_token bytea,
  language text not null default 'zh-CN'::text,
  made_at timestamp with time zone not null,
  erased_at timestamp with time zone,
  outside_no text,
  token_rules smallint not null default 1,
  constraint person_pkey PRIMARY KEY (project_id, id),
  constraint person_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX person_folded ON public.person USING btree (project_id, split_part(name_key, ' '::text, 3) COLLATE "C");
CREATE INDEX person_id_number ON public.person USING btree (project_id, id_number_token) WHERE (id_number_token IS NOT NULL);
CREATE INDEX person_initials ON public.person USING btree (project_id, name_key COLLATE "C");
CREATE UNIQUE INDEX person_outside_no ON public.person USING btree (project_id, outside_no) WHERE ((outside_no IS NOT NULL) AND (erased_at IS NULL));
CREATE INDEX person_pinyin ON public.person USING btree (project_id, split_part(name_key, ' '::text, 2) COLLATE "C");
CREATE INDEX person_tokens ON public.person USING gin (scoped_tokens(project_id, search_part(id), tokens)) WITH (gin_pending_list_limit='512');
alter table person enable row level security, force row level security;
create policy project_reach on person for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
create policy reader_reach on person for select to guanjia_reader using (true);
grant delete, insert, select, update on person to guanjia_app;
grant select on person to guanjia_reader;
comment on table person is 'A resident of one project. name_key: pinyin initials; tokens: what search finds the person by (keyed for phones).';
comment on column person.name_key is 'Three keys with a space between: pinyin initials, full pinyin, folded name (wxm wangxiaoming 王小明). See src/kernel/search/tokens.ts.';
comment on column person.tokens is 'One and two characters of the folded name, and pieces of the initials behind ~.';
comment on column person.outside_no is 'The number under which another register keeps this person; imports find people by it.';
comment on column person.token_rules is 'The version of the rules that made name_key and tokens; below the default: stale.';

create table person_delivery (
  project_id integer not null,
  person_id uuid not null,
  email_sealed bytea,
  email_masked text,
  by_sms boolean not null,
  by_email boolean not null,
  changed_at timestamp with time zone not null,
  constraint person_delivery_pkey PRIMARY KEY (project_id, person_id),
  constraint person_delivery_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint person_delivery_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id)
);
alter table person_delivery enable row level security, force row level security;
create policy project_reach on person_delivery for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on person_delivery to guanjia_app;
comment on table person_delivery is 'How a resident wants to be told about matters of his own; without a row by text message.';

create table person_phone (
  project_id integer not null,
  id uuid not null,
  person_id uuid not null,
  phone_sealed bytea not null,
  phone_masked text not null,
  phone_token bytea not null,
  tail_token bytea not null,
  label text not null default '手机'::text,
  made_at timestamp with time zone not null,
  constraint person_phone_pkey PRIMARY KEY (project_id, id),
  constraint person_phone_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id)
);
CREATE INDEX person_phone_person ON public.person_phone USING btree (project_id, person_id);
CREATE INDEX person_phone_tail ON public.person_phone USING btree (project_id, tail_token);
CREATE INDEX person_phone_token ON public.person_phone USING btree (project_id, phone_token);
alter table person_phone enable row level security, force row level security;
create policy project_reach on person_phone for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on person_phone to guanjia_app;
comment on table person_phone is 'Phones are sealed (AES-256-GCM); tokens are keyed HMACs of the whole number and of its last four digits.';
comment on column person_phone.project_id is 'Its person vouches for it.';

create table person_secret (
  project_id integer not null,
  id uuid not null,
  person_id uuid not null,
  kind text not null,
  label text not null,
  sealed bytea not null,
  masked text not null,
  made_at timestamp with time zone not null,
  constraint person_secret_pkey PRIMARY KEY (project_id, id),
  constraint person_secret_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint person_secret_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id),
  constraint person_secret_kind_check CHECK ((kind = 'bank-account'::text))
);
CREATE INDEX person_secret_person ON public.person_secret USING btree (project_id, person_id);
alter table person_secret enable row level security, force row level security;
create policy project_reach on person_secret for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on person_secret to guanjia_app;
comment on table person_secret is 'Sealed fields of a person of which there may be several (AES-256-GCM). masked is what lists show.';

create table place (
  project_id integer not null,
  id uuid not null,
  kind text not null,
  zone_id uuid not null,
  building_id uuid,
  code text not null,
  name text not null,
  constraint place_pkey PRIMARY KEY (project_id, id),
  constraint place_project_id_code_key UNIQUE (project_id, code),
  constraint place_project_id_building_id_fkey FOREIGN KEY (project_id, building_id) REFERENCES building(project_id, id),
  constraint place_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint place_project_id_zone_id_fkey FOREIGN KEY (project_id, zone_id) REFERENCES zone(project_id, id),
  constraint place_kind_check CHECK ((kind = ANY (ARRAY['public-place'::text, 'facility'::text])))
);
CREATE INDEX place_tokens ON public.place USING gin (scoped_tokens(project_id, text_grams((name || code)))) WITH (gin_pending_list_limit='512');
alter table place enable row level security, force row level security;
create policy project_reach on place for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
create policy reader_reach on place for select to guanjia_reader using (true);
grant delete, insert, select, update on place to guanjia_app;
grant select on place to guanjia_reader;
comment on table place is 'A public place (大堂, 楼道) or a facility (电梯, 水泵).';

create table policy (
  project_id integer not null,
  version integer not null,
  body jsonb not null,
  effective_at timestamp with time zone not null,
  reason text not null,
  made_by_account uuid,
  made_at timestamp with time zone not null,
  written_tx bigint not null default transaction_number(),
  constraint policy_pkey PRIMARY KEY (project_id, version),
  constraint policy_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX policy_written ON public.policy USING btree (project_id, written_tx);
alter table policy enable row level security, force row level security;
create policy project_reach on policy for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant insert, select on policy to guanjia_app;
comment on table policy is 'One immutable, validated snapshot of a project''s settings per version. Append-only.';
comment on column policy.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';

create table post (
  id uuid not null,
  project_id integer,
  department_id uuid not null,
  role text not null,
  title text not null,
  superior_post_id uuid,
  closed_at timestamp with time zone,
  heads boolean not null default false,
  constraint post_pkey PRIMARY KEY (id),
  constraint post_department_id_fkey FOREIGN KEY (department_id) REFERENCES department(id),
  constraint post_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint post_superior_post_id_fkey FOREIGN KEY (superior_post_id) REFERENCES post(id)
);
CREATE UNIQUE INDEX post_one_head ON public.post USING btree (department_id, COALESCE(project_id, 0)) WHERE (heads AND (closed_at IS NULL));
CREATE INDEX post_project ON public.post USING btree (project_id);
CREATE INDEX post_superior ON public.post USING btree (superior_post_id) WHERE (superior_post_id IS NOT NULL);
grant delete, insert, select, update on post to guanjia_app;
comment on table post is 'A post (岗位) carries one role, in one project or (project_id null) in all. Rights and ladders go by posts, not names.';
comment on column post.heads is 'The post heads its department, in its project or (project_id null) in the company.';

create table post_holding (
  id uuid not null,
  post_id uuid not null,
  account_id uuid not null,
  kind text not null default 'holder'::text,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone,
  reason text,
  given_by_account uuid,
  given_at timestamp with time zone,
  constraint post_holding_pkey PRIMARY KEY (id),
  constraint post_holding_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint post_holding_given_by_account_fkey FOREIGN KEY (given_by_account) REFERENCES account(id),
  constraint post_holding_post_id_fkey FOREIGN KEY (post_id) REFERENCES post(id),
  constraint post_holding_check CHECK ((to_at > from_at)),
  constraint post_holding_kind_check CHECK ((kind = ANY (ARRAY['holder'::text, 'stand-in'::text])))
);
CREATE INDEX post_holding_account ON public.post_holding USING btree (account_id);
CREATE INDEX post_holding_post ON public.post_holding USING btree (post_id);
grant delete, insert, select, update on post_holding to guanjia_app;
comment on table post_holding is 'Who holds a post or stands in for it, from and to.';
comment on column post_holding.given_by_account is 'Who put him there; the holder himself where he named his own stand-in. Null: from before this was kept, or by the set-up.';

create table project (
  id integer not null generated always as identity,
  code text not null,
  name text not null,
  address text,
  service_phone text,
  demo boolean not null default false,
  made_at timestamp with time zone not null,
  demo_filled_at timestamp with time zone,
  constraint project_pkey PRIMARY KEY (id),
  constraint project_code_key UNIQUE (code),
  constraint project_code_check CHECK ((code ~ '^[a-z0-9][a-z0-9-]{0,31}$'::text))
);
grant delete, insert, select, update on project to guanjia_app;
comment on table project is 'A residential estate (小区). Its id comes first in every key of its data.';
comment on column project.demo_filled_at is 'When the filling of a demo estate was complete; a demo estate without it was interrupted.';

create table publication (
  project_id integer not null,
  case_id uuid not null,
  kind text not null,
  content text not null,
  places text not null,
  photos jsonb not null default '[]'::jsonb,
  phone text,
  posted_at timestamp with time zone not null,
  posted_by uuid,
  checked_at timestamp with time zone not null,
  missing_since timestamp with time zone,
  renewed integer not null default 0,
  down_reason text,
  constraint publication_pkey PRIMARY KEY (project_id, case_id),
  constraint publication_posted_by_fkey FOREIGN KEY (posted_by) REFERENCES account(id),
  constraint publication_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint publication_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX publication_kind ON public.publication USING btree (project_id, kind, case_id);
alter table publication enable row level security, force row level security;
create policy not_barred on publication as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on publication for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on publication to guanjia_app;
comment on table publication is 'A text that customers can read in public: what it says, where it hangs, since when.';

create table recovery_code (
  account_id uuid not null,
  hash bytea not null,
  used_at timestamp with time zone,
  constraint recovery_code_pkey PRIMARY KEY (account_id, hash),
  constraint recovery_code_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id)
);
grant delete, insert, select, update on recovery_code to guanjia_app;
comment on table recovery_code is 'Codes for whoever lost the phone: HMAC-SHA-256 under the token key, each good once.';

create table repair_order (
  project_id integer not null,
  case_id uuid not null,
  place text not null,
  trade text not null,
  content text not null,
  key_points text,
  urgent boolean not null default false,
  photos jsonb not null default '[]'::jsonb,
  payer text,
  payer_reason text,
  price_items jsonb not null default '[]'::jsonb,
  price_fen bigint,
  price_told_at timestamp with time zone,
  price_agreed_at timestamp with time zone,
  reported_at timestamp with time zone not null,
  offered_at timestamp with time zone,
  dispatched_at timestamp with time zone,
  assigned_at timestamp with time zone,
  technician_id uuid,
  second_man_id uuid,
  contractor text,
  contractor_contact text,
  taken_at timestamp with time zone,
  responded_at timestamp with time zone,
  appointment_at timestamp with time zone,
  nobody_home_count integer not null default 0,
  nobody_home_at timestamp with time zone,
  waiting_since timestamp with time zone,
  arrived_at timestamp with time zone,
  checked_at timestamp with time zone,
  finding text,
  judgement text,
  review_asked_at timestamp with time zone,
  review_question text,
  review_conclusion text,
  resumed_at timestamp with time zone,
  materials jsonb not null default '[]'::jsonb,
  materials_fen bigint,
  labour_fen bigint,
  quoted_at timestamp with time zone,
  verified_at timestamp with time zone,
  parts_expected_on date,
  started_at timestamp with time zone,
  work_done text,
  after_photos jsonb not null default '[]'::jsonb,
  finished_at timestamp with time zone,
  charge_fen bigint,
  charge_method text,
  charge_remark text,
  charged_at timestamp with time zone,
  counted_fen bigint,
  counted_at timestamp with time zone,
  invoice_no text,
  invoiced_at timestamp with time zone,
  invoice_delivered_at timestamp with time zone,
  signed_at timestamp with time zone,
  unsigned text,
  unsigned_note text,
  rating integer,
  opinion text,
  confirmed_at timestamp with time zone,
  called_back_at timestamp with time zone,
  call_back_way text,
  call_back_note text,
  non_conformity text,
  non_conformity_department_id uuid,
  non_conformity_at timestamp with time zone,
  corrected_at timestamp with time zone,
  rework_count integer not null default 0,
  filed_at timestamp with time zone,
  cancel_reason text,
  quote_before jsonb,
  arrears_fen bigint,
  arrears_at timestamp with time zone,
  arrears_reason text,
  constraint repair_order_pkey PRIMARY KEY (project_id, case_id),
  constraint repair_order_non_conformity_department_id_fkey FOREIGN KEY (non_conformity_department_id) REFERENCES department(id),
  constraint repair_order_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint repair_order_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint repair_order_second_man_id_fkey FOREIGN KEY (second_man_id) REFERENCES account(id),
  constraint repair_order_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES account(id),
  constraint repair_order_arrears_fen_check CHECK ((arrears_fen > 0)),
  constraint repair_order_charge_fen_check CHECK ((charge_fen >= 0)),
  constraint repair_order_check CHECK ((counted_fen = charge_fen)),
  constraint repair_order_check1 CHECK (((arrears_at IS NULL) OR (charged_at IS NULL))),
  constraint repair_order_judgement_check CHECK ((judgement = ANY (ARRAY['now'::text, 'review'::text]))),
  constraint repair_order_labour_fen_check CHECK ((labour_fen >= 0)),
  constraint repair_order_materials_fen_check CHECK ((materials_fen >= 0)),
  constraint repair_order_payer_check CHECK ((payer = ANY (ARRAY['owner'::text, 'company'::text, 'developer'::text, 'repair-fund'::text]))),
  constraint repair_order_place_check CHECK ((place = ANY (ARRAY['home'::text, 'public'::text]))),
  constraint repair_order_price_fen_check CHECK ((price_fen >= 0)),
  constraint repair_order_rating_check CHECK (((rating >= 1) AND (rating <= 5))),
  constraint repair_order_unsigned_check CHECK ((unsigned = ANY (ARRAY['absent'::text, 'refused'::text])))
);
CREATE INDEX repair_order_technician ON public.repair_order USING btree (project_id, technician_id) WHERE (filed_at IS NULL);
alter table repair_order enable row level security, force row level security;
create policy not_barred on repair_order as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on repair_order for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on repair_order to guanjia_app;
comment on table repair_order is '《维修单》: one repair from the report to the filed slip. Amounts in 分.';
comment on column repair_order.quote_before is 'The quote that the owner had signed before the present one: it holds again when this one is declined or lapses.';
comment on column repair_order.arrears_fen is 'What the owner agreed to and has not paid, in 分; gone when he pays.';

create table residence (
  project_id integer not null,
  id uuid not null,
  unit_id uuid not null,
  person_id uuid not null,
  relation text not null,
  from_on date not null,
  to_on date,
  constraint residence_pkey PRIMARY KEY (project_id, id),
  constraint residence_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id),
  constraint residence_project_id_unit_id_fkey FOREIGN KEY (project_id, unit_id) REFERENCES unit(project_id, id),
  constraint residence_check CHECK ((to_on >= from_on)),
  constraint residence_relation_check CHECK ((relation = ANY (ARRAY['owner'::text, 'family'::text, 'tenant'::text, 'merchant'::text, 'agent'::text])))
);
CREATE INDEX residence_person ON public.residence USING btree (project_id, person_id);
CREATE INDEX residence_unit ON public.residence USING btree (project_id, unit_id);
alter table residence enable row level security, force row level security;
create policy project_reach on residence for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on residence to guanjia_app;
comment on table residence is 'The dated relation of a person to a unit: who lived there on any date.';
comment on column residence.project_id is 'Its unit and its person vouch for it.';

create table reveal (
  project_id integer not null,
  id uuid not null,
  person_id uuid,
  account_id uuid not null,
  kind text not null,
  purpose text not null,
  case_id uuid,
  at timestamp with time zone not null,
  reason text not null default 'other'::text,
  request_id uuid,
  written_tx bigint not null default transaction_number(),
  constraint reveal_pkey PRIMARY KEY (project_id, id),
  constraint reveal_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint reveal_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id),
  constraint reveal_about CHECK (((person_id IS NOT NULL) OR (case_id IS NOT NULL))),
  constraint reveal_kind_check CHECK ((kind = ANY (ARRAY['phone'::text, 'id-number'::text, 'emergency-contact'::text, 'bank-account'::text, 'plate'::text, 'family'::text, 'text'::text, 'export'::text, 'original'::text]))),
  constraint reveal_reason_check CHECK ((reason = ANY (ARRAY['case'::text, 'visit'::text, 'handover'::text, 'fee'::text, 'emergency'::text, 'legal'::text, 'request'::text, 'other'::text])))
);
CREATE INDEX person_phone_reveal ON public.reveal USING btree (account_id, at);
CREATE INDEX reveal_person ON public.reveal USING btree (project_id, person_id, at);
CREATE INDEX reveal_written ON public.reveal USING btree (project_id, written_tx);
alter table reveal enable row level security, force row level security;
create policy not_barred on reveal as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on reveal for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant insert, select on reveal to guanjia_app;
comment on table reveal is 'Who looked at which personal field, when and for what. Written before the field is shown. Append-only.';
comment on column reveal.reason is 'The purpose as a word; purpose is what was said besides.';
comment on column reveal.request_id is 'The approval under which a sensitive field was shown.';
comment on column reveal.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';

create table reveal_request (
  project_id integer not null,
  id uuid not null,
  person_id uuid not null,
  account_id uuid not null,
  kind text not null,
  reason text not null,
  purpose text not null,
  case_id uuid,
  asked_at timestamp with time zone not null,
  waits_until timestamp with time zone not null,
  decided_at timestamp with time zone,
  decided_by uuid,
  approved boolean,
  decision_note text not null default ''::text,
  valid_until timestamp with time zone,
  constraint reveal_request_pkey PRIMARY KEY (project_id, id),
  constraint reveal_request_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint reveal_request_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES account(id),
  constraint reveal_request_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint reveal_request_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint reveal_request_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id),
  constraint reveal_request_check CHECK (((decided_at IS NULL) = (approved IS NULL))),
  constraint reveal_request_check1 CHECK (((decided_at IS NULL) = (decided_by IS NULL))),
  constraint reveal_request_check2 CHECK ((decided_by <> account_id)),
  constraint reveal_request_check3 CHECK (((valid_until IS NULL) OR approved)),
  constraint reveal_request_kind_check CHECK ((kind = ANY (ARRAY['id-number'::text, 'bank-account'::text, 'family'::text])))
);
CREATE INDEX reveal_request_account ON public.reveal_request USING btree (project_id, account_id, asked_at DESC);
CREATE INDEX reveal_request_open ON public.reveal_request USING btree (project_id, waits_until) WHERE (decided_at IS NULL);
CREATE INDEX reveal_request_person ON public.reveal_request USING btree (project_id, person_id);
alter table reveal_request enable row level security, force row level security;
create policy not_barred on reveal_request as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on reveal_request for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on reveal_request to guanjia_app;
comment on table reveal_request is 'Somebody asks the head of his department to see a sensitive field: open until waits_until, once approved usable until valid_until.';

create table schema_migration (
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now(),
  constraint schema_migration_pkey PRIMARY KEY (name)
);
grant select on schema_migration to guanjia_app;

create table session (
  token_hash bytea not null,
  account_id uuid not null,
  made_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  address text,
  agent text,
  constraint session_pkey PRIMARY KEY (token_hash),
  constraint session_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id)
);
CREATE INDEX session_account ON public.session USING btree (account_id);
grant delete, insert, select, update on session to guanjia_app;

create table sign_in_change (
  id uuid not null,
  account_id uuid not null,
  by_account uuid not null,
  what text not null,
  at timestamp with time zone not null,
  written_tx bigint not null default transaction_number(),
  constraint sign_in_change_pkey PRIMARY KEY (id),
  constraint sign_in_change_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint sign_in_change_by_account_fkey FOREIGN KEY (by_account) REFERENCES account(id),
  constraint sign_in_change_what_check CHECK ((what = ANY (ARRAY['totp-on'::text, 'totp-off'::text, 'totp-reset'::text, 'recovery-codes'::text, 'recovery-used'::text, 'password-reset'::text])))
);
CREATE INDEX sign_in_change_account ON public.sign_in_change USING btree (account_id, at);
CREATE INDEX sign_in_change_written ON public.sign_in_change USING btree (written_tx);
grant insert, select on sign_in_change to guanjia_app;
comment on table sign_in_change is 'Who changed how an account signs in; by_account is another one where an administrator reset it. Append-only.';
comment on column sign_in_change.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';

create table sign_in_slip (
  project_id integer not null,
  id uuid not null,
  person_id uuid not null,
  token_hash bytea not null,
  made_by_account uuid not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint sign_in_slip_pkey PRIMARY KEY (project_id, id),
  constraint sign_in_slip_project_id_token_hash_key UNIQUE (project_id, token_hash),
  constraint sign_in_slip_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint sign_in_slip_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id)
);
CREATE INDEX sign_in_slip_token ON public.sign_in_slip USING btree (token_hash);
alter table sign_in_slip enable row level security, force row level security;
create policy project_reach on sign_in_slip for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
create policy reader_reach on sign_in_slip for select to guanjia_reader using (true);
grant delete, insert, select, update on sign_in_slip to guanjia_app;
grant select on sign_in_slip to guanjia_reader;
comment on table sign_in_slip is 'A one-time QR slip printed at the desk, with which an owner signs in.';

create table signature (
  project_id integer not null,
  id uuid not null,
  case_id uuid not null,
  action_id uuid not null,
  form_name text not null,
  form_sha256 bytea not null,
  image_sha256 bytea,
  signer_person_id uuid,
  signer_account_id uuid,
  relation text not null,
  way text not null,
  signed_at timestamp with time zone not null,
  seal bytea not null,
  written_tx bigint not null default transaction_number(),
  constraint signature_pkey PRIMARY KEY (project_id, id),
  constraint signature_project_id_action_id_fkey FOREIGN KEY (project_id, action_id) REFERENCES case_action(project_id, id),
  constraint signature_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint signature_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint signature_way_check CHECK ((way = ANY (ARRAY['pad'::text, 'link'::text, 'paper'::text])))
);
CREATE INDEX signature_case ON public.signature USING btree (project_id, case_id);
CREATE INDEX signature_written ON public.signature USING btree (project_id, written_tx);
alter table signature enable row level security, force row level security;
create policy not_barred on signature as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on signature for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant insert, select on signature to guanjia_app;
comment on table signature is 'A signature, sealed together with its signature_text, so that any later change is found. Append-only.';
comment on column signature.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';

create table signature_text (
  project_id integer not null,
  signature_id uuid not null,
  signed_form text,
  signer_name text,
  image_file_id uuid,
  sealed bytea,
  erased_at timestamp with time zone,
  kept_until date,
  constraint signature_text_pkey PRIMARY KEY (project_id, signature_id),
  constraint signature_text_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint signature_text_project_id_image_file_id_fkey FOREIGN KEY (project_id, image_file_id) REFERENCES file(project_id, id),
  constraint signature_text_project_id_signature_id_fkey FOREIGN KEY (project_id, signature_id) REFERENCES signature(project_id, id),
  constraint signature_text_check CHECK (((signed_form IS NULL) = (erased_at IS NOT NULL))),
  constraint signature_text_check1 CHECK (((signed_form IS NULL) = (signer_name IS NULL))),
  constraint signature_text_check2 CHECK (((sealed IS NULL) OR (erased_at IS NOT NULL))),
  constraint signature_text_check3 CHECK (((image_file_id IS NULL) OR (erased_at IS NULL)))
);
alter table signature_text enable row level security, force row level security;
create policy project_reach on signature_text for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on signature_text to guanjia_app;
comment on table signature_text is 'The erasable part of a signature: form, name and picture. Erased at the person''s request it stays sealed, as proof, until kept_until, and is then gone; the hashes stay in signature.';

create table suggestion (
  project_id integer not null,
  case_id uuid not null,
  kind text not null,
  content text not null,
  collected_by uuid,
  collected_at timestamp with time zone not null,
  handler_id uuid,
  assigned_at timestamp with time zone,
  constructive boolean,
  measures text,
  measures_at timestamp with time zone,
  result text,
  result_at timestamp with time zone,
  caller_id uuid,
  called_back_at timestamp with time zone,
  call_back_words text,
  decline_reason text,
  closed_at timestamp with time zone,
  reopened_at timestamp with time zone,
  constraint suggestion_pkey PRIMARY KEY (project_id, case_id),
  constraint suggestion_caller_id_fkey FOREIGN KEY (caller_id) REFERENCES account(id),
  constraint suggestion_collected_by_fkey FOREIGN KEY (collected_by) REFERENCES account(id),
  constraint suggestion_handler_id_fkey FOREIGN KEY (handler_id) REFERENCES account(id),
  constraint suggestion_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint suggestion_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
alter table suggestion enable row level security, force row level security;
create policy not_barred on suggestion as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on suggestion for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on suggestion to guanjia_app;
comment on table suggestion is 'A suggestion or need of a customer (建议需求).';
comment on column suggestion.reopened_at is 'When it was taken up again; its deadlines count from here.';

create table triage_example (
  project_id integer not null,
  case_id uuid not null,
  kind text,
  class text,
  department text,
  topic text,
  trade text,
  learned_at timestamp with time zone not null,
  said jsonb,
  constraint triage_example_pkey PRIMARY KEY (project_id, case_id),
  constraint triage_example_project_id_case_id_fkey FOREIGN KEY (project_id, case_id) REFERENCES cases(project_id, id),
  constraint triage_example_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint triage_example_class_check CHECK ((class = ANY (ARRAY['1'::text, '2'::text, '3'::text])))
);
CREATE INDEX triage_example_newest ON public.triage_example USING btree (project_id, learned_at DESC);
alter table triage_example enable row level security, force row level security;
create policy not_barred on triage_example as restrictive for all to guanjia_app using (((case_id IS NULL) OR (case_id <> ALL (COALESCE((string_to_array(NULLIF(current_setting('guanjia.barred'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[])))));
create policy project_reach on triage_example for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on triage_example to guanjia_app;
comment on table triage_example is 'How people sorted a matter, for the model that suggests it. Labels only, never words.';
comment on column triage_example.learned_at is 'Machine time of the last label: whether a model in memory knows it.';
comment on column triage_example.said is 'What the model was sure of before it learned from this matter, label by head: shows how often its suggestions are taken. Null until it was asked.';

create table unit (
  project_id integer not null,
  id uuid not null,
  kind text not null,
  building_id uuid,
  entrance_id uuid,
  zone_id uuid not null,
  code text not null,
  floor integer,
  area_sqm numeric(10,2),
  handed_over_on date,
  warranty_until date,
  constraint unit_pkey PRIMARY KEY (project_id, id),
  constraint unit_project_id_code_key UNIQUE (project_id, code),
  constraint unit_project_id_building_id_fkey FOREIGN KEY (project_id, building_id) REFERENCES building(project_id, id),
  constraint unit_project_id_entrance_id_fkey FOREIGN KEY (project_id, entrance_id) REFERENCES entrance(project_id, id),
  constraint unit_project_id_zone_id_fkey FOREIGN KEY (project_id, zone_id) REFERENCES zone(project_id, id),
  constraint unit_kind_check CHECK ((kind = ANY (ARRAY['flat'::text, 'shop'::text, 'parking'::text])))
);
CREATE INDEX unit_code_ends ON public.unit USING btree (project_id, split_part(code, '-'::text, 1) COLLATE "C", reverse(code) COLLATE "C");
CREATE INDEX unit_code_head ON public.unit USING btree (project_id, code COLLATE "C");
CREATE INDEX unit_code_rest ON public.unit USING btree (project_id, substr(code, (strpos(code, '-'::text) + 1)) COLLATE "C");
CREATE INDEX unit_code_tail ON public.unit USING btree (project_id, reverse(code) COLLATE "C");
alter table unit enable row level security, force row level security;
create policy project_reach on unit for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
create policy reader_reach on unit for select to guanjia_reader using (true);
grant delete, insert, select, update on unit to guanjia_app;
grant select on unit to guanjia_reader;
comment on table unit is 'A flat, shop or parking space. code is how people say it: 1-2-301, 商铺-08, 车位-A012. warranty_until: the developer''s warranty.';
comment on column unit.project_id is 'Its zone vouches for it.';

create table vehicle (
  project_id integer not null,
  id uuid not null,
  person_id uuid not null,
  unit_id uuid,
  plate_sealed bytea not null,
  plate_masked text not null,
  plate_token bytea not null,
  tail_token bytea not null,
  made_at timestamp with time zone not null,
  constraint vehicle_pkey PRIMARY KEY (project_id, id),
  constraint vehicle_project_id_person_id_plate_token_key UNIQUE (project_id, person_id, plate_token),
  constraint vehicle_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id),
  constraint vehicle_project_id_person_id_fkey FOREIGN KEY (project_id, person_id) REFERENCES person(project_id, id),
  constraint vehicle_project_id_unit_id_fkey FOREIGN KEY (project_id, unit_id) REFERENCES unit(project_id, id)
);
CREATE INDEX vehicle_plate ON public.vehicle USING btree (project_id, plate_token);
CREATE INDEX vehicle_tail ON public.vehicle USING btree (project_id, tail_token);
alter table vehicle enable row level security, force row level security;
create policy project_reach on vehicle for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on vehicle to guanjia_app;
comment on table vehicle is 'A resident''s car. Its plate is sealed (AES-256-GCM); tokens are keyed HMACs of the whole plate and of its last four characters.';

create table zone (
  project_id integer not null,
  id uuid not null,
  name text not null,
  officer_post_id uuid,
  constraint zone_pkey PRIMARY KEY (project_id, id),
  constraint zone_officer_post_id_fkey FOREIGN KEY (officer_post_id) REFERENCES post(id),
  constraint zone_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
alter table zone enable row level security, force row level security;
create policy project_reach on zone for all to guanjia_app using ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[]))) with check ((project_id = ANY ((string_to_array(NULLIF(current_setting('guanjia.projects'::text, true), ''::text), ','::text))::integer[])));
grant delete, insert, select, update on zone to guanjia_app;
comment on table zone is 'A part of the estate that one customer-service officer (客户服务员) answers for.';

CREATE OR REPLACE FUNCTION public.due_clocks(at timestamp with time zone, most integer)
 RETURNS TABLE(project_id integer, case_id uuid, clock_id uuid, level integer, due_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
BEGIN ATOMIC
 SELECT c.project_id,
     c.case_id,
     c.id,
     c.next_level,
     c.fire_at
    FROM case_clock c
   WHERE ((c.status = 'open'::text) AND (c.fire_at <= due_clocks.at) AND (NOT (EXISTS ( SELECT 1
            FROM clock_trouble t
           WHERE ((t.project_id = c.project_id) AND (t.clock_id = c.id) AND (t.retry_at > due_clocks.at))))))
   ORDER BY c.fire_at
  LIMIT due_clocks.most;
END
;
-- owner: guanjia_reader; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.due_deliveries(at timestamp with time zone, machine timestamp with time zone, most integer)
 RETURNS TABLE(project_id integer, id uuid, endpoint_id uuid, together boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
BEGIN ATOMIC
 SELECT d.project_id,
     d.id,
     d.endpoint_id,
     d.together
    FROM (delivery d
      JOIN delivery_endpoint e ON ((e.id = d.endpoint_id)))
   WHERE ((d.status = 'waiting'::text) AND (d.due_at <= due_deliveries.at) AND ((d.lease_until IS NULL) OR (d.lease_until <= due_deliveries.machine)) AND e.enabled AND (e.removed_at IS NULL) AND ((e.paused_until IS NULL) OR (e.paused_until <= due_deliveries.at)))
   ORDER BY d.due_at
  LIMIT due_deliveries.most;
END
;
-- owner: guanjia_reader; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.guanjia_projects()
 RETURNS integer[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[] $function$
;
-- owner: the owner of the database; execute: guanjia_app, guanjia_reader

CREATE OR REPLACE FUNCTION public.link_by_token(hash bytea)
 RETURNS TABLE(project_id integer, link_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
BEGIN ATOMIC
 SELECT l.project_id,
     l.id
    FROM case_link l
   WHERE (l.token_hash = link_by_token.hash);
END
;
-- owner: guanjia_reader; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.persons_of_account(account uuid)
 RETURNS TABLE(project_id integer, person_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
BEGIN ATOMIC
 SELECT a.project_id,
     a.person_id
    FROM account_person a
   WHERE (a.account_id = persons_of_account.account);
END
;
-- owner: guanjia_reader; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.pictures_in_use(hashes bytea[])
 RETURNS TABLE(sha256 bytea)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
BEGIN ATOMIC
 SELECT DISTINCT f.sha256
    FROM file f
   WHERE (f.sha256 = ANY (pictures_in_use.hashes));
END
;
-- owner: guanjia_reader; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.post_accounts(asked uuid, at timestamp with time zone)
 RETURNS TABLE(account_id uuid, up integer)
 LANGUAGE sql
 STABLE
BEGIN ATOMIC
 WITH RECURSIVE chain AS (
          SELECT p.id,
             p.superior_post_id,
             0 AS up
            FROM post p
           WHERE (p.id = post_accounts.asked)
         UNION ALL
          SELECT s.id,
             s.superior_post_id,
             (c_1.up + 1)
            FROM (chain c_1
              JOIN post s ON ((s.id = c_1.superior_post_id)))
           WHERE ((c_1.up < 10) AND (NOT (EXISTS ( SELECT
                    FROM (post_holding h_1
                      JOIN account a_1 ON ((a_1.id = h_1.account_id)))
                   WHERE ((h_1.post_id = c_1.id) AND (h_1.from_at <= post_accounts.at) AND ((h_1.to_at IS NULL) OR (h_1.to_at > post_accounts.at)) AND (a_1.disabled_at IS NULL))))))
         )
  SELECT h.account_id,
     c.up
    FROM ((chain c
      JOIN post_holding h ON ((h.post_id = c.id)))
      JOIN account a ON ((a.id = h.account_id)))
   WHERE ((h.from_at <= post_accounts.at) AND ((h.to_at IS NULL) OR (h.to_at > post_accounts.at)) AND (a.disabled_at IS NULL));
END
;
-- owner: the owner of the database; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.scoped_tokens(project integer, part integer, tokens text[])
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
declare
  mark text := project || '.' || part || '/';
begin
  return string_to_array(mark || array_to_string(tokens, ' ' || mark), ' ');
end $function$
;
-- owner: the owner of the database; execute: guanjia_app, guanjia_reader

CREATE OR REPLACE FUNCTION public.scoped_tokens(project integer, tokens text[])
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
begin
  return string_to_array(project || '/' || array_to_string(tokens, ' ' || project || '/'), ' ');
end $function$
;
-- owner: the owner of the database; execute: guanjia_app, guanjia_reader

CREATE OR REPLACE FUNCTION public.search_part(id uuid)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (get_byte(uuid_send(id), 15) & 7)
;
-- owner: the owner of the database; execute: guanjia_app, guanjia_reader

CREATE OR REPLACE FUNCTION public.search_person_heads(project integer, head text, latin boolean, most integer)
 RETURNS TABLE(person_id uuid, rank integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 16
 SET search_path TO 'public'
 SET enable_seqscan TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
BEGIN ATOMIC
 SELECT found.id,
     min(found.rank) AS min
    FROM (( SELECT p.id,
                 CASE
                     WHEN (split_part(p.name_key, ' '::text, 3) = search_person_heads.head) THEN 0
                     ELSE 1
                 END AS rank
            FROM person p
           WHERE ((NOT search_person_heads.latin) AND (p.project_id = search_person_heads.project) AND (p.erased_at IS NULL) AND ((split_part(p.name_key, ' '::text, 3) COLLATE "C") >= search_person_heads.head) AND ((split_part(p.name_key, ' '::text, 3) COLLATE "C") < (search_person_heads.head || '􏿿'::text)))
           ORDER BY (split_part(p.name_key, ' '::text, 3) COLLATE "C")
          LIMIT search_person_heads.most)
         UNION ALL
         ( SELECT p.id,
                 CASE
                     WHEN (split_part(p.name_key, ' '::text, 1) = search_person_heads.head) THEN 0
                     ELSE 1
                 END AS "case"
            FROM person p
           WHERE (search_person_heads.latin AND (p.project_id = search_person_heads.project) AND (p.erased_at IS NULL) AND ((p.name_key COLLATE "C") >= search_person_heads.head) AND ((p.name_key COLLATE "C") < (search_person_heads.head || '􏿿'::text)))
           ORDER BY (p.name_key COLLATE "C")
          LIMIT search_person_heads.most)
         UNION ALL
         ( SELECT p.id,
                 CASE
                     WHEN (split_part(p.name_key, ' '::text, 2) = search_person_heads.head) THEN 0
                     ELSE 2
                 END AS "case"
            FROM person p
           WHERE (search_person_heads.latin AND (p.project_id = search_person_heads.project) AND (p.erased_at IS NULL) AND ((split_part(p.name_key, ' '::text, 2) COLLATE "C") >= search_person_heads.head) AND ((split_part(p.name_key, ' '::text, 2) COLLATE "C") < (search_person_heads.head || '􏿿'::text)))
           ORDER BY (split_part(p.name_key, ' '::text, 2) COLLATE "C")
          LIMIT search_person_heads.most)) found
   WHERE (search_person_heads.project = ANY (guanjia_projects()))
   GROUP BY found.id;
END
;
-- owner: guanjia_reader; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.search_person_tokens(project integer, wanted text[], piece text, most integer)
 RETURNS TABLE(person_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 16
 SET search_path TO 'public'
 SET enable_seqscan TO 'off'
 SET enable_indexscan TO 'off'
 SET enable_indexonlyscan TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
BEGIN ATOMIC
 SELECT found.id
    FROM (generate_series(0, 7) part(part)
      CROSS JOIN LATERAL ( SELECT p.id
            FROM person p
           WHERE (((p.project_id + 0) = search_person_tokens.project) AND (p.erased_at IS NULL) AND (scoped_tokens(p.project_id, search_part(p.id), p.tokens) @> scoped_tokens(search_person_tokens.project, part.part, search_person_tokens.wanted)) AND ((search_person_tokens.piece IS NULL) OR (strpos(split_part(p.name_key, ' '::text, 3), search_person_tokens.piece) > 0)))
          LIMIT search_person_tokens.most) found)
   WHERE (search_person_tokens.project = ANY (guanjia_projects()))
  LIMIT search_person_tokens.most;
END
;
-- owner: guanjia_reader; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.search_places(project integer, piece text, most integer)
 RETURNS TABLE(place_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 16
 SET search_path TO 'public'
 SET enable_seqscan TO 'off'
 SET enable_indexscan TO 'off'
 SET enable_indexonlyscan TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
BEGIN ATOMIC
 SELECT l.id
    FROM place l
   WHERE ((search_places.project = ANY (guanjia_projects())) AND ((l.project_id + 0) = search_places.project) AND (scoped_tokens(l.project_id, text_grams((l.name || l.code))) @> scoped_tokens(search_places.project, text_grams(search_places.piece))) AND ((strpos(replace(lower(l.name), ' '::text, ''::text), search_places.piece) > 0) OR (strpos(replace(lower(l.code), ' '::text, ''::text), search_places.piece) > 0)))
  LIMIT search_places.most;
END
;
-- owner: guanjia_reader; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.search_units(project integer, codes text[], building text, room text, most integer)
 RETURNS TABLE(unit_id uuid, rank integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 16
 SET search_path TO 'public'
 SET enable_seqscan TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
BEGIN ATOMIC
 SELECT found.id,
     min(found.rank) AS min
    FROM ( SELECT u.id,
             0 AS rank
            FROM unit u
           WHERE ((u.project_id = search_units.project) AND (u.code = ANY (search_units.codes)))
         UNION ALL
         ( SELECT u.id,
             1
            FROM unit u
           WHERE ((u.project_id = search_units.project) AND ((split_part(u.code, '-'::text, 1) COLLATE "C") = search_units.building) AND ((reverse(u.code) COLLATE "C") >= reverse(('-'::text || search_units.room))) AND ((reverse(u.code) COLLATE "C") < (reverse(('-'::text || search_units.room)) || '􏿿'::text)))
           ORDER BY (reverse(u.code) COLLATE "C")
          LIMIT search_units.most)
         UNION ALL
          SELECT e.id,
             2
            FROM (unnest(search_units.codes) given(code)
              CROSS JOIN LATERAL ( SELECT u.id
                    FROM unit u
                   WHERE ((u.project_id = search_units.project) AND ((reverse(u.code) COLLATE "C") >= reverse(('-'::text || given.code))) AND ((reverse(u.code) COLLATE "C") < (reverse(('-'::text || given.code)) || '􏿿'::text)))
                   ORDER BY (reverse(u.code) COLLATE "C")
                  LIMIT search_units.most) e)
         UNION ALL
          SELECT e.id,
             3
            FROM (unnest(search_units.codes) given(code)
              CROSS JOIN LATERAL ( SELECT u.id
                    FROM unit u
                   WHERE ((u.project_id = search_units.project) AND ((u.code COLLATE "C") >= given.code) AND ((u.code COLLATE "C") < (given.code || '􏿿'::text)))
                   ORDER BY (u.code COLLATE "C")
                  LIMIT search_units.most) e)
         UNION ALL
          SELECT e.id,
             4
            FROM (unnest(search_units.codes) given(code)
              CROSS JOIN LATERAL ( SELECT u.id
                    FROM unit u
                   WHERE ((u.project_id = search_units.project) AND ((substr(u.code, (strpos(u.code, '-'::text) + 1)) COLLATE "C") >= given.code) AND ((substr(u.code, (strpos(u.code, '-'::text) + 1)) COLLATE "C") < (given.code || '􏿿'::text)))
                   ORDER BY (substr(u.code, (strpos(u.code, '-'::text) + 1)) COLLATE "C")
                  LIMIT search_units.most) e)
         UNION ALL
          SELECT e.id,
             5
            FROM (unnest(search_units.codes) given(code)
              CROSS JOIN LATERAL ( SELECT u.id
                    FROM unit u
                   WHERE ((u.project_id = search_units.project) AND ((reverse(u.code) COLLATE "C") >= reverse(given.code)) AND ((reverse(u.code) COLLATE "C") < (reverse(given.code) || '􏿿'::text)))
                   ORDER BY (reverse(u.code) COLLATE "C")
                  LIMIT search_units.most) e)) found
   WHERE (search_units.project = ANY (guanjia_projects()))
   GROUP BY found.id;
END
;
-- owner: guanjia_reader; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.slip_by_token(hash bytea)
 RETURNS TABLE(project_id integer, slip_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
BEGIN ATOMIC
 SELECT s.project_id,
     s.id
    FROM sign_in_slip s
   WHERE (s.token_hash = slip_by_token.hash);
END
;
-- owner: guanjia_reader; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.text_grams(words text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
declare
  plain text := replace(lower(words), ' ', '');
  grams text[] := '{}';
begin
  for i in 1 .. length(plain) loop
    grams := grams || substr(plain, i, 1) || substr(plain, i, 2);
  end loop;
  return grams;
end $function$
;
-- owner: the owner of the database; execute: guanjia_app, guanjia_reader

CREATE OR REPLACE FUNCTION public.transaction_base()
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select 0::bigint $function$
;
-- owner: the owner of the database; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.transaction_horizon()
 RETURNS bigint
 LANGUAGE sql
 STABLE PARALLEL RESTRICTED
AS $function$ select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + transaction_base() $function$
;
-- owner: the owner of the database; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.transaction_number()
 RETURNS bigint
 LANGUAGE sql
 STABLE PARALLEL RESTRICTED
AS $function$ select pg_current_xact_id()::text::bigint + transaction_base() $function$
;
-- owner: the owner of the database; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.vacant_posts_under(account uuid, at timestamp with time zone)
 RETURNS TABLE(project_id integer, role text, title text)
 LANGUAGE sql
 STABLE ROWS 4
 SET search_path TO 'public'
BEGIN ATOMIC
 WITH RECURSIVE below AS (
          SELECT p.id,
             NULL::integer AS project_id,
             p.role,
             p.title,
             0 AS down
            FROM (post_holding h
              JOIN post p ON ((p.id = h.post_id)))
           WHERE ((h.account_id = vacant_posts_under.account) AND (p.closed_at IS NULL) AND (h.from_at <= vacant_posts_under.at) AND ((h.to_at IS NULL) OR (h.to_at > vacant_posts_under.at)))
         UNION
          SELECT v.id,
             v.project_id,
             v.role,
             v.title,
             (b_1.down + 1)
            FROM (below b_1
              JOIN post v ON ((v.superior_post_id = b_1.id)))
           WHERE ((b_1.down < 10) AND (v.closed_at IS NULL) AND (NOT (EXISTS ( SELECT
                    FROM (post_holding h
                      JOIN account a ON ((a.id = h.account_id)))
                   WHERE ((h.post_id = v.id) AND (h.from_at <= vacant_posts_under.at) AND ((h.to_at IS NULL) OR (h.to_at > vacant_posts_under.at)) AND (a.disabled_at IS NULL))))))
         )
  SELECT DISTINCT b.project_id,
     b.role,
     b.title
    FROM below b
   WHERE ((b.down > 0) AND (NOT (EXISTS ( SELECT
            FROM ((post p
              JOIN post_holding h ON ((h.post_id = p.id)))
              JOIN account a ON ((a.id = h.account_id)))
           WHERE ((p.role = b.role) AND (p.closed_at IS NULL) AND ((p.project_id IS NULL) OR (p.project_id = b.project_id)) AND (h.from_at <= vacant_posts_under.at) AND ((h.to_at IS NULL) OR (h.to_at > vacant_posts_under.at)) AND (a.disabled_at IS NULL))))));
END
;
-- owner: the owner of the database; execute: guanjia_app

CREATE OR REPLACE FUNCTION public.vital_signs(at timestamp with time zone)
 RETURNS TABLE(clocks_overdue integer, oldest_clock_due_at timestamp with time zone, clocks_in_trouble integer, deliveries_due integer, oldest_delivery_due_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
BEGIN ATOMIC
 SELECT c.many,
     c.oldest,
     t.many,
     d.many,
     d.oldest
    FROM ( SELECT (count(*))::integer AS many,
             min(case_clock.fire_at) AS oldest
            FROM case_clock
           WHERE ((case_clock.status = 'open'::text) AND (case_clock.fire_at <= vital_signs.at))) c,
     ( SELECT (count(*))::integer AS many
            FROM (clock_trouble x
              JOIN case_clock k ON (((k.project_id = x.project_id) AND (k.id = x.clock_id) AND (k.status = 'open'::text))))) t,
     ( SELECT (count(*))::integer AS many,
             min(delivery.due_at) AS oldest
            FROM delivery
           WHERE ((delivery.status = 'waiting'::text) AND (delivery.due_at <= vital_signs.at))) d;
END
;
-- owner: guanjia_reader; execute: guanjia_app
