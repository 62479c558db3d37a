-- What the doors read by: indexes of lists and inbox, and search.

create index cases_newest on cases (project_id, opened_at desc, id desc);
create index cases_first_responder on cases (project_id, first_responder_account, next_due_at, id) where not final;
create index case_clock_climbed on case_clock (project_id, case_id) where status = 'open' and next_level > 0;
create index notice_unread on notice (project_id, account_id) where read_at is null;
create index unit_code_tail on unit (project_id, reverse(code) collate "C");
create index unit_code_head on unit (project_id, code collate "C");
create index person_phone_reveal on reveal (account_id, at);

-- Under row-level security an index serves only leakproof operators, and those of arrays and of text patterns are not.
-- So search runs as guanjia_reader, applies the caller's projects itself and returns keys, which are read again under
-- the caller's own policy.

grant select on unit, person to guanjia_reader;
create policy reader_reach on unit for select to guanjia_reader using (true);
create policy reader_reach on person for select to guanjia_reader using (true);

create function search_persons(project integer, wanted text[], piece text, most integer)
returns table (person_id uuid)
language sql stable security definer set search_path = public
begin atomic
  select p.id from person p
  where project = any (guanjia_projects())
    and p.project_id = project and p.tokens @> wanted and p.erased_at is null
    and (piece is null or strpos(lower(p.name), piece) > 0)
  limit most;
end;
comment on function search_persons is 'Residents of one project of the caller that have all tokens (src/kernel/search/tokens.ts), and the piece in their name when one is given.';

create function search_units(project integer, piece text, most integer)
returns table (unit_id uuid)
language sql stable security definer set search_path = public
begin atomic
  select found.id from (
    (select u.id, 0 as rank, u.code from unit u
      where u.project_id = project and u.code = piece)
    union all
    (select u.id, 1, u.code from unit u
      where u.project_id = project and reverse(u.code) collate "C" >= reverse(piece) and reverse(u.code) collate "C" < reverse(piece) || U&'\+10FFFF'
      order by u.code limit most)
    union all
    (select u.id, 2, u.code from unit u
      where u.project_id = project and u.code collate "C" >= piece and u.code collate "C" < piece || U&'\+10FFFF'
      order by u.code collate "C" limit most)
    union all
    (select u.id, 3, u.code from unit u
      where u.project_id = project and length(piece) >= 3 and strpos(u.code, piece) > 1
      order by u.code limit most)
  ) found
  where project = any (guanjia_projects())
  group by found.id, found.code order by min(found.rank), length(found.code), found.code limit most;
end;
comment on function search_units is 'Units of one project of the caller by code: the whole, its end, its head, a piece of it, in this order.';

alter function search_persons(integer, text[], text, integer) owner to guanjia_reader;
alter function search_units(integer, text, integer) owner to guanjia_reader;
revoke all on function search_persons(integer, text[], text, integer), search_units(integer, text, integer) from public;
grant execute on function search_persons(integer, text[], text, integer), search_units(integer, text, integer) to guanjia_app;
