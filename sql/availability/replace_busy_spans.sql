-- replace_busy_spans: what one source says of a practitioner's time, in place of what it said before.
--
-- Room:   availability
-- Writes: app.busy_spans
-- Locks:  the practitioner
create function app.whole_minutes(p_spans tstzmultirange)
returns tstzmultirange
language sql
immutable
security invoker
set search_path = ''
as $$
  select coalesce(range_agg(tstzrange(
    date_trunc('minute', lower(s.span), 'UTC'), date_trunc('minute', upper(s.span) + interval '1 minute' - interval '1 microsecond', 'UTC')
  )), '{}')
  from unnest(p_spans) as s (span);
$$;

comment on function app.whole_minutes(tstzmultirange) is 'The spans, widened to whole minutes, as appointments are.';

create function app.replace_busy_spans(
  p_practitioner_id uuid, p_organization_id uuid, p_source_id uuid, p_busy tstzmultirange, p_unreachable_from timestamptz default null
)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_removed integer;
  v_added integer;
begin
  -- Whoever takes time waits for this, or was first: nothing is granted in between.
  perform app.lock_practitioner(p_practitioner_id);
  -- What stays is not touched: each change is news to open pages, to searches and to those who wait.
  with wanted as (
    select b.span, 'busy' as kind from unnest(app.whole_minutes(p_busy)) as b (span)
    union all
    select tstzrange(p_unreachable_from, 'infinity'), 'unreachable' where p_unreachable_from is not null
  ), removed as (
    delete from app.busy_spans as s
    where s.source_id = p_source_id
      and not exists (
        select from wanted as w where (w.span, w.kind) = (s.span, s.kind) and (s.practitioner_id, s.organization_id) = (p_practitioner_id, p_organization_id)
      )
    returning s.span_id
  ), added as (
    insert into app.busy_spans (organization_id, practitioner_id, source_id, span, kind)
    select p_organization_id, p_practitioner_id, p_source_id, w.span, w.kind
    from wanted as w
    where not exists (
      select from app.busy_spans as s
      where (s.source_id, s.practitioner_id, s.organization_id, s.span, s.kind) = (p_source_id, p_practitioner_id, p_organization_id, w.span, w.kind)
    )
    returning span_id
  )
  select (select count(*) from removed), (select count(*) from added) into v_removed, v_added;
  return v_removed + v_added;
end;
$$;

comment on function app.replace_busy_spans(uuid, uuid, uuid, tstzmultirange, timestamptz) is
  'Returns how many spans came or went.  p_unreachable_from: closed from then on, until somebody says otherwise.  Internal: authorises nobody.';
