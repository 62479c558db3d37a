-- Personal data by purpose: sealed originals, approvals of sensitive looks, consents, and what a person may ask for.

------------------------------------------------------------------ looks

alter table reveal alter column person_id drop not null;
alter table reveal drop constraint reveal_kind_check;
alter table reveal add constraint reveal_kind_check
  check (kind in ('phone', 'id-number', 'emergency-contact', 'bank-account', 'family', 'text', 'export'));
alter table reveal add column reason text not null default 'other'
  check (reason in ('case', 'visit', 'handover', 'fee', 'emergency', 'legal', 'request', 'other'));
alter table reveal add column request_id uuid;
alter table reveal add constraint reveal_about check (person_id is not null or case_id is not null);
comment on column reveal.reason is 'The purpose as a word; purpose is what was said besides.';
comment on column reveal.request_id is 'The approval under which a sensitive field was shown.';

create table reveal_request (
  project_id integer not null references project,
  id uuid not null,
  person_id uuid not null,
  account_id uuid not null references account,
  kind text not null check (kind in ('id-number', 'bank-account', 'family')),
  reason text not null,
  purpose text not null,
  case_id uuid,
  asked_at timestamptz not null,
  waits_until timestamptz not null,
  decided_at timestamptz,
  decided_by uuid references account,
  approved boolean,
  decision_note text not null default '',
  valid_until timestamptz,
  primary key (project_id, id),
  foreign key (project_id, person_id) references person (project_id, id),
  foreign key (project_id, case_id) references cases (project_id, id),
  check ((decided_at is null) = (approved is null)),
  check ((decided_at is null) = (decided_by is null)),
  check (decided_by <> account_id),
  check (valid_until is null or approved)
);
comment on table reveal_request is 'Somebody asks the head of his department to see a sensitive field: open until waits_until, once approved usable until valid_until.';
create index reveal_request_open on reveal_request (project_id, waits_until) where decided_at is null;
create index reveal_request_account on reveal_request (project_id, account_id, asked_at desc);
create index reveal_request_person on reveal_request (project_id, person_id);

------------------------------------------------------------------ sealed fields

create table person_secret (
  project_id integer not null references project,
  id uuid not null,
  person_id uuid not null,
  kind text not null check (kind in ('bank-account')),
  label text not null,
  sealed bytea not null,
  masked text not null,
  made_at timestamptz not null,
  primary key (project_id, id),
  foreign key (project_id, person_id) references person (project_id, id)
);
comment on table person_secret is 'Sealed fields of a person of which there may be several (AES-256-GCM). masked is what lists show.';
create index person_secret_person on person_secret (project_id, person_id);

create table case_text_original (
  project_id integer not null references project,
  case_id uuid not null,
  seq integer not null,
  field text not null,
  sealed bytea not null,
  primary key (project_id, case_id, seq, field),
  foreign key (project_id, case_id, seq) references case_action (project_id, case_id, seq)
);
comment on table case_text_original is 'Free text as it was written, sealed, where it named phones, ID numbers, accounts or plates: everywhere else those are masked.';

------------------------------------------------------------------ signatures: what can be erased stands apart

create table signature_text (
  project_id integer not null references project,
  signature_id uuid not null,
  signed_form text,
  signer_name text,
  image_file_id uuid,
  sealed bytea,
  erased_at timestamptz,
  kept_until date,
  primary key (project_id, signature_id),
  foreign key (project_id, signature_id) references signature (project_id, id),
  foreign key (project_id, image_file_id) references file (project_id, id),
  check ((signed_form is null) = (erased_at is not null)),
  check ((signed_form is null) = (signer_name is null)),
  check (sealed is null or erased_at is not null),
  check (image_file_id is null or erased_at is null)
);
comment on table signature_text is 'The erasable part of a signature: form, name and picture. Erased at the person''s request it stays sealed, as proof, until kept_until, and is then gone; the hashes stay in signature.';

alter table signature no force row level security;
alter table signature_text enable row level security;
insert into signature_text (project_id, signature_id, signed_form, signer_name, image_file_id)
  select project_id, id, signed_form, signer_name, image_file_id from signature;
alter table signature force row level security;
alter table signature drop column signed_form, drop column signer_name, drop column image_file_id;
comment on table signature is 'A signature, sealed together with its signature_text, so that any later change is found. Append-only.';

------------------------------------------------------------------ consents, and what a person asks for

create table consent (
  project_id integer not null references project,
  id uuid not null,
  person_id uuid not null,
  purpose text not null check (purpose in ('services', 'contact-by-third-party', 'photo-publication', 'marketing')),
  version integer not null,
  given boolean not null,
  way text not null check (way in ('phone', 'counter', 'paper')),
  account_id uuid not null references account,
  at timestamptz not null,
  primary key (project_id, id),
  foreign key (project_id, person_id) references person (project_id, id)
);
comment on table consent is 'What a person agreed to or withdrew, in which version of the text; the last row of a purpose counts. Append-only.';
create index consent_person on consent (project_id, person_id, purpose, at desc);

create table data_request (
  project_id integer not null references project,
  id uuid not null,
  person_id uuid not null,
  kind text not null check (kind in ('export', 'erase')),
  way text not null check (way in ('phone', 'counter', 'paper')),
  asked_by uuid not null references account,
  asked_at timestamptz not null,
  due_on date not null,
  note text not null default '',
  checked_at timestamptz,
  checked_by uuid references account,
  approved boolean,
  answer text not null default '',
  available_until timestamptz,
  result jsonb,
  primary key (project_id, id),
  foreign key (project_id, person_id) references person (project_id, id),
  check ((checked_at is null) = (approved is null)),
  check ((checked_at is null) = (checked_by is null)),
  check (checked_by <> asked_by)
);
comment on table data_request is 'A person asks for a copy of the own data, or for its erasure; a second person checks. result: what an erasure did, in figures.';
create unique index data_request_open on data_request (project_id, person_id, kind) where checked_at is null;
create index data_request_waiting on data_request (project_id, asked_at) where checked_at is null;
create index data_request_person on data_request (project_id, person_id, asked_at desc);

------------------------------------------------------------------ notices without a case

alter table notice drop constraint notice_kind_check;
alter table notice add constraint notice_kind_check
  check (kind in ('told', 'assigned', 'chased', 'clock', 'emergency', 'privacy'));

------------------------------------------------------------------ rights

do $$
declare t text;
begin
  foreach t in array array['reveal_request', 'person_secret', 'case_text_original', 'signature_text', 'data_request'] loop
    execute format('grant select, insert, update, delete on %I to guanjia_app', t);
  end loop;
  grant select, insert on consent to guanjia_app;
  foreach t in array array['reveal_request', 'person_secret', 'case_text_original', 'signature_text', 'data_request', 'consent'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy project_reach on %I to guanjia_app
      using (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))
      with check (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))$p$, t);
  end loop;
end $$;
