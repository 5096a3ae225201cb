-- figure_feed: what the days' figures have not heard of yet.
--
-- Room:   insights
-- Owns:   app.figure_feed
-- Writes: app.figure_feed
create table app.figure_feed (
  feed_id bigint generated always as identity,
  organization_id uuid not null,
  practitioner_id uuid,
  word text not null,
  at timestamptz not null,
  amount integer not null default 1,

  constraint figure_feed_pkey primary key (feed_id, organization_id),
  constraint figure_feed_words_are_known check (word in (
    'made', 'day', 'reviewed', 'zone', 'held', 'shown', 'opened', 'visited', 'chosen',
    'mail_taken', 'mail_failed', 'mail_dropped', 'mail_arrived', 'mail_bounced', 'mail_complained'
  ))
);

comment on table app.figure_feed is
  'Only ever added to, in the transaction of what happened, and emptied by refresh_figures: so whoever books waits for nobody''s counter.'
  '  Names nobody but the practitioner.  No foreign keys on purpose: what is gone by then is not counted.';
comment on column app.figure_feed.word is
  'made, day, reviewed: the figures of that day are to be worked out anew, by when bookings were made, take place or were reviewed; zone: all days of the organization;'
  ' the others are counts, which amount is added to.';
alter table app.figure_feed enable row level security;

create function app.feed_figures(p_organization_id uuid, p_practitioner_id uuid, p_word text, variadic p_instants timestamptz[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.figure_feed (organization_id, practitioner_id, word, at)
  select p_organization_id, p_practitioner_id, p_word, i.at from unnest(p_instants) as i (at);
$$;

comment on function app.feed_figures(uuid, uuid, text, timestamptz[]) is 'One entry for each instant.';
