-- Complaints: the room's table, and who may find nothing of a case.

create table case_barred (
  project_id integer not null references project,
  case_id uuid not null,
  account_id uuid not null references account,
  at timestamptz not null,
  primary key (project_id, case_id, account_id),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table case_barred is 'Staff for whom a case does not exist, such as who is complained about (CMP-06).';
create index case_barred_account on case_barred (project_id, account_id);

create table complaint_record (
  project_id integer not null references project,
  case_id uuid not null,
  source text not null,
  content text not null,
  service_item text not null,
  photos jsonb not null default '[]',
  heard_by_id uuid references account,
  heard_at timestamptz not null,
  registered_at timestamptz not null,
  late_reason text,
  site text,
  posted_at timestamptz,
  found_at timestamptz,
  apologized boolean not null default false,
  settled_on_spot boolean not null default false,
  accused_id uuid references account,
  valid boolean,
  confirmed_at timestamptz,
  confirmed_by uuid references account,
  complaint_class text check (complaint_class in ('1', '2', '3')),
  class_reason text,
  classified_at timestamptz,
  classified_by uuid references account,
  party text check (party in ('own', 'developer', 'municipal', 'third')),
  department_id uuid references department,
  handler_id uuid references account,
  slip_issued_at timestamptz,
  slip_received_at timestamptz,
  slip_receipt text,
  complainant_asked_to timestamptz,
  accused_asked_at timestamptz,
  reported_up_at timestamptz,
  superior_opinion text,
  superior_opinion_at timestamptz,
  verified_at timestamptz,
  facts text,
  cause text,
  hard_at timestamptz,
  hard_note text,
  designated_id uuid references account,
  designated_at timestamptz,
  climb text,
  climbed_at timestamptz,
  head_opinion text,
  head_opinion_at timestamptz,
  executive_told_at timestamptz,
  executive_opinion text,
  executive_opinion_at timestamptz,
  direct_report_from timestamptz,
  direct_reported_at timestamptz,
  representative_asked_at timestamptz,
  representative_delegated boolean not null default false,
  representative_opinion text,
  representative_opinion_at timestamptz,
  major_at timestamptz,
  major_reported_at timestamptz,
  major_report jsonb,
  finish_by timestamptz,
  measures text,
  measures_at timestamptz,
  result_reported_at timestamptz,
  difficult boolean not null default false,
  outside_body text,
  outside_document text,
  referred_at timestamptz,
  tracked_at timestamptz,
  last_feedback_at timestamptz,
  feedbacks integer not null default 0,
  warranty_id uuid,
  warranty_report text,
  warranty_reported_at timestamptz,
  explained_at timestamptz,
  negotiated_with text,
  understanding text,
  process text,
  result text,
  analysis text,
  improvement text,
  grounds jsonb not null default '[]',
  handled_at timestamptz,
  opinion_confirmed_at timestamptz,
  entered_at timestamptz,
  first_reply_at timestamptz,
  replies integer not null default 0,
  answer text,
  answer_way text,
  answered_at timestamptz,
  apology text,
  remedy text,
  call_back_by_id uuid references account,
  call_back_way text,
  called_back_at timestamptz,
  call_back_opinion text,
  call_back_effect boolean,
  call_back_prevention text,
  exemption text,
  supervised_at timestamptz,
  closed_at timestamptz,
  archived_at timestamptz,
  reopened integer not null default 0,
  withdraw_reason text,
  primary key (project_id, case_id),
  foreign key (project_id, case_id) references cases (project_id, id),
  foreign key (project_id, warranty_id) references cases (project_id, id),
  check (heard_at <= registered_at)
);
comment on table complaint_record is '《业主投诉/建议处理记录表》: one complaint from the first word to the filed record.';
create index complaint_record_registered on complaint_record (project_id, registered_at);

do $$
declare t text;
begin
  foreach t in array array['case_barred', 'complaint_record'] loop
    execute format('grant select, insert, update, delete on %I to guanjia_app', t);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy project_reach on %I to guanjia_app
      using (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))
      with check (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))$p$, t);
  end loop;
  revoke update, delete on case_barred from guanjia_app;
end $$;
