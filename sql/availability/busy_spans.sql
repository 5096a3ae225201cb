-- busy_spans: when a practitioner is elsewhere, as the calendars say that were chosen for it.
--
-- Room: availability
-- Owns: app.busy_spans
create table app.busy_spans (
  span_id bigint not null generated always as identity,
  organization_id uuid not null,
  practitioner_id uuid not null,
  source_id uuid not null,
  span tstzrange not null,
  kind text not null,

  constraint busy_spans_pkey primary key (span_id, organization_id),
  constraint busy_spans_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint busy_spans_are_of_a_known_kind check (kind in ('busy', 'unreachable')),
  constraint busy_spans_begin_and_hold_something check (not isempty(span) and isfinite(lower(span)) and lower_inc(span) and not upper_inc(span) and not upper_inf(span))
);

comment on table app.busy_spans is
  'Time in which clients are offered nothing; members may book over it on purpose, as over time off.  Only times are kept: what is in a calendar stays there.'
  '  Written by app.replace_busy_spans only, under the practitioner''s lock.';
comment on column app.busy_spans.source_id is 'Where it comes from: a connection to a calendar.  No reference, since sources are of later rooms, which take their spans with them.';
comment on column app.busy_spans.kind is 'busy: the calendar has something there; unreachable: nobody knows, and the practitioner wished to be closed'
  ' then: until infinity, a time like any other, so that all that reckons with bounds has one.';

create index busy_spans_by_span on app.busy_spans using gist (practitioner_id, span);
create index busy_spans_by_source on app.busy_spans (source_id, organization_id);

alter table app.busy_spans enable row level security;
