-- Nobody tries links at leisure: what counts a wrong one outlives the refusal, whatever the link is to.
-- req: BM-R11
select tests.freeze();
create function pg_temp.counted() returns bigint language sql security definer as 'select coalesce(sum(calls), 0) from app.rate_limits';
-- Every verb with a token, whatever else it takes; a verb that comes to be is here by itself.
create temp table verbs as
select p.proname as verb, format('select * from api.%I(%s)', p.proname, string_agg(
  format('%I => %s', a.name, case a.type
    when 'uuid' then quote_literal(tests.id('river')) || '::uuid' when 'date' then quote_literal('2027-01-05') when 'timestamptz' then quote_literal('2027-01-05 15:00+00')
    when 'int4' then '5' else quote_literal('a-wrong-one')
  end), ', ' order by a.place)) as call
from pg_proc as p
cross join lateral (
  select n.name, y.typname as type, n.place
  from unnest(p.proargnames[1:p.pronargs]) with ordinality as n (name, place)
  join pg_type as y on y.oid = p.proargtypes[n.place - 1]
  where n.place <= p.pronargs - p.pronargdefaults or n.name in ('token', 'link_token')
) as a
where p.pronamespace = 'api'::regnamespace and p.proargnames && array['token', 'link_token']
group by p.oid;
grant select on verbs to public;
select cmp_ok((select count(*) from verbs), '>=', 15::bigint, 'there are many');
create function pg_temp.tried(p_call text) returns text language plpgsql as $$
declare
  v_before bigint := pg_temp.counted();
  v_told text := tests.told(p_call);
begin
  return v_told || case when pg_temp.counted() > v_before then ', counted' else ', not counted' end;
end;
$$;
grant execute on function pg_temp.counted(), pg_temp.tried(text) to public;
select tests.act_as('uma');
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.9"}', true);
select is(pg_temp.tried(call), 'PT403 token_invalid, counted', verb) from verbs order by verb;
select tests.act_as('service');
select is(
  pg_temp.tried(format('select api.read_calendar_feed(%L, requester => %L)', repeat('a', 64), 'somewhere')), 'PT404 not_found, counted', 'read_calendar_feed, of which nobody learns whether it is'
);
