-- broadcast: tell open pages, at once and without a promise.
--
-- Room: core
create function app.broadcast(p_topic text, p_event text, p_payload jsonb)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  -- Realtime belongs to the platform.  A database without it has nobody who listens.
  if to_regprocedure('realtime.send(jsonb,text,text,boolean)') is not null then
    perform realtime.send(p_payload, p_event, p_topic, true);
  end if;
end;
$$;

comment on function app.broadcast(text, text, jsonb) is
  'Sends an event to those who joined a private topic of Realtime; who may is said by the policies on realtime.messages.  It arrives after the commit, once or'
  ' never: whoever needs to know for certain reads the tables.  No personal data in it.  For definers and triggers of definers.';
