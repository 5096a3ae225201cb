-- _helpers: the world that every pgTAP file finds, and a few words to speak of it.
--
-- Loaded once, after pgTAP, into the empty schema tests.  Each file then runs in a transaction of its own that is rolled back, so that it may
-- change the world as it likes.
--
-- The world: organization river (America/Toronto) with ada and her colleague dan (practitioners) and cleo (admin), and ben, a client with an
-- account, cared for by ada.  Organization hill with eve (practitioner) and hal (admin).  uma has an account and belongs nowhere.
-- ada works Monday to Friday from 9 to 12 and from 13 to 17.  Its clock stands at Monday 2027-01-04, 08:00 in Toronto, once a file says tests.freeze().

create table tests.ids (
  name text primary key,
  id uuid not null unique default gen_random_uuid()
);

insert into tests.ids (name) values
  ('river'), ('hill'),
  ('ada'), ('dan'), ('eve'), ('ben'),
  ('ada.user'), ('dan.user'), ('cleo.user'), ('ben.user'), ('eve.user'), ('hal.user'), ('uma.user'),
  ('ada.member'), ('dan.member'), ('cleo.member'), ('eve.member'), ('hal.member'),
  ('single'), ('group'), ('approval'), ('limited'), ('hill.single'), ('nobody');

create function tests.id(p_name text) returns uuid language plpgsql stable as $$
declare
  v_id uuid := (select i.id from tests.ids as i where i.name = p_name);
begin
  if v_id is null then
    raise exception 'The world has no %', p_name;
  end if;
  return v_id;
end;
$$;

comment on function tests.id(text) is
  'The id of somebody or something of the world.  ada, dan and eve are practitioners'' ids, ben a client''s; their accounts are ada.user and so on.';

-- Time ------------------------------------------------------------------------------------------------------------------------------------------

create function tests.at(p_local text) returns timestamptz language sql stable as $$
  select p_local::timestamp at time zone 'America/Toronto';
$$;

comment on function tests.at(text) is 'The instant of a wall time in Toronto: tests.at(''2027-01-05 10:00'').';

create function tests.freeze(p_instant timestamptz default '2027-01-04 13:00+00') returns void language plpgsql security definer as $$
begin
  -- The clock is exchanged once in a transaction and then only set: plans that were made before may have it inlined.
  if pg_get_functiondef('app.now'::regproc) !~ 'tests\.now' then
    create or replace function app.now() returns timestamptz language sql stable security invoker
    return current_setting('tests.now')::timestamptz;
  end if;
  perform set_config('tests.now', p_instant::text, true);
end;
$$;

comment on function tests.freeze(timestamptz) is 'Stops the clock until the end of the transaction, or moves it.';

-- People ----------------------------------------------------------------------------------------------------------------------------------------

create function tests.act_as(p_who text) returns void language plpgsql as $$
begin
  perform set_config('app.actor', '', true), set_config('response.status', '', true), set_config('request.headers', '', true);
  perform set_config('request.jwt.claims', case
    when p_who in ('owner', 'anon', 'service') then ''
    else jsonb_build_object('sub', tests.id(p_who || '.user'), 'role', 'authenticated', 'email', p_who || '@example.com')::text
  end, true);
  perform set_config('role', case p_who when 'owner' then 'none' when 'anon' then 'anon' when 'service' then 'service_role' else 'authenticated' end, true);
end;
$$;

comment on function tests.act_as(text) is
  'From here on, what runs is a new request of ada, dan, ben, cleo, eve, hal or uma, of anon, of the service role (service), or of the database''s owner (owner).';

create function tests.as_owner(p_query text) returns text language plpgsql security definer as $$
declare
  v_answer text;
begin
  execute p_query into v_answer;
  return v_answer;
end;
$$;

comment on function tests.as_owner(text) is 'What is really in the tables, whoever acts: the first column of the first row.';

-- Deeds -----------------------------------------------------------------------------------------------------------------------------------------

create function tests.client(p_email text default 'gil@example.com', p_changes jsonb default '{}') returns jsonb language sql as $$
  select '{"name": "Gil Guest", "phone": "+1 416 555 0100", "consent": true}'::jsonb || jsonb_build_object('email', p_email) || p_changes;
$$;

comment on function tests.client(text, jsonb) is 'The details of a guest who consents, with changes.';

create function tests.hold(p_service text, p_local text, p_practitioner text default 'ada') returns text language sql as $$
  select api.request_hold(tests.id(p_practitioner), tests.id(p_service), tests.at(p_local)) ->> 'hold_key';
$$;

comment on function tests.hold(text, text, text) is 'Whoever acts holds a slot; its key.';

create function tests.confirm(p_hold_key text, p_email text default 'gil@example.com') returns uuid language sql as $$
  select (api.confirm_hold(p_hold_key, tests.client(p_email)) ->> 'booking_id')::uuid;
