-- A complaint that is worked on again has a round of its own: what the first one left behind stays on record.

alter table complaint_record
  add column resumed_at timestamptz,
  add column over_day_at timestamptz,
  add column exempted_at timestamptz,
  add column first_closed_at timestamptz;
comment on column complaint_record.resumed_at is 'When work on it began anew: it was reopened, or the call-back found that nothing had helped. Deadlines of the new round count from here.';
comment on column complaint_record.over_day_at is 'When, being hard, it had taken more than a working day (CMP-27, CMP-32).';
comment on column complaint_record.exempted_at is 'When the call-back was waived; the time to close counts from here (CMP-37).';
comment on column complaint_record.first_closed_at is 'The first closing: it alone opens the case study (CMP-22).';

-- Rows from before: what the clocks and the case studies tell of them.
alter table complaint_record no force row level security;
alter table case_clock no force row level security;
alter table complaint_study no force row level security;
update complaint_record r set over_day_at = k.at
  from (select project_id, case_id, min(breached_at) as at from case_clock where clock = 'designate' group by 1, 2) k
  where k.project_id = r.project_id and k.case_id = r.case_id and k.at is not null;
update complaint_record r set first_closed_at = coalesce(
    (select min(s.opened_at) from complaint_study s where s.project_id = r.project_id and s.complaint_id = r.case_id),
    r.closed_at);
alter table complaint_study force row level security;
alter table case_clock force row level security;
alter table complaint_record force row level security;
