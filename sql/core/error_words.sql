-- error_words: the register of everything that a verb may answer when it refuses.
--
-- Room: core
-- Owns: app.error_words
create table app.error_words (
  word text not null,
  http_status integer not null,
  meaning text not null,

  constraint error_words_pkey primary key (word),
  constraint error_words_are_lower_snake_case check (word ~ '^[a-z]+(_[a-z]+)*$'),
  constraint error_words_have_an_error_status check (http_status between 400 and 499)
);

comment on table app.error_words is
  'One row for each word that an error of ours may carry, with its HTTP status.  The Data API turns SQLSTATE PTnnn into status nnn.';

insert into app.error_words (word, http_status, meaning) values
  ('invalid_argument', 400, 'An argument is missing or not of its form.'),
  ('not_signed_in', 401, 'The verb needs a signed-in user.'),
  ('not_allowed', 403, 'The caller may see the thing, but not do this to it.'),
  ('token_invalid', 403, 'The link is unknown, altered or replaced.'),
  ('not_found', 404, 'Absent, or not for the caller''s eyes: the two are the same.'),
  ('slot_taken', 409, 'Another booking or hold has the time.'),
  ('slot_full', 409, 'Every seat of the slot is taken.'),
  ('client_busy', 409, 'The client has another booking at that time.'),
  ('illegal_transition', 409, 'The state of the booking, or of the thing, does not allow the action.'),
  ('hold_conflict', 409, 'The hold was already used.'),
  ('changed_meanwhile', 409, 'Somebody saved it since it was read.'),
  ('already_rated', 409, 'The booking was rated before.'),
  ('rule_overlaps', 409, 'Two availability rules would overlap.'),
  ('rule_in_use', 409, 'Something depends on it: bookings would be left outside the availability, a practitioner without a specialty.'),
  ('practitioner_full', 409, 'The practitioner cares for as many clients as agreed.'),
  ('hold_expired', 410, 'The hold ended: it expired or was released.'),
  ('token_expired', 410, 'The link is too old.'),
  ('invitation_expired', 410, 'The invitation is too old, or was used or revoked.'),
  ('outside_availability', 422, 'The practitioner does not offer that time.'),
  ('too_soon', 422, 'The time is past or within the notice that the service needs.'),
  ('too_far', 422, 'The time is beyond the booking window.'),
  ('too_late_to_change', 422, 'The booking starts too soon for its client to change it.'),
  ('consent_required', 422, 'The client has not consented.'),
  ('onboarding_required', 422, 'The service is for clients who have answered what the practice asks of new ones.'),
  ('not_accepting_clients', 422, 'The practitioner takes no new clients.'),
  ('idempotency_mismatch', 422, 'The idempotency key was used with other arguments.'),
  ('too_many_requests', 429, 'The caller asked too often.');

alter table app.error_words enable row level security;
create policy error_words_select_by_all on app.error_words for select to anon, authenticated, service_role using (true);
grant select on app.error_words to anon, authenticated, service_role;
