-- closed_because: whether somebody may write, and if not, why.
--
-- Room:  messaging
-- Reads: app.conversations, app.conversation_participants, app.clients, app.practitioners, app.members, app.client_assignments, app.bookings
create function app.have_reason_to_talk(p_client_id uuid, p_practitioner_id uuid, p_organization_id uuid)
returns boolean
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return exists (
    select from app.client_assignments as a
    where (a.client_id, a.practitioner_id, a.organization_id) = (p_client_id, p_practitioner_id, p_organization_id) and a.ended_at is null
  ) or exists (
    select from app.bookings as b
    where (b.client_id, b.practitioner_id, b.organization_id) = (p_client_id, p_practitioner_id, p_organization_id)
      and b.status <> 'cancelled' and b.ends_at > app.now() - interval '30 days'
  );
end;
$$;

comment on function app.have_reason_to_talk(uuid, uuid, uuid) is
  'Whether the client is in the practitioner''s care, or has a booking there that is to come or ended within the last 30 days.';

create function app.closed_because(p_participant app.conversation_participants)
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return (
    select case
      when p_participant.left_at is not null then 'left'
      when exists (
        select from app.practitioners as p
        left join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
        where (p.practitioner_id, p.organization_id) = (c.practitioner_id, c.organization_id)
          and (p.archived_at is not null or m.member_id is null or m.suspended_at is not null)
      ) then 'practitioner_away'
      when cl.archived_at is not null then 'client_archived'
      when cl.client_id is not null and cl.user_id is null then 'no_account'
      when c.kind = 'direct' and not app.have_reason_to_talk(c.client_id, c.practitioner_id, c.organization_id) then 'ended'
      when c.kind = 'group' and c.ends_at <= app.now() - interval '30 days' then 'ended'
      when c.kind = 'group' and cl.client_id is not null and not exists (
        select from app.bookings as b
        where (b.client_id, b.practitioner_id, b.service_id, b.starts_at, b.organization_id)
          = (cl.client_id, c.practitioner_id, c.service_id, c.starts_at, c.organization_id)
          and b.status <> 'cancelled'
      ) then 'seat_given_back'
    end
    from app.conversations as c
    -- Of a direct conversation its client, whoever asks; of a group the one who asks, if it is a client.
    left join app.clients as cl on (cl.client_id, cl.organization_id) = (coalesce(c.client_id, p_participant.client_id), c.organization_id)
    where (c.conversation_id, c.organization_id) = (p_participant.conversation_id, p_participant.organization_id)
  );
end;
$$;

comment on function app.closed_because(app.conversation_participants) is
  'Null: this participant may write.  left, practitioner_away (no active member behind the profile), client_archived, no_account (the client has none),'
  ' ended (no care and no booking for 30 days; of a group, 30 days after the session), seat_given_back.';
