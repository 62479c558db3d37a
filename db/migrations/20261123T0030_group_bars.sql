-- Whoever is barred from a case is barred from the matters that it handles together (decisions 014 and 016), also from
-- those that joined before this was so.
alter table intake_matter no force row level security;
alter table cases no force row level security;
alter table notice no force row level security;

insert into case_barred (project_id, case_id, account_id, at)
select b.project_id, c.id, b.account_id, b.at
from case_barred b
join intake_matter m on m.project_id = b.project_id and m.head_id = b.case_id
join cases c on c.project_id = m.project_id and (c.id = m.case_id or c.parent_id = m.case_id)
on conflict do nothing;
delete from notice n using case_barred b
where n.project_id = b.project_id and n.case_id = b.case_id and n.account_id = b.account_id;

alter table intake_matter force row level security;
alter table cases force row level security;
alter table notice force row level security;
