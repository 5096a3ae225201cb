-- tick_waitlist: offers lapse and move on; what nobody could look at is looked at.
--
-- Room:   waitlist
-- Reads:  app.waitlist_offers, app.waitlist_releases
-- Writes: app.audit_log, app.holds, app.next_slots, app.outbox_events, app.resource_claims, app.slot_claims, app.waitlist_entries, app.waitlist_offers,
--         app.waitlist_releases
-- Locks:  the practitioners, as far as they are free, each before its wishes
create function app.tick_waitlist()
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_offer app.waitlist_offers;
  v_release record;
  v_lapsed integer := 0;
begin
  for v_offer in
    select o.* from app.waitlist_offers as o where o.status = 'open' and o.expires_at <= app.now() order by o.practitioner_id, o.expires_at limit 200
  loop
    if app.try_lock_practitioner(v_offer.practitioner_id) then
      -- First the wish, then the offer, as whoever answers; nobody is waited for.
      perform from app.waitlist_entries as e where e.entry_id = v_offer.entry_id for update skip locked;
      if found then
        select o.* into v_offer from app.waitlist_offers as o where o.offer_id = v_offer.offer_id for update skip locked;
        if v_offer.status = 'open' then
          perform app.end_offer(v_offer, 'lapsed', 'waiting');
          v_lapsed := v_lapsed + 1;
        end if;
      end if;
    end if;
  end loop;

  for v_release in
    select r.practitioner_id, range_merge(range_agg(r.span)) as span, array_agg(r.release_id) as ids
    from app.waitlist_releases as r
    group by r.practitioner_id
    order by r.practitioner_id
    limit 50
  loop
    if app.try_lock_practitioner(v_release.practitioner_id) then
      delete from app.waitlist_releases as r where r.practitioner_id = v_release.practitioner_id and r.release_id = any (v_release.ids);
      perform app.offer_released(v_release.practitioner_id, v_release.span);
    end if;
  end loop;

  update app.waitlist_entries as e set status = 'ended'
  where (e.entry_id, e.organization_id) in (
    select past.entry_id, past.organization_id
    from app.waitlist_entries as past
    where past.status = 'waiting' and past.to_date < (app.now() at time zone 'UTC')::date - 1
    limit 500
    for update skip locked
  );
  return v_lapsed;
end;
$$;

comment on function app.tick_waitlist() is 'Passes on offers that nobody answered, serves what was left for the tick, ends wishes whose days are past.  Returns'
  ' how many offers lapsed.';
