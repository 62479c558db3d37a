-- A character that 50,000 names hold was looked up in 25 ms of processor time, all of it spent on gathering 50,000 hits of
-- which 16 are shown. So each person belongs to one of eight parts, by the last bits of the id, and the parts are asked
-- one after the other until there is enough: 5 ms for that character, and no more than before for rare ones.
-- Plans are kept for any values: they are the same for all, and planning cost more than searching. `project_id + 0` keeps
-- them from reading the whole project by its number instead; the tokens carry it.

create function scoped_tokens(project integer, part integer, tokens text[]) returns text[]
language plpgsql immutable strict parallel safe as $$
declare
  mark text := project || '.' || part || '/';
begin
  return string_to_array(mark || array_to_string(tokens, ' ' || mark), ' ');
end $$;
comment on function scoped_tokens(integer, integer, text[]) is 'The tokens, which hold no spaces, each marked with project and part: 7.3/王 7.3/王小.';

create function search_part(id uuid) returns integer
language sql immutable strict parallel safe
return get_byte(uuid_send(id), 15) & 7;
comment on function search_part is 'Which of eight parts a person belongs to: the last three bits of the id.';

grant execute on function scoped_tokens(integer, integer, text[]), search_part(uuid) to guanjia_app, guanjia_reader;

drop function search_person_tokens(integer, text[], text, integer);
drop index person_tokens;
create index person_tokens on person using gin (scoped_tokens(project_id, search_part(id), tokens)) with (gin_pending_list_limit = 512);

create function search_person_tokens(project integer, wanted text[], piece text, most integer)
returns table (person_id uuid)
language sql stable security definer rows 16
set search_path = public set enable_seqscan = off set enable_indexscan = off set enable_indexonlyscan = off
set plan_cache_mode = force_generic_plan
begin atomic
  select found.id from generate_series(0, 7) part cross join lateral (
    select p.id from person p
    where p.project_id + 0 = project and p.erased_at is null
      and scoped_tokens(p.project_id, search_part(p.id), p.tokens) @> scoped_tokens(project, part, wanted)
      and (piece is null or strpos(split_part(p.name_key, ' ', 3), piece) > 0)
    limit most) found
  where project = any (guanjia_projects())
  limit most;
end;
comment on function search_person_tokens is 'Residents of one project of the caller that have all tokens, and the piece in their folded name when one is given.';

alter function search_person_tokens(integer, text[], text, integer) owner to guanjia_reader;
revoke all on function search_person_tokens(integer, text[], text, integer) from public;
grant execute on function search_person_tokens(integer, text[], text, integer) to guanjia_app;

alter function search_person_heads(integer, text, boolean, integer) set plan_cache_mode = force_generic_plan;
alter function search_units(integer, text[], text, text, integer) set plan_cache_mode = force_generic_plan;

create or replace function search_places(project integer, piece text, most integer)
returns table (place_id uuid)
language sql stable security definer rows 16
set search_path = public set enable_seqscan = off set enable_indexscan = off set enable_indexonlyscan = off
set plan_cache_mode = force_generic_plan
begin atomic
  select l.id from place l
  where project = any (guanjia_projects())
    and l.project_id + 0 = project
    and scoped_tokens(l.project_id, text_grams(l.name || l.code)) @> scoped_tokens(project, text_grams(piece))
    and (strpos(replace(lower(l.name), ' ', ''), piece) > 0 or strpos(replace(lower(l.code), ' ', ''), piece) > 0)
  limit most;
end;
