-- accept_waitlist_offer: what was offered becomes a booking.
--
-- Room:   waitlist
-- Caller: whoever has the link; the signed-in client; the practitioner or an admin
-- Reads:  app.waitlist_offers, app.holds
-- Writes: app.audit_log, app.booking_series, app.bookings, app.clients, app.idempotency_keys, app.next_slots, app.outbox_events, app.rate_limits,
--         app.series_holds, app.slot_claims, app.video_rooms, app.waitlist_entries, app.waitlist_offers
-- Locks:  the idempotency key, the practitioner, the wish, the offer, the claim, the client
-- Raises: PT401 not_signed_in, PT403 token_invalid, PT404 not_found, PT409 client_busy, PT409 hold_conflict, PT410 hold_expired, PT410 token_expired,
--         PT422 onboarding_required, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.accept_waitlist_offer(p_offer_id uuid, p_token text, p_note text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_offer_id, p_token, p_note);
  v_answer jsonb := app.recall_answer('accept_waitlist_offer', p_key, v_arguments);
  v_entry app.waitlist_entries;
  v_offer app.waitlist_offers;
  v_hold app.holds;
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
    perform app.fail('hold_conflict', 'This time was already accepted.', 'Look for the confirmation in the mail; nothing more is to be done.');
  elsif v_offer.status <> 'open' or v_offer.expires_at <= app.now() then
    perform app.fail('hold_expired', 'This offer has ended.', 'Your place on the list is kept; the next fitting time is offered by mail.');
  end if;
  select h.* into v_hold from app.holds as h where (h.claim_id, h.organization_id) = (v_offer.claim_id, v_offer.organization_id);
  v_answer := app.booking_answer(app.confirm_new(v_hold, v_entry.client, p_note, null));
  update app.waitlist_offers as o set status = 'accepted', settled_at = app.now() where o.offer_id = v_offer.offer_id;
  update app.waitlist_entries as e set status = 'booked' where e.entry_id = v_entry.entry_id;
  return app.remember_answer('accept_waitlist_offer', p_key, v_arguments, v_answer);
exception when exclusion_violation then
  perform app.fail_client_busy();
end;
$$;

comment on function private.accept_waitlist_offer(uuid, text, text, text) is 'Definer: bookings are no role''s to write; app.wish_to_change authorises.';
grant execute on function private.accept_waitlist_offer(uuid, text, text, text) to anon, authenticated;

create function api.accept_waitlist_offer(offer_id uuid, token text default null, note text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.accept_waitlist_offer(
    accept_waitlist_offer.offer_id, accept_waitlist_offer.token, accept_waitlist_offer.note, accept_waitlist_offer.idempotency_key
  );
$$;

comment on function api.accept_waitlist_offer(uuid, text, text, text) is
  'Books the offered time with the details of the wish.  offer_id: the one that the client saw, so that a late click never books another time.'
  '  Returns what confirm_hold does.';
grant execute on function api.accept_waitlist_offer(uuid, text, text, text) to anon, authenticated;
