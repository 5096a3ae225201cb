-- end_offer: an offer that was not accepted makes way for the next in order.
--
-- Room:   waitlist
-- Reads:  app.waitlist_offers
-- Writes: app.audit_log, app.next_slots, app.outbox_events, app.slot_claims, app.waitlist_entries, app.waitlist_offers
create function app.end_offer(p_offer app.waitlist_offers, p_status text, p_entry_status text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  update app.waitlist_offers as o set status = p_status, settled_at = app.now()
  where (o.offer_id, o.organization_id) = (p_offer.offer_id, p_offer.organization_id);
  update app.waitlist_entries as e set status = case
    -- Who never answers does not hold up the list.
    when p_status = 'lapsed' and 3 <= (select count(*) from app.waitlist_offers as o where o.entry_id = p_offer.entry_id and o.status = 'lapsed') then 'ended'
    else p_entry_status
  end
  where (e.entry_id, e.organization_id) = (p_offer.entry_id, p_offer.organization_id);
  -- The time is free at the end of the transaction, and offered to the next.
  delete from app.slot_claims as c where (c.claim_id, c.organization_id) = (p_offer.claim_id, p_offer.organization_id) and c.kind = 'hold';
end;
$$;

comment on function app.end_offer(app.waitlist_offers, text, text) is
  'Ends a locked open offer as declined, lapsed or withdrawn and frees its time; the wish goes to p_entry_status, or ends with its third unanswered offer.';
