-- 群诉: one word on how far it is, told to every owner of a group on his own matter.

alter table intake_matter add column interim_at timestamptz;
comment on column intake_matter.interim_at is 'When this owner was last told, as a member of a group, how far it is; his answer clock is then answered.';
