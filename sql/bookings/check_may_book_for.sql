-- check_may_book_for: who books in a practitioner's name, and who may overbook.
--
-- Room:   bookings
-- Reads:  app.members, app.role_permissions
-- Raises: PT403 not_allowed
create function app.check_may_book_for(p_offering app.offering, p_overbook boolean)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if not app.may_manage(p_offering) or p_offering.organization_id <> all (private.organizations_where('sessions:write')) then
    perform app.fail('not_allowed', 'Only the practitioner and admins book for clients.', 'Use request_hold and confirm_hold to book for yourself.');
  end if;
  if p_overbook and p_offering.organization_id <> all (private.organizations_where('sessions:overbook')) then
    perform app.fail('not_allowed', 'Your role does not include double booking on purpose.', 'Choose a free time, or ask an admin.');
  end if;
end;
$$;

comment on function app.check_may_book_for(app.offering, boolean) is 'Raises PT403 not_allowed for those who may not book, or not overbook, with this practitioner.';
