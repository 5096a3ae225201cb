-- views: reviews as those see them who were there, and those who answer for the practice.
--
-- Room:  reviews
-- Reads: app.reviews, app.practitioners, app.bookings, app.services
create view api.reviews with (security_invoker = true) as
select
  r.review_id, r.organization_id, r.booking_id, r.practitioner_id, r.client_id,
  (select p.display_name from app.practitioners as p where (p.practitioner_id, p.organization_id) = (r.practitioner_id, r.organization_id)) as practitioner_name,
  (select b.client_name from app.bookings as b where (b.booking_id, b.organization_id) = (r.booking_id, r.organization_id)) as client_name,
  (select b.reference from app.bookings as b where (b.booking_id, b.organization_id) = (r.booking_id, r.organization_id)) as reference,
  (select b.starts_at from app.bookings as b where (b.booking_id, b.organization_id) = (r.booking_id, r.organization_id)) as starts_at,
  (
    select s.name from app.bookings as b
    join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
    where (b.booking_id, b.organization_id) = (r.booking_id, r.organization_id)
  ) as service_name,
  r.rating, r.comment, r.recommend, r.answer, r.answered_at, r.hidden_at,
  case when r.organization_id = any ((select private.organizations_where('sessions:read'))::uuid[]) then r.hidden_reason end as hidden_reason,
  r.withdrawn_at, r.created_at
from app.reviews as r;

comment on view api.reviews is
  'The caller''s reviews: those of a practitioner''s own sessions, of an organization for those with reviews:manage, those that a client wrote.  The public reads'
  ' practitioner_reviews.  hidden_reason is for members.  Changed by verbs only.';
grant select on api.reviews to authenticated, service_role;
