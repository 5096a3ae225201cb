-- check_erasure: whether a client may be erased now.
--
-- Room:   privacy
-- Reads:  app.bookings, app.notes, app.organizations, app.retention_kinds
-- Raises: PT409 illegal_transition
create function app.check_erasure(p_client app.clients)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_hold app.legal_holds := app.open_hold(p_client.client_id, p_client.organization_id);
  v_coming text;
  v_until timestamptz;
  v_source text;
begin
  if v_hold.legal_hold_id is not null then
    perform app.fail(
      'illegal_transition', format('A legal hold of %s is open for this client: nothing may be erased.', v_hold.placed_at::date),
      'Lift the hold first, if you may.'
    );
  end if;
  if app.shares_held_practice(p_client) then
    perform app.fail(
      'illegal_transition', 'A legal hold is open for somebody who practised with this client: what was said there has to stay.', 'Lift that hold first, if you may.'
    );
  end if;
  select string_agg(b.reference, ', ' order by b.starts_at) into v_coming
  from app.bookings as b
  where (b.client_id, b.organization_id) = (p_client.client_id, p_client.organization_id)
    and b.status in ('pending', 'confirmed', 'rescheduled') and b.ends_at > app.now();
  if v_coming is not null then
    perform app.fail('illegal_transition', format('This client has bookings to come: %s.', v_coming), 'Cancel them first, or wait until they are over.');
  end if;
  -- A signed note is a clinical record where the profession has a floor.
  select max(n.signed_at) + make_interval(days => app.retention_floor(k, o.profile)), min(k.source) into v_until, v_source
  from app.organizations as o
  join app.retention_kinds as k on k.kind = 'clients'
  join app.bookings as b on (b.client_id, b.organization_id) = (p_client.client_id, o.organization_id)
  join app.notes as n on (n.booking_id, n.organization_id) = (b.booking_id, b.organization_id) and n.author_role <> 'client'
  where o.organization_id = p_client.organization_id and app.retention_floor(k, o.profile) > 1
  group by k.kind, k.floor_days, k.floor_profiles, k.meaning, k.default_days, k.source, o.profile;
  if v_until > app.now() then
    perform app.fail('illegal_transition', format('The clinical record of this client has to be kept until %s.', v_until::date),
      'Archive the client; erase after that day.  ' || v_source);
  end if;
end;
$$;

comment on function app.check_erasure(app.clients) is 'Refuses under a legal hold, of the client or of somebody they practised with, with bookings to come, which it names, and while a clinical record has to be kept.';
