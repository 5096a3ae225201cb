-- erase_client: a client is forgotten, what happened is not.
--
-- Room:   privacy
-- Caller: a member with privacy:manage
-- Reads:  app.erasures, app.clients
-- Writes: app.audit_log, app.erasures, app.figure_feed, app.idempotency_keys, app.next_slots, app.notes, app.notifications, app.outbox_events, app.slot_claims,
--         app.waitlist_entries, app.waitlist_offers
-- Locks:  the idempotency key, the bookings, then the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.erase_client(p_client_id uuid, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_client_id, p_reason);
  v_answer jsonb;
  v_client app.clients;
  v_alike jsonb;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('erase_client', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.lock_bookings_of(p_client_id);
  v_client := app.client_to_protect(p_client_id);
  if app.is_short_text(p_reason, 500) is not true then
    perform app.fail('invalid_argument', 'Erasure needs a reason of at most 500 characters.', 'Say who asked for it and when; leave the client''s name out.');
  end if;
  -- The same address in two rows may be one person who booked with and without an account: to be looked at, not to be erased unseen.
  select coalesce(jsonb_agg(c.client_id order by c.client_id), '[]') into v_alike
  from app.clients as c where (c.organization_id, c.email) = (v_client.organization_id, v_client.email) and c.client_id <> p_client_id;
  -- Asking twice is no error.
  if not exists (select from app.erasures as e where (e.client_id, e.organization_id) = (p_client_id, v_client.organization_id)) then
    perform app.check_erasure(c) from app.rows_of_person(v_client) as c;
    perform app.erase_person(c, p_reason) from app.rows_of_person(v_client) as c
    where not exists (select from app.erasures as e where (e.client_id, e.organization_id) = (c.client_id, c.organization_id));
  end if;
  select jsonb_build_object('client_id', e.client_id, 'erased_at', e.erased_at, 'erased', e.rows_changed, 'same_address', v_alike) into v_answer
  from app.erasures as e where (e.client_id, e.organization_id) = (p_client_id, v_client.organization_id);
  return app.remember_answer('erase_client', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.erase_client(uuid, text, text) is 'Definer: it writes what no role may; app.client_to_protect authorises.  See api.erase_client.';
grant execute on function private.erase_client(uuid, text, text) to authenticated;

create function api.erase_client(client_id uuid, reason text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.erase_client(erase_client.client_id, erase_client.reason, erase_client.idempotency_key);
$$;

comment on function api.erase_client(uuid, text, text) is
  'Replaces or deletes all that says who the client is; bookings, figures and the audit log''s entries stay.  Cannot be undone.  Returns {client_id, erased_at,'
  ' erased {table: rows}, same_address: other clients who had the address}.  Safe to repeat.';
grant execute on function api.erase_client(uuid, text, text) to authenticated;
