-- Search over a million people and hundreds of thousands of units: every form of it walks an index and stops early.
--
-- Two kinds of functions, all owned by guanjia_reader. They apply the caller's projects themselves and return ids, which
-- are read again under the caller's own policy:
--   heads   what begins with the words: btree ranges, so that a surname of 80,000 people costs what a rare one does;
--   tokens  what holds the words further in: GIN, whose tokens carry the project, so that other estates cost nothing.
-- Settings of the functions leave the planner the index alone: under a limit it would else guess that reading through
-- the table soon finds enough, which is wrong whenever the few that match stand at its end.

------------------------------------------------------------------ tokens

create function scoped_tokens(project integer, tokens text[]) returns text[]
language plpgsql immutable strict parallel safe as $$
begin
  return string_to_array(project || '/' || array_to_string(tokens, ' ' || project || '/'), ' ');
end $$;
comment on function scoped_tokens is 'The tokens, which hold no spaces, each marked with the project: 7/王 7/王小.';

create function text_grams(words text) returns text[]
language plpgsql immutable strict parallel safe as $$
declare
  plain text := replace(lower(words), ' ', '');
  grams text[] := '{}';
begin
  for i in 1 .. length(plain) loop
    grams := grams || substr(plain, i, 1) || substr(plain, i, 2);
  end loop;
  return grams;
end $$;
comment on function text_grams is 'Every character and every two characters of a text, in lower case without spaces.';

grant execute on function scoped_tokens(integer, text[]), text_grams(text) to guanjia_app, guanjia_reader;

------------------------------------------------------------------ people

comment on column person.name_key is 'Three keys with a space between: pinyin initials, full pinyin, folded name (wxm wangxiaoming 王小明). See src/kernel/search/tokens.ts.';
comment on column person.tokens is 'One and two characters of the folded name, and pieces of the initials behind ~.';

-- Residents from before are found by name and initials; by full pinyin once their name is written again.
alter table person no force row level security;
update person set name_key = name_key || '  ' || lower(replace(normalize(name, nfkc), ' ', '')) where name_key not like '% %';
alter table person force row level security;

drop index person_tokens;
create index person_tokens on person using gin (scoped_tokens(project_id, tokens)) with (gin_pending_list_limit = 512);
create index person_initials on person (project_id, name_key collate "C");
create index person_pinyin on person (project_id, (split_part(name_key, ' ', 2)) collate "C");
create index person_folded on person (project_id, (split_part(name_key, ' ', 3)) collate "C");

drop function search_persons(integer, text[], text, integer);

create function search_person_heads(project integer, head text, latin boolean, most integer)
returns table (person_id uuid, rank integer)
language sql stable security definer rows 16
set search_path = public set enable_seqscan = off
begin atomic
  select found.id, min(found.rank) from (
    (select p.id, case when split_part(p.name_key, ' ', 3) = head then 0 else 1 end as rank from person p
      where not latin and p.project_id = project and p.erased_at is null
        and split_part(p.name_key, ' ', 3) collate "C" >= head and split_part(p.name_key, ' ', 3) collate "C" < head || U&'\+10FFFF'
      order by split_part(p.name_key, ' ', 3) collate "C" limit most)
    union all
    (select p.id, case when split_part(p.name_key, ' ', 1) = head then 0 else 1 end from person p
      where latin and p.project_id = project and p.erased_at is null
        and p.name_key collate "C" >= head and p.name_key collate "C" < head || U&'\+10FFFF'
      order by p.name_key collate "C" limit most)
    union all
    (select p.id, case when split_part(p.name_key, ' ', 2) = head then 0 else 2 end from person p
      where latin and p.project_id = project and p.erased_at is null
        and split_part(p.name_key, ' ', 2) collate "C" >= head and split_part(p.name_key, ' ', 2) collate "C" < head || U&'\+10FFFF'
      order by split_part(p.name_key, ' ', 2) collate "C" limit most)
  ) found
  where project = any (guanjia_projects())
  group by found.id;
end;
comment on function search_person_heads is 'Residents of one project of the caller whose name, or when latin whose initials or full pinyin, begins with the head. rank 0: is the head.';

create function search_person_tokens(project integer, wanted text[], piece text, most integer)
returns table (person_id uuid)
language sql stable security definer rows 16
set search_path = public set enable_seqscan = off set enable_indexscan = off set enable_indexonlyscan = off
begin atomic
  select p.id from person p
  where project = any (guanjia_projects())
    and p.project_id = project and p.erased_at is null
    and scoped_tokens(p.project_id, p.tokens) @> scoped_tokens(project, wanted)
    and (piece is null or strpos(split_part(p.name_key, ' ', 3), piece) > 0)
  limit most;
end;
comment on function search_person_tokens is 'Residents of one project of the caller that have all tokens, and the piece in their folded name when one is given.';

------------------------------------------------------------------ units

-- Building and end of a code: 3-301 is any 301 of building 3, whatever staircase stands between.
create index unit_code_ends on unit (project_id, (split_part(code, '-', 1)) collate "C", reverse(code) collate "C");

