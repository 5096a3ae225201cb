-- reviews: what clients say of an appointment that took place (DR-6.1).
--
-- Room: reviews
-- Owns: app.reviews
-- Writes: app.practitioner_ratings, app.reviews
create table app.reviews (
  review_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  booking_id uuid not null,
  practitioner_id uuid not null,
  client_id uuid not null,
  rating smallint,
  comment text,
  recommend smallint,
  answer text,
  answered_at timestamptz,
  hidden_at timestamptz,
  hidden_by text,
  hidden_reason text,
  withdrawn_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint reviews_pkey primary key (review_id, organization_id),
  constraint reviews_one_for_each_booking unique (booking_id, organization_id),
  constraint reviews_are_of_a_booking foreign key (booking_id, organization_id)
  references app.bookings (booking_id, organization_id) on delete cascade,
  constraint reviews_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade on update cascade,
  constraint reviews_are_by_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete cascade,
  constraint reviews_rate_from_1_to_5 check (rating between 1 and 5),
  constraint reviews_recommend_from_0_to_10 check (recommend between 0 and 10),
  constraint reviews_comment_is_short check (app.is_short_text(comment, 2000)),
  constraint reviews_answer_is_short check (app.is_short_text(answer, 2000)),
  constraint reviews_answer_says_when check ((answer is null) = (answered_at is null)),
  constraint reviews_hidden_says_by_whom_and_why check (num_nulls(hidden_at, hidden_by, hidden_reason) in (0, 3)),
  constraint reviews_hidden_reason_is_short check (app.is_short_text(hidden_reason, 500)),
  constraint reviews_withdrawn_say_nothing check ((withdrawn_at is null) = (rating is not null)),
  constraint reviews_withdrawn_keep_no_word check (withdrawn_at is null or num_nonnulls(comment, recommend, answer) = 0)
);

comment on table app.reviews is
  'One for each attended booking at most: in a group, one for each seat.  Shown to the public without who wrote it.  Hidden by an admin it stays, unseen and uncounted;'
  ' withdrawn by its client only the row stays, so that nobody rates a booking twice.';
comment on column app.reviews.client_id is 'The booking''s: follows when the booking is tied to an account.';
comment on column app.reviews.rating is '1 (bad) to 5 (very good); null once withdrawn.';
comment on column app.reviews.recommend is '0 to 10: how likely the client is to recommend the practice; for the practice''s figures only; null: not said.';
comment on column app.reviews.hidden_by is 'Who hid it, as app.actor says.';

create index reviews_by_practitioner on app.reviews (practitioner_id, created_at desc, review_id desc);
create index reviews_by_organization on app.reviews (organization_id, created_at desc, review_id desc);
create index reviews_by_client on app.reviews (client_id, organization_id);

alter table app.reviews enable row level security;
create policy reviews_select_by_party on app.reviews for select to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('sessions:read'))::uuid[])
  or organization_id = any ((select private.organizations_where('reviews:manage'))::uuid[])
  or client_id = any ((select private.my_client_ids())::uuid[])
);
grant select on app.reviews to authenticated, service_role;

create function app.let_review_follow()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  update app.reviews as r set client_id = new.client_id where (r.booking_id, r.organization_id) = (new.booking_id, new.organization_id);
  return null;
end;
$$;

comment on function app.let_review_follow() is 'Trigger: a review is by whoever the booking''s client is, also once an account took the booking over.';

create trigger _500_review_follows after update of client_id on app.bookings
for each row when (old.client_id <> new.client_id) execute function app.let_review_follow();
