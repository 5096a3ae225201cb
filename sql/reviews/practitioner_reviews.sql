-- practitioner_reviews: what is said of a practitioner, for everybody (DR-2.1, CP-9.5).
--
-- Room:   reviews
-- Caller: anybody
-- Reads:  app.organizations, app.practitioners, app.reviews
-- Raises: PT400 invalid_argument
create function private.practitioner_reviews(p_practitioner_id uuid, p_limit integer, p_after uuid)
returns table (review_id uuid, rating smallint, comment text, month date, answer text, answered_month date)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if p_limit is null or p_limit not between 1 and 50 then
    perform app.fail('invalid_argument', 'limit_count must be between 1 and 50.', 'Correct the request and send it again.');
  end if;
  return query
  select
    r.review_id, r.rating, r.comment, date_trunc('month', r.created_at at time zone p.time_zone)::date,
    r.answer, date_trunc('month', r.answered_at at time zone p.time_zone)::date
  from app.reviews as r
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (r.practitioner_id, r.organization_id)
  join app.organizations as o on o.organization_id = r.organization_id
  where r.practitioner_id = p_practitioner_id
    and p.published and p.archived_at is null and o.suspended_at is null
    and r.hidden_at is null and r.withdrawn_at is null
    and (p_after is null or (r.created_at, r.review_id) < (
      select a.created_at, a.review_id from app.reviews as a where a.review_id = p_after and a.practitioner_id = p_practitioner_id
    ))
  order by r.created_at desc, r.review_id desc
  limit p_limit;
end;
$$;

comment on function private.practitioner_reviews(uuid, integer, uuid) is
  'Definer: reviews are the parties'' to read.  Open to everybody, of published profiles only, and says neither who wrote a review nor of which appointment or day.';
grant execute on function private.practitioner_reviews(uuid, integer, uuid) to anon, authenticated, service_role;

create function api.practitioner_reviews(practitioner_id uuid, limit_count integer default 10, after uuid default null)
returns table (review_id uuid, rating smallint, comment text, month date, answer text, answered_month date)
language sql
stable
security invoker
set search_path = ''
as $$
  select r.review_id, r.rating, r.comment, r.month, r.answer, r.answered_month
  from private.practitioner_reviews(practitioner_reviews.practitioner_id, practitioner_reviews.limit_count, practitioner_reviews.after) as r;
$$;

comment on function api.practitioner_reviews(uuid, integer, uuid) is
  'The reviews on a published profile, newest first; month: the first day of the month in which it was written.  after: the review_id of the last row seen, for the'
  ' next page; that review may have been hidden meanwhile.  Average and count are in api.practitioners.';
grant execute on function api.practitioner_reviews(uuid, integer, uuid) to anon, authenticated, service_role;
