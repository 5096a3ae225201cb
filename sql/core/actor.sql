-- actor: who is doing this, in the words of the audit log.
--
-- Room:   core
-- Raises: PT401 not_signed_in
create function app.actor()
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_named text := current_setting('app.actor', true);
  v_user_id uuid;
begin
  if v_named <> '' then
    return v_named;
  end if;
  v_user_id := auth.uid();
  if v_user_id is not null then
    return 'user:' || v_user_id;
  end if;
  return case current_setting('role', true)
    when 'anon' then 'client:anonymous'
    when 'service_role' then 'service:edge'
    else 'service:' || session_user
  end;
end;
$$;

comment on function app.actor() is
  'user:<uuid>, client:<email>, system:<job> or service:<name>.  A verb that knows better (a link, a hold, a job) says so with app.act_as.';

create function app.act_as(p_actor text)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select set_config('app.actor', p_actor, true);
$$;

comment on function app.act_as(text) is 'Names the actor for the rest of the transaction.  Internal: no role of the Data API may call it.';

create function app.sign_in_required()
returns uuid
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if (select auth.uid()) is null then
    perform app.fail('not_signed_in', 'Please sign in first.', 'Sign in and try again.');
  end if;
  return (select auth.uid());
end;
$$;

comment on function app.sign_in_required() is 'The signed-in user''s id.  Raises PT401 not_signed_in.';
grant execute on function app.sign_in_required() to anon, authenticated, service_role;
