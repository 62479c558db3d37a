-- A repair whose owner does not pay, and a second quote beside the first.

alter table repair_order
  add column quote_before jsonb,
  add column arrears_fen bigint check (arrears_fen > 0),
  add column arrears_at timestamptz,
  add column arrears_reason text,
  add check (arrears_at is null or charged_at is null);
comment on column repair_order.quote_before is 'The quote that the owner had signed before the present one: it holds again when this one is declined or lapses.';
comment on column repair_order.arrears_fen is 'What the owner agreed to and has not paid, in 分; gone when he pays.';
