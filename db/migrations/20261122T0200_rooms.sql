-- The rooms' tables: one row per case, with the key of the case, written by the engine from what an action sets.

create table intake_matter (
  project_id integer not null references project,
  case_id uuid not null,
  channel text not null,
  content text not null,
  photos jsonb not null default '[]',
  heard_at timestamptz not null,
  registered_at timestamptz not null,
  emergency text,
  kind text,
  kind_reason text,
  sorted_at timestamptz,
  sorted_by uuid,
  register text,
  dispatched_at timestamptz,
  followed_at timestamptz,
  follow_ups integer not null default 0,
  promised_from timestamptz not null,
  answer text,
  answered_at timestamptz,
  answer_way text,
  concluded_at timestamptz,
  withdraw_reason text,
  primary key (project_id, case_id),
  foreign key (project_id, case_id) references cases (project_id, id),
  check (heard_at <= registered_at)
);
comment on table intake_matter is 'What a person asked of the department (诉求), from the first word to the last answer.';

create table contact_slip (
  project_id integer not null references project,
  case_id uuid not null,
  kind text not null,
  content text not null,
  department_id uuid not null references department,
  handler_id uuid not null references account,
  issued_at timestamptz not null,
  received_at timestamptz,
  reply text,
  replied_at timestamptz,
  done_at timestamptz,
  returned integer not null default 0,
  return_reason text,
  primary key (project_id, case_id),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table contact_slip is '《工作联系单》: work that the desk gives to a department in writing.';

create table repair_order (
  project_id integer not null references project,
  case_id uuid not null,
  place text not null check (place in ('home', 'public')),
  trade text not null,
  content text not null,
  key_points text,
  urgent boolean not null default false,
  photos jsonb not null default '[]',
  payer text check (payer in ('owner', 'company', 'developer', 'repair-fund')),
  payer_reason text,
  price_items jsonb not null default '[]',
  price_fen bigint check (price_fen >= 0),
  price_told_at timestamptz,
  price_agreed_at timestamptz,
  reported_at timestamptz not null,
  offered_at timestamptz,
  dispatched_at timestamptz,
  assigned_at timestamptz,
  technician_id uuid references account,
  second_man_id uuid references account,
  contractor text,
  contractor_contact text,
  taken_at timestamptz,
  responded_at timestamptz,
  appointment_at timestamptz,
  nobody_home_count integer not null default 0,
  nobody_home_at timestamptz,
  waiting_since timestamptz,
  arrived_at timestamptz,
  checked_at timestamptz,
  finding text,
  judgement text check (judgement in ('now', 'review')),
  review_asked_at timestamptz,
  review_question text,
  review_conclusion text,
  resumed_at timestamptz,
  materials jsonb not null default '[]',
  materials_fen bigint check (materials_fen >= 0),
  labour_fen bigint check (labour_fen >= 0),
  quoted_at timestamptz,
  verified_at timestamptz,
  parts_expected_on date,
  started_at timestamptz,
  work_done text,
  after_photos jsonb not null default '[]',
  finished_at timestamptz,
  charge_fen bigint check (charge_fen >= 0),
  charge_method text,
  charge_remark text,
  charged_at timestamptz,
  counted_fen bigint check (counted_fen = charge_fen),
  counted_at timestamptz,
  invoice_no text,
  invoiced_at timestamptz,
  invoice_delivered_at timestamptz,
  signed_at timestamptz,
  unsigned text check (unsigned in ('absent', 'refused')),
  unsigned_note text,
  rating integer check (rating between 1 and 5),
  opinion text,
  confirmed_at timestamptz,
  called_back_at timestamptz,
  call_back_way text,
  call_back_note text,
  non_conformity text,
  non_conformity_department_id uuid references department,
  non_conformity_at timestamptz,
  corrected_at timestamptz,
  rework_count integer not null default 0,
  filed_at timestamptz,
  cancel_reason text,
  primary key (project_id, case_id),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table repair_order is '《维修单》: one repair from the report to the filed slip. Amounts in 分.';
create index repair_order_technician on repair_order (project_id, technician_id) where filed_at is null;

do $$
declare t text;
begin
  foreach t in array array['intake_matter', 'contact_slip', 'repair_order'] loop
    execute format('grant select, insert, update, delete on %I to guanjia_app', t);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy project_reach on %I to guanjia_app
      using (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))
      with check (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))$p$, t);
  end loop;
end $$;
