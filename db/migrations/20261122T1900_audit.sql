-- The audit chain (decision 019): rows of the append-only tables are sealed block by block, after they were committed.

-- Transactions are numbered in the order in which they began. Rows below the horizon are all there or will never come,
-- whatever order their transactions ended in. transaction_base is raised by the program where a database was put back
-- on another server, whose transactions begin again at a low number.
create function transaction_base() returns bigint language sql immutable parallel safe as $$ select 0::bigint $$;
create function transaction_number() returns bigint language sql stable parallel restricted
  as $$ select pg_current_xact_id()::text::bigint + transaction_base() $$;
create function transaction_horizon() returns bigint language sql stable parallel restricted
  as $$ select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + transaction_base() $$;
grant execute on function transaction_base(), transaction_number(), transaction_horizon() to guanjia_app;

create table audit_block (
  chain integer not null,
  number bigint not null,
  from_tx bigint not null,
  below_tx bigint not null,
  sealed_at timestamptz not null,
  key_id text not null,
  previous bytea not null,
  keys text[] not null,
  hashes bytea[] not null,
  head bytea not null,
  primary key (chain, number),
  check (number > 0),
  check (from_tx < below_tx),
  check (cardinality(keys) > 0 and cardinality(keys) = cardinality(hashes))
);
comment on table audit_block is 'One link of an audit chain: rows that were committed, by key and hash, and the head of the link before. chain: the project, or 0 for the tables of the company. Append-only.';
comment on column audit_block.from_tx is 'The block seals rows of transactions from this number on, below below_tx; several blocks may share one range.';
comment on column audit_block.key_id is 'Fingerprint of the seal key.';
comment on column audit_block.head is 'HMAC with the seal key over all of the above: nobody writes a chain without the key.';
grant select, insert on audit_block to guanjia_app;

create table audit_check (
  id uuid not null primary key,
  chain integer not null,
  checked_at timestamptz not null,
  number bigint not null,
  row_count bigint not null,
  fault_count bigint not null
);
comment on table audit_check is 'What `guanjia audit verify` found in a chain, up to which block. Append-only.';
create index audit_check_chain on audit_check (chain, checked_at desc);
grant select, insert on audit_check to guanjia_app;

create table case_erased (
  project_id integer not null references project,
  id uuid not null,
  case_id uuid not null,
  at timestamptz not null,
  primary key (project_id, id),
  foreign key (project_id, case_id) references cases (project_id, id)
);
comment on table case_erased is 'The texts of this case were erased lawfully: an erased text without such a row was tampered with. Append-only.';
create index case_erased_case on case_erased (project_id, case_id);
alter table case_text no force row level security;
insert into case_erased (project_id, id, case_id, at)
  select project_id, gen_random_uuid(), case_id, min(erased_at) from case_text where erased_at is not null group by project_id, case_id;
alter table case_text force row level security;
grant select, insert on case_erased to guanjia_app;
alter table case_erased enable row level security, force row level security;
create policy project_reach on case_erased to guanjia_app
  using (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))
  with check (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]));
create policy not_barred on case_erased as restrictive to guanjia_app using (
  case_id is null or case_id <> all (coalesce(string_to_array(nullif(current_setting('guanjia.barred', true), ''), ',')::uuid[], '{}')));

-- An entry says who decided what; only what moved in consequence is noted later.
revoke update, delete on calendar_change from guanjia_app;
grant update (moved_clocks, moved_at) on calendar_change to guanjia_app;

-- The default is reckoned once for the rows that are there: nothing is rewritten.
do $$
declare t text;
begin
  foreach t in array array['case_action', 'case_barred', 'case_clock_level', 'case_erased', 'complaint_figures', 'consent',
    'duty_occurrence', 'group_declined', 'policy', 'reveal', 'signature'] loop
    execute format('alter table %I add column written_tx bigint not null default transaction_number()', t);
    execute format('create index %I on %I (project_id, written_tx)', t || '_written', t);
    execute format('comment on column %I.written_tx is %L', t, 'The number of the transaction that wrote the row; the sealer goes by it.');
  end loop;
  foreach t in array array['audit_check', 'calendar_change'] loop
    execute format('alter table %I add column written_tx bigint not null default transaction_number()', t);
    execute format('create index %I on %I (written_tx)', t || '_written', t);
    execute format('comment on column %I.written_tx is %L', t, 'The number of the transaction that wrote the row; the sealer goes by it.');
  end loop;
end $$;
