-- practitioner_ratings: how many people rated a practitioner, and what the ratings add up to.
--
-- Room: directory
-- Owns: app.practitioner_ratings
create table app.practitioner_ratings (
  practitioner_id uuid not null,
  organization_id uuid not null,
  rating_count integer not null default 0,
  rating_sum integer not null default 0,

  constraint practitioner_ratings_pkey primary key (practitioner_id, organization_id),
  constraint practitioner_ratings_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade on update cascade,
  constraint practitioner_ratings_add_up check (rating_count >= 0 and rating_sum between rating_count and 5 * rating_count)
) with (fillfactor = 80);

comment on table app.practitioner_ratings is
  'A row from the first review on.  Written by the triggers of the reviews alone, in the transaction of the change, so that profiles and search read an average'
  ' without counting.';
comment on column app.practitioner_ratings.rating_count is 'Of the reviews that are shown: neither hidden nor withdrawn.';

alter table app.practitioner_ratings enable row level security;
-- Under the policies of the profiles: who sees a profile sees how it is rated.
create policy practitioner_ratings_select_by_all on app.practitioner_ratings for select to anon, authenticated
using (exists (
  select from app.practitioners as p
  where (p.practitioner_id, p.organization_id) = (practitioner_ratings.practitioner_id, practitioner_ratings.organization_id)
));
grant select on app.practitioner_ratings to anon, authenticated, service_role;

create function app.rating_average(p_count integer, p_sum integer)
returns numeric
language sql
immutable
parallel safe
security invoker
return round(p_sum::numeric / nullif(p_count, 0), 2);

comment on function app.rating_average(integer, integer) is 'To two digits; null without a rating.';
grant execute on function app.rating_average(integer, integer) to anon, authenticated, service_role;
