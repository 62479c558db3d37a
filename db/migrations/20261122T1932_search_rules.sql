-- By which rules of src/kernel/search/tokens.ts a person's search words were made. Whoever is on file already may have
-- been put there by earlier rules and counts as 0; `guanjia search rebuild` makes theirs anew. When the rules change,
-- a migration raises the default: everybody below it is stale.
alter table person add column token_rules smallint not null default 0;
alter table person alter column token_rules set default 1;
comment on column person.token_rules is 'The version of the rules that made name_key and tokens; below the default: stale.';
