-- decline_waitlist_offer: not this time; the place on the list is kept.
--
-- Room:   waitlist
-- Caller: whoever has the link; the signed-in client; the practitioner or an admin
-- Reads:  app.waitlist_offers
-- Writes: app.audit_log, app.idempotency_keys, app.next_slots, app.outbox_events, app.rate_limits, app.slot_claims, app.waitlist_entries, app.waitlist_offers
-- Locks:  the idempotency key, the practitioner, the wish, the offer
-- Raises: PT401 not_signed_in, PT403 token_invalid, PT404 not_found, PT409 hold_conflict, PT410 token_expired, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.decline_waitlist_offer(p_offer_id uuid, p_token text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_offer_id, p_token);
  v_answer jsonb := app.recall_answer('decline_waitlist_offer', p_key, v_arguments);
  v_entry app.waitlist_entries;
  v_offer app.waitlist_offers;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- Token or account authorises.
  v_entry := app.wish_to_change(p_token, (select o.entry_id from app.waitlist_offers as o where o.offer_id = p_offer_id and p_token is null));
  if v_entry.entry_id is null then
    return app.fail_token();
  end if;
  v_offer := app.offer_to_settle(v_entry, p_offer_id);
  if v_offer.status = 'accepted' then
    perform app.fail('hold_conflict', 'This time was accepted: it is booked.', 'Cancel the booking by the link in its confirmation.');
  elsif v_offer.status = 'open' then
    perform app.end_offer(v_offer, 'declined', 'waiting');
  end if;
  -- Declining what has ended is no error.
  select jsonb_build_object('entry_id', e.entry_id, 'status', e.status) into v_answer from app.waitlist_entries as e where e.entry_id = v_entry.entry_id;
  return app.remember_answer('decline_waitlist_offer', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.decline_waitlist_offer(uuid, text, text) is 'Definer: holds are no role''s to write; app.wish_to_change authorises.';
grant execute on function private.decline_waitlist_offer(uuid, text, text) to anon, authenticated;

create function api.decline_waitlist_offer(offer_id uuid, token text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.decline_waitlist_offer(decline_waitlist_offer.offer_id, decline_waitlist_offer.token, decline_waitlist_offer.idempotency_key);
$$;

comment on function api.decline_waitlist_offer(uuid, text, text) is
  'Lets the offered time go to the next in order; the wish keeps its place and is not offered this time again.  Returns {entry_id, status}.  Safe to repeat.';
grant execute on function api.decline_waitlist_offer(uuid, text, text) to anon, authenticated;
