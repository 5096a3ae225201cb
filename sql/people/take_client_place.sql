-- take_client_place: a practitioner's free place for a client, or a refusal.
--
-- Room:   people
-- Reads:  app.clients, app.practitioners
-- Writes: app.audit_log, app.client_assignments, app.outbox_events
-- Locks:  the practitioner, then the client
-- Raises: PT400 invalid_argument, PT404 not_found, PT409 practitioner_full, PT422 not_accepting_clients
create function app.current_clients(p_practitioner_id uuid)
returns integer
language sql
stable
security invoker
set search_path = ''
as $$
  select count(*)::integer from app.client_assignments as a where a.practitioner_id = p_practitioner_id and a.ended_at is null;
$$;

comment on function app.current_clients(uuid) is 'How many clients the practitioner cares for: the open assignments.';

create function app.end_client_place(p_client_id uuid, p_organization_id uuid, p_reason text)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  update app.client_assignments as a
  set ended_at = greatest(a.assigned_at, app.now()), ended_by = auth.uid(), end_reason = p_reason
  where (a.client_id, a.organization_id) = (p_client_id, p_organization_id) and a.ended_at is null;
$$;

comment on function app.end_client_place(uuid, uuid, text) is 'Ends the client''s present assignment, if there is one.';

create function app.assignment_reason(p_reason text)
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if app.is_short_text(nullif(btrim(p_reason), ''), 500) is false then
    perform app.fail('invalid_argument', 'The reason has more than 500 characters, or control characters.', 'Shorten it and try again.');
  end if;
  return nullif(btrim(p_reason), '');
end;
$$;

comment on function app.assignment_reason(text) is 'The reason, trimmed; null when it says nothing.';

create function app.take_client_place(p_client_id uuid, p_practitioner_id uuid, p_organization_id uuid, p_reason text)
returns boolean
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_reason text := app.assignment_reason(p_reason);
  v_practitioner app.practitioners;
begin
  -- One at a time per practitioner, so that two assignments cannot both take the last place; and per client, who has one practitioner.
  perform app.lock_practitioner(p_practitioner_id);
  perform app.lock_client(p_client_id, p_organization_id);
  -- Read with the lock in hand: the agreed number may have changed while this waited.
  select p.* into v_practitioner from app.practitioners as p where (p.practitioner_id, p.organization_id) = (p_practitioner_id, p_organization_id);
  if v_practitioner.practitioner_id is null or v_practitioner.archived_at is not null then
    perform app.fail('not_found', 'No such practitioner in this organization.', 'Choose another practitioner.');
  end if;
  -- Nor may the client have been archived, or become another row of the same person: the place would be taken for good, by somebody on no list.
  if not exists (
    select from app.clients as c where (c.client_id, c.organization_id) = (p_client_id, p_organization_id) and c.archived_at is null
  ) then
    perform app.fail('not_found', 'This client was archived meanwhile.', 'Reload the list of clients.');
  end if;
  if exists (
    select from app.client_assignments as a
    where (a.client_id, a.practitioner_id) = (p_client_id, p_practitioner_id) and a.ended_at is null
  ) then
    return false;
  end if;
  if not v_practitioner.accepting_clients then
    perform app.fail('not_accepting_clients', 'This practitioner takes no new clients at present.', 'Choose another practitioner.');
  end if;
  if v_practitioner.max_clients <= app.current_clients(p_practitioner_id) then
    perform app.fail(
      'practitioner_full', format('This practitioner already cares for the agreed number of clients: %s.', v_practitioner.max_clients),
      'Choose another practitioner, or raise max_clients.'
    );
  end if;
  perform app.end_client_place(p_client_id, p_organization_id, v_reason);
  insert into app.client_assignments (organization_id, client_id, practitioner_id, reason)
  values (p_organization_id, p_client_id, p_practitioner_id, v_reason);
  return true;
end;
$$;

comment on function app.take_client_place(uuid, uuid, uuid, text) is
  'Ends the client''s present assignment and begins one with the practitioner, if there is room: the one place that decides who is taken on (CP-2.3, CP-14.4).'
  '  False: the practitioner has the client already, and nothing is written.  Internal: authorises nobody.';
