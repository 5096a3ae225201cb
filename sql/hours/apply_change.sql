-- apply_change: one change of a practitioner's hours, as change_availability takes it.
--
-- Room:   hours
-- Reads:  app.availability_rules, app.availability_exceptions
-- Writes: app.availability_rules, app.availability_exceptions, app.practitioners, app.audit_log
-- Raises: PT400 invalid_argument, PT404 not_found, PT409 rule_overlaps
create function app.fail_change(p_sentence text)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.fail('invalid_argument', p_sentence, 'Correct the change and send all of them again; nothing was changed.');
end;
$$;

comment on function app.fail_change(text) is 'Raises PT400 invalid_argument about a change of hours.';

create function app.apply_change(p_practitioner app.practitioners, p_change jsonb)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_whose jsonb := jsonb_build_object('organization_id', p_practitioner.organization_id, 'practitioner_id', p_practitioner.practitioner_id);
  v_rule app.availability_rules;
  v_exception app.availability_exceptions;
  v_changed integer := 1;
begin
  if p_change ? 'rule_id' then
    select r.* into v_rule from app.availability_rules as r
    where r.rule_id = (p_change ->> 'rule_id')::uuid and r.practitioner_id = p_practitioner.practitioner_id;
  elsif p_change ? 'exception_id' then
    select e.* into v_exception from app.availability_exceptions as e
    where e.exception_id = (p_change ->> 'exception_id')::uuid and e.practitioner_id = p_practitioner.practitioner_id;
  end if;
  case p_change ->> 'change'
    when 'add_rule' then
      v_rule := jsonb_populate_record(null::app.availability_rules, p_change || v_whose);
      insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local, valid_from, valid_until, capacity)
      values (
        v_rule.organization_id, v_rule.practitioner_id, v_rule.weekday, v_rule.starts_local, v_rule.ends_local, v_rule.valid_from, v_rule.valid_until, v_rule.capacity
      );
    when 'update_rule' then
      v_rule := jsonb_populate_record(v_rule, p_change || v_whose);
      update app.availability_rules as r
      set weekday = v_rule.weekday, starts_local = v_rule.starts_local, ends_local = v_rule.ends_local, valid_from = v_rule.valid_from,
          valid_until = v_rule.valid_until, capacity = v_rule.capacity
      where r.rule_id = v_rule.rule_id and r.practitioner_id = p_practitioner.practitioner_id;
      get diagnostics v_changed = row_count;
    when 'delete_rule' then
      delete from app.availability_rules as r where r.rule_id = v_rule.rule_id;
      get diagnostics v_changed = row_count;
    when 'add_exception' then
      v_exception := jsonb_populate_record(null::app.availability_exceptions, '{"reason": ""}' || p_change || v_whose);
      insert into app.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at, capacity, reason)
      values (
        v_exception.organization_id, v_exception.practitioner_id, v_exception.kind, v_exception.starts_at, v_exception.ends_at, v_exception.capacity,
        v_exception.reason
      );
    when 'delete_exception' then
      delete from app.availability_exceptions as e where e.exception_id = v_exception.exception_id;
      get diagnostics v_changed = row_count;
    when 'time_zone' then
      update app.practitioners as p set time_zone = p_change ->> 'time_zone' where p.practitioner_id = p_practitioner.practitioner_id;
    else
      perform app.fail_change(format('“%s” is no change of hours.', left(coalesce(p_change ->> 'change', p_change::text), 60)));
  end case;
  if v_changed = 0 then
    perform app.fail('not_found', 'One of the rules or exceptions is not this practitioner''s, or is gone.', 'Reload the hours; nothing was changed.');
  end if;
end;
$$;

comment on function app.apply_change(app.practitioners, jsonb) is
  'change: add_rule, update_rule (rule_id), delete_rule (rule_id), add_exception, delete_exception (exception_id) or time_zone; beside it the columns of'
  ' api.availability_rules or api.availability_exceptions.  Internal: private.practitioner_to_change has authorised.';
