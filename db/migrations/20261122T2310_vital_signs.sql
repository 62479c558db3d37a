-- What monitoring counts over all projects. Numbers and instants only, through the reader that sweeps and sends already use.

create function vital_signs(at timestamptz)
returns table (clocks_overdue integer, oldest_clock_due_at timestamptz, clocks_in_trouble integer,
  deliveries_due integer, oldest_delivery_due_at timestamptz)
language sql stable security definer set search_path = public
begin atomic
  select c.many, c.oldest, t.many, d.many, d.oldest
  from
    (select count(*)::int as many, min(fire_at) as oldest from case_clock where status = 'open' and fire_at <= at) c,
    (select count(*)::int as many from clock_trouble x
      join case_clock k on k.project_id = x.project_id and k.id = x.clock_id and k.status = 'open') t,
    (select count(*)::int as many, min(due_at) as oldest from delivery where status = 'waiting' and due_at <= at) d;
end;
alter function vital_signs(timestamptz) owner to guanjia_reader;
revoke all on function vital_signs(timestamptz) from public;
grant execute on function vital_signs(timestamptz) to guanjia_app;
