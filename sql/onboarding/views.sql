-- views: the steps as admins edit them, and the history of consents.
--
-- Room:  onboarding
-- Reads: app.onboarding_steps, app.onboarding_versions, app.consents, app.clients
create view api.onboarding_steps with (security_invoker = true) as
select
  s.step_id, s.organization_id, s.kind, s.title, s.body, s.url, s.answer_type, s.choices, s.required, s.position, s.version, s.retired_at, s.created_at,
  v.published_at,
  v.version is null or (v.title, v.body, v.url, v.answer_type, v.choices) is distinct from (s.title, s.body, s.url, s.answer_type, s.choices) as is_changed
from app.onboarding_steps as s
left join app.onboarding_versions as v on (v.step_id, v.organization_id, v.version) = (s.step_id, s.organization_id, s.version);

comment on view api.onboarding_steps is
  'What a practice asks of new clients, for its admins: the working copy.  version: what clients are asked at present, 0 if never published; is_changed: whether the'
  ' working copy says something else.  Changed by save_onboarding_step, publish_onboarding_step and retire_onboarding_step.';
grant select on api.onboarding_steps to authenticated, service_role;

create view api.consents with (security_invoker = true) as
select
  c.consent_id, c.organization_id, c.client_id, c.step_id, c.version, v.title, v.body, v.url, c.given_at, c.actor, c.withdrawn_at, c.withdrawn_by
from app.consents as c
join app.onboarding_versions as v on (v.step_id, v.organization_id, v.version) = (c.step_id, c.organization_id, c.version);

comment on view api.consents is
  'Who agreed to which text, when, and when that was withdrawn: the own ones for a client, of those in one''s care for a practitioner, all of them for admins.';
grant select on api.consents to authenticated, service_role;
