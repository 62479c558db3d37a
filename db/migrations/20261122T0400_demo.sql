-- A demo estate is filled while the server already answers. Until this is set, it is not whole.
alter table project add column demo_filled_at timestamptz;
comment on column project.demo_filled_at is 'When the filling of a demo estate was complete; a demo estate without it was interrupted.';
