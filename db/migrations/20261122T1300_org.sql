-- People: departments form a tree and have a head post in each project; who arranged a stand-in or a turn of duty is
-- kept; a vacant post is answered for by its superior. Calendar: the company's own days lie over the national ones.

alter table department
  add column parent_id uuid references department,
  add column closed_at timestamptz;

alter table post add column heads boolean not null default false;
comment on column post.heads is 'The post heads its department, in its project or (project_id null) in the company.';
create unique index post_one_head on post (department_id, coalesce(project_id, 0)) where heads and closed_at is null;
create index post_superior on post (superior_post_id) where superior_post_id is not null;

alter table post_holding
  add column given_by_account uuid references account,
  add column given_at timestamptz;
comment on column post_holding.given_by_account is 'Who put him there; the holder himself where he named his own stand-in. Null: from before this was kept, or by the set-up.';

alter table on_duty
  add column made_by_account uuid references account,
  add column made_at timestamptz;
create index on_duty_account on on_duty (account_id, to_at);

-- Who answers for a post at an instant: whoever holds it or stands in; while nobody does, whoever answers for its
-- superior. `up`: how many posts above. At most ten levels, so that no circle runs for ever.
create function post_accounts(asked uuid, at timestamptz)
returns table (account_id uuid, up integer)
language sql stable
begin atomic
  with recursive chain as (
    select p.id, p.superior_post_id, 0 as up from post p where p.id = asked
    union all
    select s.id, s.superior_post_id, c.up + 1
    from chain c join post s on s.id = c.superior_post_id
    where c.up < 10 and not exists (
      select from post_holding h join account a on a.id = h.account_id
      where h.post_id = c.id and h.from_at <= at and (h.to_at is null or h.to_at > at) and a.disabled_at is null)
  )
  select h.account_id, c.up
  from chain c join post_holding h on h.post_id = c.id join account a on a.id = h.account_id
  where h.from_at <= at and (h.to_at is null or h.to_at > at) and a.disabled_at is null;
end;
grant execute on function post_accounts(uuid, timestamptz) to guanjia_app;

-- The posts that an account answers for because nobody holds them: those below its own, down to the next one held, of
-- roles that nobody else has in that project.
create function vacant_posts_under(account uuid, at timestamptz)
returns table (project_id integer, role text, title text)
language sql stable
begin atomic
  with recursive below as (
    select p.id, null::integer as project_id, p.role, p.title, 0 as down
    from post_holding h join post p on p.id = h.post_id
    where h.account_id = account and p.closed_at is null and h.from_at <= at and (h.to_at is null or h.to_at > at)
    union
    select v.id, v.project_id, v.role, v.title, b.down + 1
    from below b join post v on v.superior_post_id = b.id
    where b.down < 10 and v.closed_at is null and not exists (
      select from post_holding h join account a on a.id = h.account_id
      where h.post_id = v.id and h.from_at <= at and (h.to_at is null or h.to_at > at) and a.disabled_at is null)
  )
  select distinct b.project_id, b.role, b.title
  from below b
  where b.down > 0 and not exists (
    select from post p join post_holding h on h.post_id = p.id join account a on a.id = h.account_id
    where p.role = b.role and p.closed_at is null and (p.project_id is null or p.project_id = b.project_id)
      and h.from_at <= at and (h.to_at is null or h.to_at > at) and a.disabled_at is null);
end;
grant execute on function vacant_posts_under(uuid, timestamptz) to guanjia_app;

-- A day may stand twice: as announced by the state and, over it, as the company has set it for itself.
alter table calendar_day drop constraint calendar_day_pkey;
alter table calendar_day add primary key (date, source);

create table calendar_change (
  id uuid primary key,
  from_on date not null,
  to_on date not null check (to_on >= from_on),
  source text not null check (source in ('national', 'company')),
  kind text check (kind in ('holiday', 'workday')),
  name text not null,
  before jsonb not null,
  reason text not null,
  account_id uuid not null references account,
  at timestamptz not null,
  moved_clocks integer,
  moved_at timestamptz
);
comment on table calendar_change is 'Who changed which days of the calendar, and why. kind null: back to the ordinary week. before: the rows that stood there. moved_at null: open clocks have not been moved yet.';
create index calendar_change_at on calendar_change (at desc, id desc);
create index calendar_change_owed on calendar_change (at) where moved_at is null;
grant select, insert, update (moved_clocks, moved_at) on calendar_change to guanjia_app;
