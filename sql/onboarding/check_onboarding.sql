-- check_onboarding: some services are for those who have answered what the practice asks of new clients.
--
-- Room:   onboarding
-- Reads:  app.clients, app.onboarding_steps
-- Raises: PT422 onboarding_required
create function app.check_onboarding(p_offering app.offering)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_client app.clients;
begin
  -- Members book for whom they know, on paper or on the phone.
  if not p_offering.requires_onboarding or p_offering.standing <> 'public' then
    return;
  end if;
  select c.* into v_client
  from app.clients as c
  where (c.user_id, c.organization_id) = ((select auth.uid()), p_offering.organization_id) and c.archived_at is null;
  if not found then
    perform app.fail(
      'onboarding_required', 'This service is for clients of the practice.',
      case when (select auth.uid()) is null then 'Create an account or sign in, become a client on the practice''s page, then book.'
        else 'Become a client on the practice''s page, then book.' end
    );
  end if;
  if app.onboarding_is_open(v_client.client_id, v_client.organization_id) then
    perform app.fail(
      'onboarding_required', 'The practice asks you for something before you book this service.', 'Answer what is open in your first steps there, then book.'
    );
  end if;
end;
$$;

comment on function app.check_onboarding(app.offering) is
  'Raises PT422 onboarding_required unless the service demands nothing, the caller works there, or is a client with nothing required left to answer.';
