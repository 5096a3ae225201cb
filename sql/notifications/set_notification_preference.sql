-- set_notification_preference: somebody with an account decides what to be told of, and how.
--
-- Room:   notifications
-- Caller: the organization's members and signed-in clients, for themselves
-- Reads:  app.clients, app.members, app.message_kinds
-- Writes: app.audit_log, app.idempotency_keys, app.notification_preferences
-- Locks:  the idempotency key
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.recipients_that_i_am(p_organization_id uuid)
returns text[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return array(
    select r.recipient from app.members as m
    join (values ('practitioner', 'practitioner'), ('admin', 'practitioner'), ('admin', 'admin')) as r (role, recipient) on r.role = m.role
    where (m.user_id, m.organization_id) = ((select auth.uid()), p_organization_id) and m.suspended_at is null
    union all
    select 'client' from app.clients as c
    where (c.user_id, c.organization_id) = ((select auth.uid()), p_organization_id) and c.archived_at is null
  );
end;
$$;

comment on function private.recipients_that_i_am(uuid) is
  'As what the signed-in user gets messages from the organization: {practitioner, admin, client}, some of them or none.  An admin may have a practitioner''s'
  ' profile, too.  Definer, since the view asks it; speaks of the caller only.';
grant execute on function private.recipients_that_i_am(uuid) to authenticated;

create function private.set_notification_preference(p_organization_id uuid, p_kind text, p_channel text, p_wanted boolean, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_organization_id, p_kind, p_channel, p_wanted);
  v_answer jsonb := app.recall_answer('set_notification_preference', p_key, v_arguments);
  v_recipients text[] := private.recipients_that_i_am(p_organization_id);
  v_switchable boolean;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  if v_recipients = '{}' then
    perform app.fail('not_found', 'No such organization that writes to you.', 'Check which account you are signed in with.');
  end if;
  select k.switchable into v_switchable from app.kinds_for(v_recipients) as k where k.kind = p_kind;
  if v_switchable is null or (p_channel in ('mail', 'app') and p_wanted is not null) is not true then
    perform app.fail('invalid_argument', 'You are not sent messages of that kind, or not by that channel.', 'Use a row of notification_preferences.');
  end if;
  if p_channel = 'mail' and not p_wanted and not v_switchable then
    perform app.fail(
      'not_allowed', 'Mail that says what was agreed with you cannot be switched off.', 'Switch it off within the app (channel app), or choose another kind.'
    );
  end if;
  perform app.decide_for_account(p_organization_id, v_user_id, p_kind, p_channel, p_wanted);
  return app.remember_answer('set_notification_preference', p_key, v_arguments, jsonb_build_object(
    'organization_id', p_organization_id, 'kind', p_kind, 'channel', p_channel, 'wanted', p_wanted and not exists (
      select from private.my_decisions() as d where (d.organization_id, d.kind, d.channel) = (p_organization_id, p_kind, p_channel) and not d.wanted
    )
  ));
end;
$$;

comment on function private.set_notification_preference(uuid, text, text, boolean, text) is
  'Definer: preferences are no role''s to write.  Touches the caller''s own only.';
grant execute on function private.set_notification_preference(uuid, text, text, boolean, text) to authenticated;

create function api.set_notification_preference(
  organization_id uuid, kind text, channel text, wanted boolean, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.set_notification_preference(
    set_notification_preference.organization_id, set_notification_preference.kind, set_notification_preference.channel,
    set_notification_preference.wanted, set_notification_preference.idempotency_key
  );
$$;

comment on function api.set_notification_preference(uuid, text, text, boolean, text) is
  'Whether the caller wants messages of a kind from an organization by a channel (mail or app).  What is essential in the kind comes by mail all the same; a kind that'
  ' is essential as a whole is refused with PT403 not_allowed.  Returns {organization_id, kind, channel, wanted}, where wanted is still'
  ' false after true when an address of the caller''s that is not their account''s own unsubscribed by link.  Safe to repeat.';
grant execute on function api.set_notification_preference(uuid, text, text, boolean, text) to authenticated;
