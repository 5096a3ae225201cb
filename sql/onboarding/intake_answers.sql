-- intake_answers: what clients answered to a practice's questions.
--
-- Room:   onboarding
-- Owns:   app.intake_answers
-- Writes: app.audit_log
create table app.intake_answers (
  answer_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  client_id uuid not null,
  step_id uuid not null,
  version integer not null,
  answer jsonb not null,
  answered_at timestamptz not null default app.now(),
  actor text not null default app.actor(),

  constraint intake_answers_pkey primary key (answer_id, organization_id),
  constraint intake_answers_are_a_clients foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint intake_answers_are_to_a_question foreign key (step_id, organization_id, version)
  references app.onboarding_versions (step_id, organization_id, version) on delete restrict,
  constraint intake_answers_are_one_value check (jsonb_typeof(answer) in ('string', 'number', 'boolean'))
);

comment on table app.intake_answers is
  'Every answer ever given; the newest counts.  Members read them by client_onboarding only, which keeps a record of who looked.';

create index intake_answers_by_client on app.intake_answers (client_id, organization_id, step_id, answered_at);
create index intake_answers_by_version on app.intake_answers (step_id, organization_id, version);

create function app.audit_answer()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_row app.intake_answers := coalesce(new, old);
begin
  perform app.record(
    v_row.organization_id, 'intake_answer.' || case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end,
    v_row.answer_id::text, null, to_jsonb(v_row) - 'answer'
  );
  return null;
end;
$$;

comment on function app.audit_answer() is 'Trigger: one entry for each answer, without what was answered: that is health information, and erased with it.';

create trigger _900_audit after insert or update or delete on app.intake_answers
for each row execute function app.audit_answer();

alter table app.intake_answers enable row level security;
