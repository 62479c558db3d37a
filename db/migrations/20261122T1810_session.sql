-- Each request asks for the vacant posts that somebody answers for, and few answer for any. With a setting of its own
-- the function is a call, made only for those few, and not a part of each request's plan.

alter function vacant_posts_under(uuid, timestamptz) set search_path = public;
alter function vacant_posts_under(uuid, timestamptz) rows 4;
