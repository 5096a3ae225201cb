-- account_details: by which name and address an organization knows an account.
--
-- Room:  people
-- Reads: app.members, app.practitioners, app.clients, app.organizations
create type app.account_details as (
  user_id uuid,
  practitioner_id uuid,
  name text,
  email text,
  time_zone text,
  locale text,
  belongs boolean,
  suspended boolean
);

comment on type app.account_details is
  'practitioner_id: the own profile there, or null; email: in lower case; belongs: an active member, or a client; suspended: a member who may do nothing at present.';

create function app.account_details(p_organization_id uuid, p_user_id uuid)
returns app.account_details
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_account app.account_details;
begin
  select p_user_id, a.practitioner_id, a.name, lower(a.email), coalesce(a.time_zone, o.time_zone), coalesce(a.locale, o.locale),
    a.belongs and o.suspended_at is null, a.suspended
  into v_account
  from app.organizations as o
  cross join lateral (
    select p.practitioner_id, m.display_name as name, m.email, p.time_zone, p.locale, m.suspended_at is null as belongs, m.suspended_at is not null as suspended, 1 as turn
    from app.members as m
    left join app.practitioners as p on (p.member_id, p.organization_id) = (m.member_id, m.organization_id)
    where (m.user_id, m.organization_id) = (p_user_id, o.organization_id)
    union all
    select null, c.name, c.email, c.time_zone, c.locale, true, false, 2
    from app.clients as c
    where (c.user_id, c.organization_id) = (p_user_id, o.organization_id) and c.archived_at is null
    union all
    -- Who came by a link and is nobody's client has an account all the same.
    select null, null, u.email, null, null, false, false, 3
    from auth.users as u
    where u.id = p_user_id and app.is_email(lower(u.email))
  ) as a
  where o.organization_id = p_organization_id
  -- A member who was suspended may still be a client.
  order by a.suspended, a.turn
  limit 1;
  return v_account;
end;
$$;

comment on function app.account_details(uuid, uuid) is
  'The account as a member of the organization, else as its client, else as Auth knows it, without a name; null where there is none.  For definers: it has an address.';

create function private.my_belongings()
returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(b.organization_id), '{}')
    from (
      select m.organization_id from app.members as m where m.user_id = (select auth.uid()) and m.suspended_at is null
      union
      select c.organization_id from app.clients as c where c.user_id = (select auth.uid()) and c.archived_at is null
    ) as b
    join app.organizations as o on o.organization_id = b.organization_id and o.suspended_at is null
  );
end;
$$;

comment on function private.my_belongings() is
  'The organizations that the caller works in or is a client of.  Definer, since policies ask it; speaks of the caller only.';
grant execute on function private.my_belongings() to authenticated, service_role;
