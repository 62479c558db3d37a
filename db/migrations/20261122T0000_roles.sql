-- Group roles. All rights of the application are granted to guanjia_app; the runtime login is a member of it.
-- guanjia_reader owns the few SECURITY DEFINER functions that must look across projects (sweep, search): it has
-- SELECT on chosen tables and a policy FOR SELECT there, nothing else, and nobody can sign in as it.
-- Roles belong to the whole server, so another database may have made them already.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['guanjia_app', 'guanjia_reader'] loop
    begin
      execute format('create role %I nologin nosuperuser nobypassrls', role_name);
    exception when duplicate_object or unique_violation then
      null;
    end;
  end loop;
  -- The owner gives functions to guanjia_reader, for which it must be able to become it.
  if not pg_has_role(current_user, 'guanjia_reader', 'usage') then
    execute format('grant guanjia_reader to %I', current_user);
  end if;
end
$$;

revoke all on schema public from public;
grant usage on schema public to guanjia_app, guanjia_reader;
-- Changing a function's owner needs CREATE for the new owner; nobody can sign in as guanjia_reader to use it.
grant create on schema public to guanjia_reader;
alter default privileges revoke execute on functions from public;

-- The projects that this transaction may touch, as set by the one function that opens transactions; null when unset,
-- which matches no row. For the definer functions that apply the caller's projects themselves. Policies spell the
-- expression out instead: the planner then estimates it from the current value (measured: better plans).
create function guanjia_projects() returns int[]
  language sql stable parallel safe
  as $$ select string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[] $$;
grant execute on function guanjia_projects() to guanjia_app, guanjia_reader;
