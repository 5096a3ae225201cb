-- offer_released: who waits is offered what came free.
--
-- Room:   waitlist
-- Reads:  app.organizations
-- Writes: app.audit_log, app.holds, app.next_slots, app.outbox_events, app.resource_claims, app.slot_claims, app.waitlist_entries, app.waitlist_offers,
--         app.waitlist_releases
-- Locks:  the practitioner (by the caller), then the wish
create function app.offer_released(p_practitioner_id uuid, p_span tstzrange)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_actor text := current_setting('app.actor', true);
  v_next record;
  v_entry app.waitlist_entries;
  v_offering app.offering;
  v_deadline timestamptz;
  v_attempt app.claim_attempt;
  v_offered integer := 0;
begin
  perform app.act_as('system:waitlist');
  while v_offered < 20 loop
    v_next := app.next_waiting(p_practitioner_id, p_span * tstzrange(app.now(), null));
    v_entry := v_next.entry;
    exit when v_entry.entry_id is null;
    v_offering := app.waitlist_offering(p_practitioner_id, v_entry.service_id);
    select least(app.now() + make_interval(mins => o.waitlist_offer_minutes), v_next.starts_at - v_offering.min_notice + interval '10 minutes')
    into v_deadline
    from app.organizations as o
    where o.organization_id = v_entry.organization_id;
    v_attempt := app.attempt_claim(
      v_offering, v_next.starts_at, 'hold', p_expires_at => least(v_deadline + interval '2 minutes', v_next.starts_at)
    );
    -- The slots were read under the practitioner's lock: what is free is granted.  Were it not so, the time is simply free to everybody.
    exit when v_attempt.refusal is not null;
    insert into app.holds (organization_id, claim_id, service_id, time_zone)
    values (v_entry.organization_id, (v_attempt.claim).claim_id, v_entry.service_id, v_entry.client ->> 'time_zone');
    insert into app.waitlist_offers (organization_id, entry_id, practitioner_id, claim_id, starts_at, ends_at, expires_at)
    values (
      v_entry.organization_id, v_entry.entry_id, p_practitioner_id, (v_attempt.claim).claim_id,
      v_next.starts_at, v_next.starts_at + v_offering.duration, v_deadline
    );
    update app.waitlist_entries as e set status = 'offered' where (e.entry_id, e.organization_id) = (v_entry.entry_id, v_entry.organization_id);
    v_offered := v_offered + 1;
  end loop;
  perform app.act_as(coalesce(v_actor, ''));
  if v_offered = 20 then
    insert into app.waitlist_releases (organization_id, practitioner_id, span) values (v_entry.organization_id, p_practitioner_id, p_span);
  end if;
  return v_offered;
end;
$$;

comment on function app.offer_released(uuid, tstzrange) is
  'Offers the free slots that touch p_span, in the order of the list, each backed by a hold; at most twenty at once, the rest is the next tick''s.  Returns how many.';
