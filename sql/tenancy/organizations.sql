-- organizations: the tenants.
--
-- Room: tenancy
-- Owns: app.organizations
create table app.organizations (
  organization_id uuid not null default gen_random_uuid(),
  slug text not null,
  name text not null,
  time_zone text not null,
  country text not null default 'CA',
  locale text not null default 'en-CA',
  discreet boolean not null default true,
  reply_to text,
  profile text not null default 'therapy',
  eight_minute_rule boolean not null default true,
  client_reminders integer[],
  practitioner_reminders integer[],
  waitlist_offer_minutes integer not null default 120,
  brand_color text,
  logo_url text,
  mail_footer text,
  postal_address text,
  ask_for_reviews boolean,
  about text,
  approve_practitioners boolean not null default false,
  takes_join_requests boolean not null default true,
  message_quiet_seconds integer not null default 60,
  conversation_quiet_minutes integer not null default 10,
  message_tries integer not null default 10,
  count_visits boolean not null default true,
  calendar_required boolean not null default false,
  on_remote_change text not null default 'ask',
  video_provider text not null default 'none',
  jitsi_url text not null default 'https://meet.jit.si',
  suspended_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint organizations_pkey primary key (organization_id),
  constraint organizations_slug_is_unique unique (slug),
  constraint organizations_slug_fits_a_url check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) between 2 and 60),
  constraint organizations_have_a_name check (btrim(name) <> '' and length(name) <= 200 and name !~ '[[:cntrl:]]'),
  constraint organizations_time_zone_exists foreign key (time_zone) references app.time_zones (name) on delete restrict,
  constraint organizations_country_is_iso_3166 check (country ~ '^[A-Z]{2}$'),
  constraint organizations_locale_is_bcp_47 check (locale ~ '^[a-z]{2,3}(-[A-Z]{2})?$'),
  constraint organizations_reply_to_is_an_address check (app.is_email(reply_to)),
  constraint organizations_waitlist_offers_last_ten_minutes_to_a_week check (waitlist_offer_minutes between 10 and 10080),
  constraint organizations_are_quiet_for_ten_minutes_at_most check (message_quiet_seconds between 0 and 600),
  constraint organizations_write_of_conversations_within_a_day check (conversation_quiet_minutes between 1 and 1440),
  constraint organizations_try_a_message_1_to_20_times check (message_tries between 1 and 20),
  constraint organizations_profile_is_known check (profile in ('therapy', 'medical', 'coaching', 'peer')),
  constraint organizations_on_remote_change_is_known check (on_remote_change in ('apply', 'ask', 'put_back')),
  constraint organizations_remind_48_24_2_or_1_hours_before check (
    client_reminders <@ array[2880, 1440, 120, 60] and practitioner_reminders <@ array[2880, 1440, 120, 60]
  ),
  constraint organizations_brand_color_is_rrggbb check (brand_color ~ '^#[0-9A-Fa-f]{6}$'),
  constraint organizations_logo_is_had_by_https check (logo_url ~ '^https://[A-Za-z0-9.-]+(:[0-9]+)?/[^[:space:][:cntrl:]"<>\\^`{|}]*$' and length(logo_url) <= 500),
  constraint organizations_mail_footer_is_a_short_text check (app.is_short_text(mail_footer, 600)),
  constraint organizations_postal_address_is_a_short_text check (app.is_short_text(postal_address, 300)),
  constraint organizations_video_provider_is_known check (video_provider in ('none', 'jitsi', 'daily')),
  constraint organizations_jitsi_is_had_by_https check (
    jitsi_url ~ '^https://[[:alnum:]][-.[:alnum:]]*(:[0-9]+)?(/[-._~[:alnum:]]+)*$' and length(jitsi_url) <= 200
  ),
  constraint organizations_about_is_a_short_text check (app.is_short_text(about, 2000))
);

comment on table app.organizations is 'A tenant: a practice, clinic or team.  Every other tenant table carries its id in every key.';
comment on column app.organizations.discreet is 'Whether subjects, previews, calendar entries and webhooks leave out the names of clients and services, and reasons.';
comment on column app.organizations.profile is 'What kind of practice it is; sets the defaults of what it leaves open.';
comment on column app.organizations.eight_minute_rule is 'Whether billing units are rounded as Medicare does; otherwise only whole units count.';
comment on column app.organizations.client_reminders is 'Minutes before the start at which clients are reminded; empty: never; null: 1440 and 120, for coaching 1440 and 60.';
comment on column app.organizations.practitioner_reminders is 'The same for practitioners; null: never, for coaching 1440 and 60.';
comment on column app.organizations.waitlist_offer_minutes is 'How long a client of the waitlist has to accept a time that came free.';
comment on column app.organizations.conversation_quiet_minutes is 'How long somebody who has an unread message in a conversation is left alone before a mail says so.';
comment on column app.organizations.message_quiet_seconds is 'How long a message about a change of time waits for the next change, which then supersedes it.';
comment on column app.organizations.message_tries is 'How often a message is tried before it is given up.';
comment on column app.organizations.count_visits is 'Whether it is counted, without names, how often practitioners are found and looked at.';
comment on column app.organizations.calendar_required is 'Whether members connect a calendar before they use the core of the app.';
comment on column app.organizations.on_remote_change is 'What becomes of a booking that a member moves or deletes in the own calendar: apply does the same here,'
  ' ask lets the member decide, put_back restores the event.';
comment on column app.organizations.video_provider is 'Who makes the rooms of online sessions: none, the link is what the practitioner''s places say; a link of'
  ' theirs comes first in any case.';
comment on column app.organizations.jitsi_url is 'The Jitsi server below which rooms get their names.';
comment on column app.organizations.suspended_at is 'Since when the platform keeps the organization closed to the public, or null.';

comment on column app.organizations.brand_color is 'Colour of buttons and marks in mails, #rrggbb.  Mails pick the text upon it, and darken or lighten it where'
  ' it is text, so that any can be read.';
comment on column app.organizations.logo_url is 'An image shown above mails, with the name as its text; null: the name alone.  The same address in every mail:'
  ' it tells nobody who reads.';
comment on column app.organizations.mail_footer is 'What the organization says under each mail, or null: hours, a crisis line, a legal notice.';
comment on column app.organizations.postal_address is 'Where the organization is, as mails name it under their text, or null.';
comment on column app.organizations.about is 'What the organization''s public page says of it, or null.';
comment on column app.organizations.approve_practitioners is 'Whether only admins publish profiles; otherwise practitioners do, once their own is complete.';
comment on column app.organizations.takes_join_requests is 'Whether people may ask to work here, on the organization''s public page.';
comment on column app.organizations.ask_for_reviews is 'Whether clients are asked for a review once an appointment took place; null: yes, but not for therapy,'
  ' where colleges mostly forbid it.';

create trigger _900_audit after insert or update or delete on app.organizations
for each row execute function private.audit_row('organization', 'organization_id');

alter table app.organizations enable row level security;
