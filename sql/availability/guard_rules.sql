-- guard_rules: two rules never overlap, and say so in words.
--
-- Room:   availability
-- Reads:  app.availability_rules
-- Locks:  the practitioner
-- Raises: PT409 rule_overlaps
create function private.guard_rule_overlap()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_other app.availability_rules;
begin
  -- This runs before the policies refuse strangers, and must tell them nothing.
  if current_setting('role', true) <> 'none'
    and new.practitioner_id <> all (private.my_practitioner_ids('availability:write'))
    and new.organization_id <> all (private.organizations_where('sessions:manage')) then
    return new;
  end if;
  if new.valid_from > new.valid_until then
    return new; -- The table's own check says so.
  end if;
  perform app.lock_practitioner(new.practitioner_id);
  select r.* into v_other
  from app.availability_rules as r
  where (r.organization_id, r.practitioner_id, r.weekday) = (new.organization_id, new.practitioner_id, new.weekday)
    and r.rule_id <> new.rule_id
    and r.starts_local < new.ends_local and new.starts_local < r.ends_local
    and daterange(r.valid_from, r.valid_until, '[]') && daterange(new.valid_from, new.valid_until, '[]')
  limit 1;
  if found then
    perform app.fail(
      'rule_overlaps',
      format(
        'These hours overlap the ones from %s to %s on the same day.',
        to_char(v_other.starts_local, 'HH24:MI'), to_char(v_other.ends_local, 'HH24:MI')
      ),
      'Change those, or choose hours beside them.'
    );
  end if;
  return new;
end;
$$;

comment on function private.guard_rule_overlap() is
  'Trigger.  Definer, since a rule must not overlap one that the writer may not see.  The constraint availability_rules_never_overlap holds without it.';

create trigger _100_guard before insert or update on app.availability_rules
for each row execute function private.guard_rule_overlap();
