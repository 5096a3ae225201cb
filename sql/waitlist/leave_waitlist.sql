-- leave_waitlist: a wish is withdrawn.
--
-- Room:   waitlist
-- Caller: whoever has the link; the signed-in client; the practitioner or an admin
-- Reads:  app.waitlist_offers
-- Writes: app.audit_log, app.idempotency_keys, app.next_slots, app.outbox_events, app.rate_limits, app.slot_claims, app.waitlist_entries, app.waitlist_offers
-- Locks:  the idempotency key, the practitioner of the open offer, the wish, the offer
-- Raises: PT401 not_signed_in, PT403 token_invalid, PT404 not_found, PT410 token_expired, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.leave_waitlist(p_entry_id uuid, p_token text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_entry_id, p_token);
  v_answer jsonb := app.recall_answer('leave_waitlist', p_key, v_arguments);
  v_entry app.waitlist_entries;
  v_offer app.waitlist_offers;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- Token or account authorises.
  v_entry := app.wish_to_change(p_token, p_entry_id);
  if v_entry.entry_id is null then
    return app.fail_token();
  end if;
  select * into v_offer from app.waitlist_offers as o where o.entry_id = v_entry.entry_id and o.status = 'open' for update;
  if found then
    perform app.end_offer(v_offer, 'withdrawn', 'left');
  elsif v_entry.status = 'waiting' then
    update app.waitlist_entries as e set status = 'left' where e.entry_id = v_entry.entry_id;
  end if;
  -- Asking twice is no error; what is booked stays booked.
  select jsonb_build_object('entry_id', e.entry_id, 'status', e.status) into v_answer from app.waitlist_entries as e where e.entry_id = v_entry.entry_id;
  return app.remember_answer('leave_waitlist', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.leave_waitlist(uuid, text, text) is 'Definer: wishes are no role''s to write; app.wish_to_change authorises.';
grant execute on function private.leave_waitlist(uuid, text, text) to anon, authenticated;

create function api.leave_waitlist(entry_id uuid default null, token text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.leave_waitlist(leave_waitlist.entry_id, leave_waitlist.token, leave_waitlist.idempotency_key);
$$;

comment on function api.leave_waitlist(uuid, text, text) is
  'Withdraws the wish of the link, or signed in that of entry_id, and passes on what was offered for it.  Returns {entry_id, status}.  Safe to repeat.';
grant execute on function api.leave_waitlist(uuid, text, text) to anon, authenticated;
