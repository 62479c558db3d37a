-- Lists walk an index in the order they are shown in, however many cases there are.

create index cases_queue on cases (project_id, procedure, state, next_due_at, id) where not final;
create index cases_held on cases (project_id, holder_account, opened_at desc, id desc) where holder_account is not null;

-- A function's answer is guessed at 1000 rows unless it says better; the planner then reads whole tables to join it.
alter function search_persons(integer, text[], text, integer) rows 16;

create or replace function search_units(project integer, piece text, most integer)
returns table (unit_id uuid)
language sql stable security definer set search_path = public rows 16
begin atomic
  with direct as materialized (
    (select u.id, 0 as rank, u.code from unit u
      where u.project_id = project and u.code = piece)
    union all
    (select u.id, 1, u.code from unit u
      where u.project_id = project and reverse(u.code) collate "C" >= reverse(piece) and reverse(u.code) collate "C" < reverse(piece) || U&'\+10FFFF'
      order by reverse(u.code) collate "C" limit most)
    union all
    (select u.id, 2, u.code from unit u
      where u.project_id = project and u.code collate "C" >= piece and u.code collate "C" < piece || U&'\+10FFFF'
      order by u.code collate "C" limit most)
  ),
  found as (
    select * from direct
    union all
    -- A piece from the middle (1-30 of 2-1-301) reads through the codes, so only when nothing else fits.
    (select u.id, 3, u.code from unit u
      where not exists (select from direct) and strpos(piece, '-') > 0 and u.project_id = project and strpos(u.code, piece) > 1
      limit most)
  )
  select f.id from found f
  where project = any (guanjia_projects())
  group by f.id, f.code order by min(f.rank), length(f.code), f.code limit most;
end;
