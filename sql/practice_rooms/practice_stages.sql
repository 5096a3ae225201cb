-- practice_stages: through which stages a practice room goes, as each organization has it.
--
-- Room: practice_rooms
-- Owns: app.practice_stages
create table app.practice_stages (
  organization_id uuid not null,
  position integer not null,
  stage text not null,

  constraint practice_stages_pkey primary key (organization_id, position),
  constraint practice_stages_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint practice_stages_are_named_once unique (organization_id, stage),
  constraint practice_stages_are_numbered_from_one check (position between 1 and 20),
  constraint practice_stages_are_one_word check (stage ~ '^[a-z][a-z0-9_]{0,39}$')
);

comment on table app.practice_stages is
  'An organization''s own stages, in their order; without rows it has waiting, briefing, interview, feedback, done.  The first is every new room''s, the last ends it.';

create trigger _900_audit after insert or update or delete on app.practice_stages
for each row execute function private.audit_row('practice_stage', 'stage');

alter table app.practice_stages enable row level security;
create policy practice_stages_select_by_all_who_belong on app.practice_stages for select to authenticated
using (organization_id = any ((select private.my_belongings())::uuid[]));
grant select on app.practice_stages to authenticated;

create function app.practice_stages_of(p_organization_id uuid)
returns text[]
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(array_agg(s.stage order by s.position), array['waiting', 'briefing', 'interview', 'feedback', 'done'])
  from app.practice_stages as s
  where s.organization_id = p_organization_id;
$$;

comment on function app.practice_stages_of(uuid) is 'The stages of the organization''s practice rooms, in their order.';
grant execute on function app.practice_stages_of(uuid) to authenticated;
