-- One-time codes at sign-in. The secret is sealed under the data key; until its first code is confirmed it waits.
alter table account rename column totp_secret to totp_sealed;
-- No door ever enrolled anybody; a secret that stood here unsealed could not be opened.
update account set totp_sealed = null where totp_sealed is not null;
alter table account add column totp_pending_sealed bytea;
alter table account add column totp_since timestamptz;
alter table account add column totp_step bigint not null default 0;
comment on column account.totp_step is 'The last 30-second step whose code was used: a code opens once.';

create table recovery_code (
  account_id uuid not null references account,
  hash bytea not null,
  used_at timestamptz,
  primary key (account_id, hash)
);
comment on table recovery_code is 'Codes for whoever lost the phone: HMAC-SHA-256 under the token key, each good once.';
grant select, insert, update, delete on recovery_code to guanjia_app;

create table sign_in_change (
  id uuid primary key,
  account_id uuid not null references account,
  by_account uuid not null references account,
  what text not null check (what in ('totp-on', 'totp-off', 'totp-reset', 'recovery-codes', 'recovery-used')),
  at timestamptz not null
);
comment on table sign_in_change is 'Who changed how an account signs in; by_account is another one where an administrator reset it.';
create index sign_in_change_account on sign_in_change (account_id, at);
grant select, insert on sign_in_change to guanjia_app;
