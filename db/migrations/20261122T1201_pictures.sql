-- Pictures lie under their hash, which several rows, of several projects too, may share.

grant select on file to guanjia_reader;
create policy reader_reach on file for select to guanjia_reader using (true);

create function pictures_in_use(hashes bytea[])
returns table (sha256 bytea)
language sql stable security definer set search_path = public
begin atomic
  select distinct f.sha256 from file f where f.sha256 = any (hashes);
end;
comment on function pictures_in_use is 'Which of these hashes some file of some project still has. Answers nothing else.';
create index file_sha256 on file (sha256);

alter function pictures_in_use(bytea[]) owner to guanjia_reader;
revoke all on function pictures_in_use(bytea[]) from public;
grant execute on function pictures_in_use(bytea[]) to guanjia_app;
