-- decide: what there is to decide on, and keeping a decision.
--
-- Room:   notifications
-- Reads:  app.message_kinds
-- Writes: app.audit_log, app.notification_preferences
create function app.kinds_for(p_recipients text[])
returns table (kind text, switchable boolean, keeps_essential boolean)
language sql
stable
security invoker
set search_path = ''
as $$
  select k.kind, not bool_and(k.essential), bool_or(k.essential)
  from app.message_kinds as k
  where k.recipient = any (p_recipients)
  group by k.kind;
$$;

comment on function app.kinds_for(text[]) is
  'The kinds of message that such recipients get.  switchable: something in it may be switched off by mail; keeps_essential: something may not.';
grant execute on function app.kinds_for(text[]) to authenticated;

create function app.decide_for_account(p_organization_id uuid, p_user_id uuid, p_kind text, p_channel text, p_wanted boolean)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.notification_preferences as p (organization_id, user_id, kind, channel, wanted)
  values (p_organization_id, p_user_id, p_kind, p_channel, p_wanted)
  on conflict (user_id, organization_id, kind, channel) where user_id is not null
  do update set wanted = excluded.wanted, decided_at = excluded.decided_at where p.wanted <> excluded.wanted;
  -- Wanting it again means so at the address that the account is confirmed for; others speak for themselves.
  update app.notification_preferences as p set wanted = true, decided_at = app.now()
  where p_wanted and not p.wanted and (p.email, p.organization_id, p.kind, p.channel) = (app.signed_in_email(), p_organization_id, p_kind, p_channel);
$$;

comment on function app.decide_for_account(uuid, uuid, text, text, boolean) is 'Keeps what the signed-in user decided.';

create function app.decide_for_address(p_organization_id uuid, p_person app.event_person, p_kind text, p_wanted boolean)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.notification_preferences as p (organization_id, email, kind, channel, wanted)
  values (p_organization_id, p_person.email, p_kind, 'mail', p_wanted)
  on conflict (email, organization_id, kind) where email is not null
  do update set wanted = excluded.wanted, decided_at = excluded.decided_at where p.wanted <> excluded.wanted;
  update app.notification_preferences as p set wanted = true, decided_at = app.now()
  where p_wanted and not p.wanted and (p.user_id, p.organization_id, p.kind, p.channel) = (p_person.user_id, p_organization_id, p_kind, 'mail');
$$;

comment on function app.decide_for_address(uuid, app.event_person, text, boolean) is
  'Keeps what was decided by the link in a mail: for its address.  Wanted again, it is so for the account whose own address it is, if p_person has one.';
