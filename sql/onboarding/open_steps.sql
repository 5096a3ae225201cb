-- open_steps: what a client has still to answer.
--
-- Room:   onboarding
-- Reads:  app.onboarding_steps, app.onboarding_versions, app.consents, app.intake_answers
-- Writes: app.audit_log, app.client_assignments, app.clients
-- Locks:  the organization's onboarding
create function app.open_steps(p_client_id uuid, p_organization_id uuid)
returns setof app.onboarding_steps
language sql
stable
security invoker
set search_path = ''
as $$
  select s.*
  from app.onboarding_steps as s
  join app.onboarding_versions as v on (v.step_id, v.organization_id, v.version) = (s.step_id, s.organization_id, s.version)
  where s.organization_id = p_organization_id
    and s.retired_at is null
    and not exists (
      select from app.consents as c
      where (c.client_id, c.step_id, c.organization_id) = (p_client_id, s.step_id, s.organization_id) and c.version >= v.asks_from and c.withdrawn_at is null
    )
    and not exists (
      select from app.intake_answers as a
      where (a.client_id, a.step_id, a.organization_id) = (p_client_id, s.step_id, s.organization_id) and a.version >= v.asks_from
    );
$$;

comment on function app.open_steps(uuid, uuid) is 'The published steps that the client has not answered in a version that still counts, optional ones too.';

create function app.onboarding_is_open(p_client_id uuid, p_organization_id uuid)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select exists (select from app.open_steps(p_client_id, p_organization_id) as s where s.required);
$$;

comment on function app.onboarding_is_open(uuid, uuid) is 'Whether a required step is unanswered.';

create function app.lock_onboarding(p_organization_id uuid, p_alone boolean)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if p_alone then
    perform pg_advisory_xact_lock(hashtextextended(p_organization_id::text, 3));
  else
    perform pg_advisory_xact_lock_shared(hashtextextended(p_organization_id::text, 3));
  end if;
end;
$$;

comment on function app.lock_onboarding(uuid, boolean) is
  'Clients answer side by side; who changes the steps waits for them, and they for that, so that nobody is complete by steps that have just changed.';

create function app.settle_onboarding(p_organization_id uuid, p_client_id uuid)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  update app.clients as c
  set onboarding_status = case c.onboarding_status when 'pending' then 'complete' else 'pending' end
  where c.organization_id = p_organization_id
    and (p_client_id is null or c.client_id = p_client_id)
    and c.user_id is not null and c.archived_at is null
    and (c.onboarding_status = 'pending') <> app.onboarding_is_open(c.client_id, c.organization_id);
$$;

comment on function app.settle_onboarding(uuid, uuid) is 'Sets pending or complete right, of one client or (null) of all who have an account.';

create function app.settle_after_answer()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.settle_onboarding(new.organization_id, new.client_id);
  return null;
end;
$$;

create trigger _500_settle after insert or update on app.consents for each row execute function app.settle_after_answer();
create trigger _500_settle after insert on app.intake_answers for each row execute function app.settle_after_answer();
comment on function app.settle_after_answer() is 'Trigger: an answer or a withdrawal may complete a client''s onboarding, or open it again.';
