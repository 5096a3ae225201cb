-- answer_fits: what counts as an answer to a step, and what comes of it.
--
-- Room:  onboarding
-- Reads: app.clients, app.onboarding_steps
create function app.answer_fits(p_answer jsonb, p_answer_type text, p_choices text[])
returns boolean
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_text text := p_answer #>> '{}';
begin
  return coalesce(case p_answer_type
    when 'short_text' then jsonb_typeof(p_answer) = 'string' and app.is_short_text(v_text, 200)
    when 'long_text' then jsonb_typeof(p_answer) = 'string' and app.is_short_text(v_text, 5000)
    when 'yes_no' then jsonb_typeof(p_answer) = 'boolean'
    when 'choice' then jsonb_typeof(p_answer) = 'string' and v_text = any (p_choices)
    when 'number' then jsonb_typeof(p_answer) = 'number' and length(v_text) <= 20
    when 'date' then jsonb_typeof(p_answer) = 'string' and v_text ~ '^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$' and v_text::date is not null
    else p_answer = 'true'
  end, false);
exception when datetime_field_overflow then
  return false;
end;
$$;

comment on function app.answer_fits(jsonb, text, text[]) is 'Whether an answer is of the kind that the question wants; to a consent or document the only one is true.';

create function app.onboarding_answer(p_client_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'client_id', c.client_id, 'status', c.onboarding_status,
    'open_steps', (select count(*) filter (where s.required) from app.open_steps(c.client_id, c.organization_id) as s)
  )
  from app.clients as c
  where c.client_id = p_client_id;
$$;

comment on function app.onboarding_answer(uuid) is 'What the verbs by which a client answers return; open_steps counts the required ones.';
