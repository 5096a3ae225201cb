-- choose_busy_calendars: somebody says which of the own calendars take time from clients.
--
-- Room:   calendar_news
-- Caller: the connection's owner
-- Reads:  app.calendar_connections
-- Writes: app.audit_log, app.busy_calendars, app.busy_spans, app.calendar_tasks, app.calendar_turns, app.idempotency_keys, app.next_slots
-- Locks:  the idempotency key, the connection
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT422 idempotency_mismatch
create function private.choose_busy_calendars(p_connection_id uuid, p_calendar_ids text[], p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_connection_id, to_jsonb(p_calendar_ids));
  v_answer jsonb := app.recall_answer('choose_busy_calendars', p_key, v_arguments);
  v_connection app.calendar_connections;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select c.* into v_connection
  from app.calendar_connections as c
  join app.members as m on (m.user_id, m.organization_id) = (c.user_id, c.organization_id) and m.suspended_at is null
  where c.connection_id = p_connection_id and c.user_id = v_user_id and c.status = 'connected'
  for share of c;
  if not found then
    perform app.fail('not_found', 'No connected calendar of yours.', 'Connect your calendar first.');
  end if;
  if p_calendar_ids is null or exists (
    select from unnest(p_calendar_ids) as i (calendar_id)
    where not exists (select from app.busy_calendars as b where (b.connection_id, b.calendar_id) = (p_connection_id, i.calendar_id))
  ) then
    perform app.fail('invalid_argument', 'One of these is no calendar of this account.', 'Choose of busy_calendars.');
  end if;
  update app.busy_calendars as b
  set chosen = b.calendar_id = any (p_calendar_ids)
  where b.connection_id = p_connection_id and b.chosen <> (b.calendar_id = any (p_calendar_ids));
  if found then
    perform app.record(v_connection.organization_id, 'calendar_connection.busy_calendars_chosen', p_connection_id::text, null,
      jsonb_build_object('user_id', v_user_id, 'count', cardinality(p_calendar_ids)));
  end if;
  if p_calendar_ids = '{}' then
    delete from app.busy_spans as s where s.source_id = p_connection_id;
  end if;
  perform app.queue_calendar_task(v_connection.organization_id, p_connection_id, 'busy');
  perform app.queue_calendar_task(v_connection.organization_id, p_connection_id, 'watch') where v_connection.calendar_id is not null;
  v_answer := jsonb_build_object('calendar_ids', (
    select coalesce(jsonb_agg(b.calendar_id order by b.calendar_id), '[]') from app.busy_calendars as b where b.connection_id = p_connection_id and b.chosen
  ));
  perform app.remember_answer('choose_busy_calendars', p_key, v_arguments, v_answer);
  return v_answer;
end;
$$;

comment on function private.choose_busy_calendars(uuid, text[], text) is 'Definer: calendars are no role''s to write; only the signed-in owner''s are.';
grant execute on function private.choose_busy_calendars(uuid, text[], text) to authenticated;

create function api.choose_busy_calendars(connection_id uuid, calendar_ids text[], idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.choose_busy_calendars(choose_busy_calendars.connection_id, choose_busy_calendars.calendar_ids, choose_busy_calendars.idempotency_key);
$$;

comment on function api.choose_busy_calendars(uuid, text[], text) is
  'From now on what is in these calendars of the caller''s account, and in no others of it, takes time from clients; none where the list is empty.  Returns'
  ' {calendar_ids}.  Read within seconds.';
grant execute on function api.choose_busy_calendars(uuid, text[], text) to authenticated;
