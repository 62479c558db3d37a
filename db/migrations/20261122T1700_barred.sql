-- Who is barred from a case finds nothing of it, whatever is asked (decision 016). The list is read with the session,
-- before a project is chosen, and told to the transaction as guanjia.barred: ids of cases, mostly none.

-- A company table does not point into a project's tables; cases are never deleted.
alter table case_barred drop constraint case_barred_project_id_case_id_fkey;
drop policy project_reach on case_barred;
alter table case_barred no force row level security;
alter table case_barred disable row level security;
drop index case_barred_account;
create index case_barred_account on case_barred (account_id);

-- Every table that speaks of a case; the structural test finds one that is made later and forgets it.
do $$
declare t record; key text;
begin
  for t in
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relrowsecurity
      and (c.relname = 'cases' or exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'case_id' and not a.attisdropped))
    order by 1
  loop
    key := case when t.name = 'cases' then 'id' else 'case_id' end;
    execute format($p$create policy not_barred on %I as restrictive to guanjia_app using (
      %I is null or %I <> all (coalesce(string_to_array(nullif(current_setting('guanjia.barred', true), ''), ',')::uuid[], '{}')))$p$,
      t.name, key, key);
  end loop;
end $$;
