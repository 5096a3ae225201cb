-- note_visit: somebody looked, nobody knows who.
--
-- Room:   insights
-- Caller: anybody
-- Reads:  app.members, app.organizations, app.practitioners
-- Writes: app.figure_feed, app.idempotency_keys, app.rate_limits
-- Raises: PT400 invalid_argument, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.note_visit(p_kind text, p_practitioner_ids uuid[], p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_kind, p_practitioner_ids);
  v_headers jsonb := nullif(current_setting('request.headers', true), '')::jsonb;
  v_answer jsonb := app.recall_answer('note_visit', p_key, v_arguments);
  v_counted integer := 0;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  if p_kind is null or p_kind not in ('shown', 'opened', 'visited', 'chosen') then
    perform app.fail('invalid_argument', 'A visit is shown, opened, visited or chosen.', 'Use one of these words.');
  end if;
  if coalesce(cardinality(p_practitioner_ids), 0) not between 1 and 50 then
    perform app.fail('invalid_argument', 'One tells of 1 to 50 practitioners at once.', 'Send fewer.');
  end if;
  perform app.limit_rate('visits from ' || r.requester, 120) from app.requester() as r (requester) where r.requester is not null;
  -- Global Privacy Control, and Do Not Track.
  if coalesce(v_headers ->> 'sec-gpc', v_headers ->> 'dnt') is distinct from '1' then
    insert into app.figure_feed (organization_id, practitioner_id, word, at)
    select p.organization_id, p.practitioner_id, p_kind, app.now()
    from app.practitioners as p
    join app.organizations as o on o.organization_id = p.organization_id and o.count_visits and o.suspended_at is null
    where p.practitioner_id = any (p_practitioner_ids) and p.published and p.archived_at is null
      -- Those who work there look after their page.
      and not exists (select from app.members as m where (m.organization_id, m.user_id) = (p.organization_id, (select auth.uid())));
    get diagnostics v_counted = row_count;
  end if;
  return app.remember_answer('note_visit', p_key, v_arguments, jsonb_build_object('counted', v_counted));
end;
$$;

comment on function private.note_visit(text, uuid[], text) is
  'Definer: no role may write the feed.  Open to everybody.  Keeps nothing of the caller, but for a minute a hash of the network address, to limit the rate.';
grant execute on function private.note_visit(text, uuid[], text) to anon, authenticated;

create function api.note_visit(kind text, practitioner_ids uuid[], idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.note_visit(note_visit.kind, note_visit.practitioner_ids, note_visit.idempotency_key);
$$;

comment on function api.note_visit(text, uuid[], text) is
  'Adds one to a day''s count of each published practitioner.  kind: shown (by a search), opened (from a search''s results), visited (the booking page), chosen (a booking was'
  ' made there).  Each is to be sent once for each visit of the site.  Counts nothing where the organization switched it off, for its members, and for browsers that send'
  ' Sec-GPC or DNT.  Returns {counted}.';
grant execute on function api.note_visit(text, uuid[], text) to anon, authenticated;
