-- onboarding_steps: what a practice asks of a new client, as its admins write it.
--
-- Room: onboarding
-- Owns: app.onboarding_steps, app.onboarding_versions
create function app.is_step(p_kind text, p_title text, p_body text, p_url text, p_answer_type text, p_choices text[])
returns boolean
language sql
immutable
security invoker
return coalesce(
  btrim(p_title) <> '' and length(p_title) <= 200 and p_title !~ '[[:cntrl:]]'
  and (p_body = '' or app.is_short_text(p_body, 20000))
  and (p_url is null or p_url ~ '^https://[^[:space:][:cntrl:]"<>\\^`{|}]+$' and length(p_url) <= 500)
  and case p_kind
    when 'consent' then p_body <> '' and p_answer_type is null
    when 'document' then (p_body <> '' or p_url is not null) and p_answer_type is null
    when 'question' then p_answer_type in ('short_text', 'long_text', 'yes_no', 'choice', 'number', 'date')
  end
  and (p_answer_type is not distinct from 'choice') = (p_choices is not null)
  and (p_choices is null or cardinality(p_choices) between 2 and 20 and array_position(p_choices, null) is null and length(array_to_string(p_choices, '')) <= 2000),
  false
);

comment on function app.is_step(text, text, text, text, text, text[]) is
  'Whether a step says what its kind must say: a consent its text, a document a text or an https address, a question what kind of answer it wants.';

create table app.onboarding_steps (
  step_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  kind text not null,
  title text not null,
  body text not null default '',
  url text,
  answer_type text,
  choices text[],
  required boolean not null default true,
  position integer not null default 0,
  version integer not null default 0,
  retired_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint onboarding_steps_pkey primary key (step_id, organization_id),
  constraint onboarding_steps_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint onboarding_steps_kind_is_known check (kind in ('consent', 'question', 'document')),
  constraint onboarding_steps_say_what_their_kind_must check (app.is_step(kind, title, body, url, answer_type, choices)),
  constraint onboarding_steps_position_is_small check (position between 0 and 1000),
  constraint onboarding_steps_version_counts check (version >= 0)
);

comment on table app.onboarding_steps is
  'A consent, an intake question or a document to accept: the working copy.  Clients see what was published, see onboarding_versions.';
comment on column app.onboarding_steps.version is 'What clients are asked at present; 0: never published.';
comment on column app.onboarding_steps.retired_at is 'Since when nobody is asked any more; what was answered stays.';

create index onboarding_steps_by_organization on app.onboarding_steps (organization_id, position);

create trigger _900_audit after insert or update or delete on app.onboarding_steps
for each row execute function private.audit_row('onboarding_step', 'step_id');

create table app.onboarding_versions (
  step_id uuid not null,
  organization_id uuid not null,
  version integer not null,
  title text not null,
  body text not null,
  url text,
  answer_type text,
  choices text[],
  asks_from integer not null,
  published_at timestamptz not null default app.now(),
  published_by text not null default app.actor(),

  constraint onboarding_versions_pkey primary key (step_id, organization_id, version),
  constraint onboarding_versions_are_of_a_step foreign key (step_id, organization_id)
  references app.onboarding_steps (step_id, organization_id) on delete cascade,
  constraint onboarding_versions_count_from_one check (version > 0 and asks_from between 1 and version)
);

comment on table app.onboarding_versions is 'Every text that clients were shown.  Never changed: a consent names the version that it was given to.';
comment on column app.onboarding_versions.asks_from is 'The first version whose answers still count: of a consent or document this one, of a question that was only reworded an earlier one.';

alter table app.onboarding_steps enable row level security;
alter table app.onboarding_versions enable row level security;
