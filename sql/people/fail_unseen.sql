-- fail_unseen: refuse one thing to somebody who may not see it (CP-12.6, CP-12.7).
--
-- Room:   people
-- Reads:  app.members, app.clients
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.fail_unseen(p_organization_id uuid, p_thing text, p_id uuid)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
begin
  if exists (select from app.members as m where (m.organization_id, m.user_id) = (p_organization_id, v_user_id) and m.suspended_at is null)
    or exists (select from app.clients as c where (c.organization_id, c.user_id) = (p_organization_id, v_user_id) and c.archived_at is null) then
    perform app.fail('not_allowed', format('This %s is not yours to see.', p_thing), 'Ask the practitioner, or an admin of the organization.');
  end if;
  perform app.fail('not_found', format('No %s %s that you may see.', p_thing, p_id), 'Check which account you are signed in with.');
end;
$$;

comment on function private.fail_unseen(uuid, text, uuid) is
  'Raises: 403 for who belongs to the organization, as a member or a client, 404 for everybody else, for whom nothing of it exists.  The organization is null for'
  ' what is absent.  Definer: members and clients are not the caller''s to read.';
