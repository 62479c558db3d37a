-- A password that an administrator set is on record too, and the audit chain seals who changed how an account signs in.
alter table sign_in_change drop constraint sign_in_change_what_check;
alter table sign_in_change add constraint sign_in_change_what_check
  check (what in ('totp-on', 'totp-off', 'totp-reset', 'recovery-codes', 'recovery-used', 'password-reset'));
comment on table sign_in_change is 'Who changed how an account signs in; by_account is another one where an administrator reset it. Append-only.';

-- Rows that are there are sealed from now on. Where the database was just put back on another server its transactions
-- begin again at a low number: above what is sealed they are still found.
alter table sign_in_change add column written_tx bigint not null default transaction_number();
update sign_in_change set written_tx = greatest(written_tx, (select coalesce(max(below_tx), 0) from audit_block));
create index sign_in_change_written on sign_in_change (written_tx);
comment on column sign_in_change.written_tx is 'The number of the transaction that wrote the row; the sealer goes by it.';
