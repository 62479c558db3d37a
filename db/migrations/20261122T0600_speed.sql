-- The inbox of a first responder walks each state in the order in which deadlines run out, and reads nothing beside it.

drop index cases_first_responder;
create index cases_first_responder on cases (project_id, first_responder_account, procedure, state, next_due_at, id) where not final;
