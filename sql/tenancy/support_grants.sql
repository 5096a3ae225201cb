-- support_grants: when the platform's support may look into an organization, and why.
--
-- Room:   tenancy
-- Owns:   app.support_grants
-- Writes: app.support_grants, app.audit_log
create table app.support_grants (
  support_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid not null,
  reason text not null,
  minutes integer not null,
  requested_at timestamptz not null default app.now(),
  allowed_at timestamptz,
  allowed_by uuid,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_by uuid,

  constraint support_grants_pkey primary key (support_id, organization_id),
  constraint support_grants_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint support_grants_have_a_reason check (app.is_short_text(reason, 500)),
  constraint support_grants_last_15_minutes_to_a_day check (minutes between 15 and 1440),
  constraint support_grants_are_allowed_by_somebody check ((allowed_at is null) = (allowed_by is null)),
  constraint support_grants_end_within_a_day_of_being_allowed check (allowed_at is null or expires_at <= allowed_at + interval '1 day')
);

comment on table app.support_grants is
  'Somebody who runs the platform asks to look into an organization; one of its admins allows it; it ends by itself, or at once when either says so.'
  '  While it lasts, the person reads what the permissions with for_support show, and changes nothing.';
comment on column app.support_grants.user_id is 'Who of the platform asks.';
comment on column app.support_grants.minutes is 'For how long, counted from when it is allowed.';
comment on column app.support_grants.expires_at is 'Until it is allowed: when the request lapses; then: when the access does.';
comment on column app.support_grants.ended_by is 'Who ended it; null while it is open, and where time did.';

create unique index support_grants_open_once on app.support_grants (user_id, organization_id) where ended_at is null;
create index support_grants_by_organization on app.support_grants (organization_id);

alter table app.support_grants enable row level security;

create function app.end_lapsed_support()
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_actor text := current_setting('app.actor', true);
  v_support app.support_grants;
begin
  -- Time ended it, not whoever asks for something at this moment: that may be somebody of another organization.
  perform app.act_as('system:support');
  for v_support in
    select s.* from app.support_grants as s where s.ended_at is null and s.expires_at <= app.now() for update skip locked
  loop
    update app.support_grants as s
    set ended_at = v_support.expires_at
    where (s.support_id, s.organization_id) = (v_support.support_id, v_support.organization_id);
    perform app.record(v_support.organization_id, 'support_access.expired', v_support.support_id::text);
  end loop;
  perform app.act_as(coalesce(v_actor, ''));
end;
$$;

comment on function app.end_lapsed_support() is 'Closes and records what time has ended.  It is without effect from its last moment on; this only says so.';

create function app.support_answer(p_support app.support_grants)
returns jsonb
language sql
immutable
security invoker
return to_jsonb(p_support);

comment on function app.support_answer(app.support_grants) is
  '{support_id, organization_id, user_id, reason, minutes, requested_at, allowed_at, allowed_by, expires_at, ended_at, ended_by}.';