$$;

comment on function tests.confirm(text, text) is 'Whoever acts confirms a hold; the booking''s id.';

create function tests.book(p_service text, p_local text, p_email text default 'gil@example.com', p_practitioner text default 'ada')
returns uuid language plpgsql as $$
begin
  return tests.confirm(tests.hold(p_service, p_local, p_practitioner), p_email);
end;
$$;

comment on function tests.book(text, text, text, text) is 'Whoever acts holds and confirms; the booking''s id.';

create function tests.can_hold(p_practitioner text, p_service text, p_starts_at timestamptz) returns boolean language plpgsql as $$
begin
  perform api.request_hold(tests.id(p_practitioner), tests.id(p_service), p_starts_at);
  raise exception using errcode = 'UNDO0';
exception
  when sqlstate 'UNDO0' then
    return true;
  when sqlstate 'PT409' or sqlstate 'PT422' or sqlstate 'PGRST' then
    return false;
end;
$$;

comment on function tests.can_hold(text, text, timestamptz) is 'Whether whoever acts would get a hold, which is undone.';

create function tests.token(p_booking_id uuid, p_token text, p_expires_at timestamptz default '2027-06-01 00:00+00') returns text language plpgsql as $$
declare
  v_role text := current_setting('role');
begin
  perform set_config('role', 'service_role', true);
  perform api.register_booking_token(p_booking_id, encode(sha256(convert_to(p_token, 'UTF8')), 'hex'), p_expires_at);
  perform set_config('role', v_role, true);
  return p_token;
end;
$$;

comment on function tests.token(uuid, text, timestamptz) is 'Registers a link''s token for a booking, as the worker does.';

-- Judgements ------------------------------------------------------------------------------------------------------------------------------------

create function tests.status(p_booking_id uuid) returns text language sql security definer as $$
  select b.status from app.bookings as b where b.booking_id = p_booking_id;
$$;

create function tests.claims(p_practitioner text default 'ada') returns bigint language sql security definer as $$
  select count(*) from app.slot_claims as c where c.practitioner_id = tests.id(p_practitioner);
$$;

create function tests.audited(p_entity_id text) returns text[] language sql security definer as $$
  select array_agg(a.action || ' by ' || a.actor order by a.entry_id) from api.audit_log as a where a.entity_id = p_entity_id;
$$;

comment on function tests.audited(text) is 'The audit entries about a thing, in order: “booking.created by client:gil@example.com”.';

create function tests.everything() returns text language plpgsql security definer as $$
declare
  v_table regclass;
  v_rows text;
  v_all text := '';
