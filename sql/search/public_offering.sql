-- public_offering: under which rules a stranger books.
--
-- Room:   search
-- Raises: PT404 not_found
create function app.public_offering(p_practitioner_id uuid, p_service_id uuid)
returns app.offering
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_offering app.offering := app.offering(p_practitioner_id, p_service_id, true);
begin
  v_offering.standing := 'public';
  return v_offering;
end;
$$;

comment on function app.public_offering(uuid, uuid) is
  'The offering as to the public, whoever asks, and whether or not it is open at present: search shows everybody the same times.';
