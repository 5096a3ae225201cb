-- standing: what the caller is to a practitioner, and as whom the caller changes what is booked there.
--
-- Room:  directory
-- Reads: app.members, app.role_permissions
create function app.standing(p_organization_id uuid, p_member_id uuid)
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
begin
  if v_user_id is null then
    return 'public';
  end if;
  return coalesce((
    select case
      when app.role_may(m.organization_id, m.role, 'sessions:manage') then 'admin'
      when m.member_id = p_member_id then 'practitioner'
      else 'member'
    end
    from app.members as m
    where (m.organization_id, m.user_id) = (p_organization_id, v_user_id)
      and m.suspended_at is null
  ), 'public');
end;
$$;

comment on function app.standing(uuid, uuid) is
  'admin: may manage every booking of the organization; practitioner: p_member_id is the caller; member: works there; public: everybody else.';

create function app.party(p_organization_id uuid, p_member_id uuid)
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_standing text := app.standing(p_organization_id, p_member_id);
begin
  return case
    when v_standing = 'public' then null
    when p_organization_id = any (private.organizations_where('sessions:write')) then v_standing
    else 'member'
  end;
end;
$$;

comment on function app.party(uuid, uuid) is
  'As whom the caller changes bookings of a practitioner: admin or practitioner, with sessions:write; member: works there and may not; null: everybody else.';
