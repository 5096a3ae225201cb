-- mark_notifications_read: somebody has seen what they were told.
--
-- Room:   notifications
-- Caller: any signed-in user, for the own ones
-- Writes: app.notifications, app.idempotency_keys
-- Locks:  the idempotency key, the notifications
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT422 idempotency_mismatch
create function private.mark_notifications_read(p_notification_ids uuid[], p_up_to timestamptz, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_notification_ids, p_up_to);
  v_answer jsonb := app.recall_answer('mark_notifications_read', p_key, v_arguments);
  v_marked integer;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  if num_nonnulls(p_notification_ids, p_up_to) <> 1 or cardinality(p_notification_ids) > 1000 then
    perform app.fail('invalid_argument', 'Say either which notifications, up to 1000, or until when.', 'Send notification_ids or up_to.');
  end if;
  with seen as (
    select n.notification_id
    from app.notifications as n
    where n.user_id = v_user_id and n.read_at is null and (n.notification_id = any (p_notification_ids) or n.created_at <= p_up_to)
    -- In one order: the same person may have two windows.
    order by n.notification_id
    for update
  )
  update app.notifications as n set read_at = app.now() from seen where n.notification_id = seen.notification_id;
  get diagnostics v_marked = row_count;
  return app.remember_answer('mark_notifications_read', p_key, v_arguments, jsonb_build_object(
    'marked', v_marked, 'unread', (select count(*) from app.notifications as n where n.user_id = v_user_id and n.read_at is null)
  ));
end;
$$;

comment on function private.mark_notifications_read(uuid[], timestamptz, text) is
  'Definer: notifications are no role''s to write.  Touches the caller''s own only, whatever ids are named.  Not audited: what somebody has looked at is their own affair.';
grant execute on function private.mark_notifications_read(uuid[], timestamptz, text) to authenticated;

create function api.mark_notifications_read(
  notification_ids uuid[] default null, up_to timestamptz default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_notifications_read(
    mark_notifications_read.notification_ids, mark_notifications_read.up_to, mark_notifications_read.idempotency_key
  );
$$;

comment on function api.mark_notifications_read(uuid[], timestamptz, text) is
  'Marks the caller''s notifications as read: those named, or all created until up_to.  Returns {marked, unread}.  Safe to repeat; ids of others are passed over.';
grant execute on function api.mark_notifications_read(uuid[], timestamptz, text) to authenticated;
