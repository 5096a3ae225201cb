-- audit_connection: who connected and disconnected a calendar, and what was chosen; never what lets anybody in.
--
-- Room:   connections
-- Reads:  app.calendar_connections
-- Writes: app.audit_log
create function app.connection_facts(p_connection app.calendar_connections)
returns jsonb
language sql
immutable
security invoker
return jsonb_build_object(
  'user_id', p_connection.user_id, 'provider', p_connection.provider, 'status', p_connection.status,
  'on_unreachable', p_connection.on_unreachable, 'invites_by', p_connection.invites_by
);

comment on function app.connection_facts(app.calendar_connections) is 'What the audit log may know of a connection: no account, no credentials.';

create function app.audit_connection()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and app.connection_facts(old) = app.connection_facts(new) then
    return null;
  end if;
  perform app.record(
    new.organization_id,
    case
      when tg_op = 'INSERT' then 'calendar_connection.connected'
      when new.status <> old.status then 'calendar_connection.' || new.status
      else 'calendar_connection.changed'
    end,
    new.connection_id::text,
    case when tg_op = 'UPDATE' then app.connection_facts(old) end,
    app.connection_facts(new)
  );
  return null;
end;
$$;

comment on function app.audit_connection() is
  'Trigger.  Actions: calendar_connection.connected, .revoked, .ended, .changed; before and after as app.connection_facts has them.';
create trigger _900_audit after insert or update on app.calendar_connections
for each row execute function app.audit_connection();
