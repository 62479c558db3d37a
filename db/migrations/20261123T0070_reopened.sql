-- A dispute or suggestion that is taken up again keeps the time of its first word.

alter table dispute add column reopened_at timestamptz;
alter table suggestion add column reopened_at timestamptz;
comment on column dispute.reopened_at is 'When it was taken up again; its deadlines count from here.';
comment on column suggestion.reopened_at is 'When it was taken up again; its deadlines count from here.';
