-- Who keeps the ways out hears of one that fails, once until he has read it.

alter table notice drop constraint notice_kind_check;
alter table notice add constraint notice_kind_check
  check (kind in ('told', 'assigned', 'chased', 'clock', 'emergency', 'privacy', 'way'));
create unique index notice_way_once on notice (project_id, account_id, (args ->> 'endpoint'), text) where kind = 'way' and read_at is null;