begin
  for v_table in
    select c.oid::regclass from pg_class as c
    where c.relnamespace = 'app'::regnamespace and c.relkind = 'r' and c.relname <> 'rate_limits'
    order by c.relname
  loop
    execute format('select md5(coalesce(string_agg(t::text, '','' order by t::text), '''')) from %s as t', v_table) into v_rows;
    v_all := v_all || v_table || ' ' || v_rows || E'\n';
  end loop;
  return v_all;
end;
$$;

comment on function tests.everything() is 'A fingerprint of every table but the counts of rate limits: equal before and after means that nothing was written.';

create function tests.told(p_sql text) returns text language plpgsql as $$
declare
  v_code text;
  v_word text;
  v_detail text;
  v_hint text;
  v_answer text;
  v_body jsonb;
begin
  begin
    execute p_sql into v_answer;
    -- A refusal that commits is an answer with an error's body and status.
    if left(v_answer, 1) <> '{' or current_setting('response.status', true) is not distinct from ''
      or v_answer::jsonb ->> 'message' is null then
      return 'no refusal';
    end if;
    v_body := v_answer::jsonb;
    if 'PT' || current_setting('response.status', true) is distinct from v_body ->> 'code' then
      return 'a body of ' || (v_body ->> 'code') || ' with the status ' || current_setting('response.status', true);
    end if;
  exception when others then
    get stacked diagnostics v_code = returned_sqlstate, v_word = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
    if v_code = 'PGRST' then
      v_body := v_word::jsonb;
    end if;
  end;
  if v_body is not null then
    v_code := v_body ->> 'code';
    v_word := v_body ->> 'message';
    v_detail := v_body ->> 'details';
    v_hint := v_body ->> 'hint';
  end if;
  return v_code || ' ' || v_word || case
    when v_code !~ '^PT' then ''
    when coalesce(length(v_detail), 0) < 15 or v_detail !~ '(\.|please choose another)$' then ' without a sentence for people: ' || coalesce(v_detail, 'nothing')
    when coalesce(length(v_hint), 0) < 10 then ' without a hint: ' || coalesce(v_hint, 'nothing')
    else ''
  end;
end;
$$;

comment on function tests.told(text) is 'What the caller of a statement is told: “PT404 not_found”, whichever way the refusal travels, or “no refusal”.';

create function tests.detail(p_sql text) returns text language plpgsql as $$
declare
  v_detail text;
begin
  execute p_sql;
  return null;
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail;
  return v_detail;
end;
$$;

comment on function tests.detail(text) is 'The sentence for people with which a statement is refused; null: it is not.';

create function tests.refuses(p_sql text, p_word text, p_description text) returns text language sql as $$
  select is(
    tests.told(p_sql),
    coalesce((select 'PT' || w.http_status || ' ' || w.word from app.error_words as w where w.word = p_word), 'an unregistered word: ' || p_word),
    p_description
  );
$$;

comment on function tests.refuses(text, text, text) is 'Asserts that a statement is refused with a word of the register, its status, a sentence for people and a hint.';

create function tests.forbids(p_sql text, p_description text) returns text language sql as $$
  select matches(tests.told(p_sql), '^42501 ', p_description);
$$;

comment on function tests.forbids(text, text) is 'Asserts that the caller''s role lacks the grant for a statement.';

-- The world -------------------------------------------------------------------------------------------------------------------------------------

insert into app.organizations (organization_id, slug, name, time_zone) values
  (tests.id('river'), 'river', 'River Therapy', 'America/Toronto'),
  (tests.id('hill'), 'hill', 'Hill Clinic', 'America/Winnipeg');

insert into app.members (member_id, organization_id, user_id, role, email, display_name) values
  (tests.id('ada.member'), tests.id('river'), tests.id('ada.user'), 'practitioner', 'ada@example.com', 'Ada'),
  (tests.id('dan.member'), tests.id('river'), tests.id('dan.user'), 'practitioner', 'dan@example.com', 'Dan'),
  (tests.id('cleo.member'), tests.id('river'), tests.id('cleo.user'), 'admin', 'cleo@example.com', 'Cleo'),
  (tests.id('eve.member'), tests.id('hill'), tests.id('eve.user'), 'practitioner', 'eve@example.com', 'Eve'),
  (tests.id('hal.member'), tests.id('hill'), tests.id('hal.user'), 'admin', 'hal@example.com', 'Hal');

-- Joining made their profiles; here they get the ids of the world and are published.
update app.practitioners as p
set practitioner_id = tests.id(lower(m.display_name)), slug = lower(m.display_name), published = true
from app.members as m
where m.member_id = p.member_id;

insert into app.clients (client_id, organization_id, user_id, name, email, phone, time_zone) values
  (tests.id('ben'), tests.id('river'), tests.id('ben.user'), 'Ben', 'ben@example.com', '+1 416 555 0123', 'America/Toronto');
insert into app.client_assignments (organization_id, client_id, practitioner_id) values (tests.id('river'), tests.id('ben'), tests.id('ada'));
-- That ada was told of him is long past.
delete from app.notifications;
delete from app.outbox_events;

insert into app.services (
  service_id, organization_id, name, duration_minutes, step_minutes, buffer_before_minutes, buffer_after_minutes, capacity, min_notice_minutes,
  max_advance_days, daily_limit, requires_approval, approval_minutes, change_notice_minutes
) values
  (tests.id('single'), tests.id('river'), 'Session', 50, 15, 5, 10, 1, 0, 90, null, false, 1440, 0),
  (tests.id('group'), tests.id('river'), 'Group', 60, 60, 0, 0, 3, 0, 90, null, false, 1440, 0),
  (tests.id('approval'), tests.id('river'), 'First visit', 30, 30, 0, 0, 1, 0, 90, null, true, 120, 0),
  (tests.id('limited'), tests.id('river'), 'Short visit', 30, 30, 0, 0, 1, 1440, 14, 2, false, 1440, 720),
  (tests.id('hill.single'), tests.id('hill'), 'Session', 50, 15, 0, 0, 1, 0, 90, null, false, 1440, 0);

insert into app.practitioner_services (practitioner_id, service_id, organization_id) values
  (tests.id('ada'), tests.id('single'), tests.id('river')),
  (tests.id('ada'), tests.id('group'), tests.id('river')),
  (tests.id('ada'), tests.id('approval'), tests.id('river')),
  (tests.id('ada'), tests.id('limited'), tests.id('river')),
  (tests.id('dan'), tests.id('single'), tests.id('river')),
  (tests.id('eve'), tests.id('hill.single'), tests.id('hill'));

insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)
select p.organization_id, p.practitioner_id, d, h.starts_local::time, h.ends_local::time
from app.practitioners as p
cross join generate_series(1, 5) as d
cross join (values ('09:00', '12:00'), ('13:00', '17:00')) as h (starts_local, ends_local);