-- What stands behind the building: 1-30 finds 2-1-301 while it is still being typed.
create index unit_code_rest on unit (project_id, (substr(code, strpos(code, '-') + 1)) collate "C");

drop function search_units(integer, text, integer);

create function search_units(project integer, codes text[], building text, room text, most integer)
returns table (unit_id uuid, rank integer)
language sql stable security definer rows 16
set search_path = public set enable_seqscan = off
begin atomic
  select found.id, min(found.rank) from (
    (select u.id, 0 as rank from unit u where u.project_id = project and u.code = any (codes))
    union all
    (select u.id, 1 from unit u
      where u.project_id = project and split_part(u.code, '-', 1) collate "C" = building
        and reverse(u.code) collate "C" >= reverse('-' || room) and reverse(u.code) collate "C" < reverse('-' || room) || U&'\+10FFFF'
      order by reverse(u.code) collate "C" limit most)
    union all
    (select e.id, 2 from unnest(codes) given (code) cross join lateral (
      select u.id from unit u
      where u.project_id = project
        and reverse(u.code) collate "C" >= reverse('-' || given.code) and reverse(u.code) collate "C" < reverse('-' || given.code) || U&'\+10FFFF'
      order by reverse(u.code) collate "C" limit most) e)
    union all
    (select e.id, 3 from unnest(codes) given (code) cross join lateral (
      select u.id from unit u
      where u.project_id = project and u.code collate "C" >= given.code and u.code collate "C" < given.code || U&'\+10FFFF'
      order by u.code collate "C" limit most) e)
    union all
    (select e.id, 4 from unnest(codes) given (code) cross join lateral (
      select u.id from unit u
      where u.project_id = project
        and substr(u.code, strpos(u.code, '-') + 1) collate "C" >= given.code and substr(u.code, strpos(u.code, '-') + 1) collate "C" < given.code || U&'\+10FFFF'
      order by substr(u.code, strpos(u.code, '-') + 1) collate "C" limit most) e)
    union all
    (select e.id, 5 from unnest(codes) given (code) cross join lateral (
      select u.id from unit u
      where u.project_id = project
        and reverse(u.code) collate "C" >= reverse(given.code) and reverse(u.code) collate "C" < reverse(given.code) || U&'\+10FFFF'
      order by reverse(u.code) collate "C" limit most) e)
  ) found
  where project = any (guanjia_projects())
  group by found.id;
end;
comment on function search_units is 'Units of one project of the caller. rank: 0 the code itself, 1 the room in the building, 2 its last parts, 3 its head, 4 its head without the building, 5 its end in the middle of a number.';

------------------------------------------------------------------ places

create index place_tokens on place using gin (scoped_tokens(project_id, text_grams(name || code))) with (gin_pending_list_limit = 512);
grant select on place to guanjia_reader;
create policy reader_reach on place for select to guanjia_reader using (true);

create function search_places(project integer, piece text, most integer)
returns table (place_id uuid)
language sql stable security definer rows 16
set search_path = public set enable_seqscan = off set enable_indexscan = off set enable_indexonlyscan = off
begin atomic
  select l.id from place l
  where project = any (guanjia_projects())
    and l.project_id = project
    and scoped_tokens(l.project_id, text_grams(l.name || l.code)) @> scoped_tokens(project, text_grams(piece))
    and (strpos(replace(lower(l.name), ' ', ''), piece) > 0 or strpos(replace(lower(l.code), ' ', ''), piece) > 0)
  limit most;
end;
comment on function search_places is 'Public places and facilities of one project of the caller with the piece (lower case, no spaces) in name or code.';

------------------------------------------------------------------ vehicles

create table vehicle (
  project_id integer not null references project,
  id uuid not null,
  person_id uuid not null,
  unit_id uuid,
  plate_sealed bytea not null,
  plate_masked text not null,
  plate_token bytea not null,
  tail_token bytea not null,
  made_at timestamptz not null,
  primary key (project_id, id),
  unique (project_id, person_id, plate_token),
  foreign key (project_id, person_id) references person (project_id, id),
  foreign key (project_id, unit_id) references unit (project_id, id)
);
comment on table vehicle is 'A resident''s car. Its plate is sealed (AES-256-GCM); tokens are keyed HMACs of the whole plate and of its last four characters.';
create index vehicle_plate on vehicle (project_id, plate_token);
create index vehicle_tail on vehicle (project_id, tail_token);
grant select, insert, update, delete on vehicle to guanjia_app;
alter table vehicle enable row level security;
alter table vehicle force row level security;
create policy project_reach on vehicle to guanjia_app
  using (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]))
  with check (project_id = any (string_to_array(nullif(current_setting('guanjia.projects', true), ''), ',')::int[]));

------------------------------------------------------------------ rights

do $$
declare f text;
begin
  foreach f in array array['search_person_heads(integer, text, boolean, integer)', 'search_person_tokens(integer, text[], text, integer)',
    'search_units(integer, text[], text, text, integer)', 'search_places(integer, text, integer)'] loop
    execute format('alter function %s owner to guanjia_reader', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to guanjia_app', f);
  end loop;
end $$;
