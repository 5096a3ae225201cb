-- notification_preferences: who wants to be told of what, and by which way.
--
-- Room:  notifications
-- Owns:  app.notification_preferences
create table app.notification_preferences (
  preference_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid,
  email text,
  kind text not null,
  channel text not null,
  wanted boolean not null,
  decided_at timestamptz not null default app.now(),

  constraint notification_preferences_pkey primary key (preference_id, organization_id),
  constraint notification_preferences_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint notification_preferences_are_an_accounts_or_an_addresss check (num_nonnulls(user_id, email) = 1),
  constraint notification_preferences_email_is_an_address_in_lower_case check (app.is_email(email) and email = lower(email)),
  constraint notification_preferences_name_a_kind check (kind ~ '^[a-z_]+$'),
  constraint notification_preferences_know_their_channel check (channel in ('mail', 'app')),
  constraint notification_preferences_in_the_app_need_an_account check (channel = 'mail' or user_id is not null)
);

comment on table app.notification_preferences is
  'What somebody decided, for one organization, kind of message and channel; without a row everything is wanted.  Mail is sent when'
  ' neither the recipient''s account nor the address said no: an account may have been given somebody else''s address, who unsubscribed by the link in that mail.';
comment on column app.notification_preferences.kind is 'As in app.message_kinds.  By mail, what is essential in it comes all the same.';

create unique index notification_preferences_by_user on app.notification_preferences (user_id, organization_id, kind, channel) where user_id is not null;
create unique index notification_preferences_by_email on app.notification_preferences (email, organization_id, kind) where email is not null;
create index notification_preferences_against_mail on app.notification_preferences (organization_id, kind) where channel = 'mail' and not wanted;

create trigger _900_audit after insert or update or delete on app.notification_preferences
for each row execute function private.audit_row('notification_preference', 'preference_id');

alter table app.notification_preferences enable row level security;

create function app.is_wanted(p_organization_id uuid, p_person app.event_person, p_kind text, p_channel text)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select not exists (
    select from app.notification_preferences as p
    where (p.organization_id, p.kind, p.channel) = (p_organization_id, p_kind, p_channel) and not p.wanted
      and (p.user_id = p_person.user_id or p.email = p_person.email)
  );
$$;

comment on function app.is_wanted(uuid, app.event_person, text, text) is
  'Whether neither account nor address decided against messages of p_kind from the organization by p_channel; says nothing of what is essential.';
