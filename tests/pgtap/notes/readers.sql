-- req: TS-14 CP-4.8 CP-4.9
-- Who sees and reads which note: the view, the verb and the table that a person signs say the same.
select tests.freeze();
create function pg_temp.sealed(p_text text) returns text language sql as $$ select translate(encode(convert_to(rpad(p_text, 40, '.'), 'UTF8'), 'base64'), E'\n', '') $$;
grant execute on function pg_temp.sealed(text) to public;
create temp table written (name text, note_id uuid);
grant all on written to public;
create function pg_temp.write(p_who text, p_name text, p_visibility text, p_booking uuid, p_key uuid, p_sign boolean) returns void language plpgsql as $$
declare
  v_note_id constant uuid := gen_random_uuid();
begin
  perform tests.act_as(p_who);
  perform api.save_note(p_booking, v_note_id, p_key, pg_temp.sealed(p_name), visibility => p_visibility);
  perform case when p_sign then api.sign_note(v_note_id, 1) end;
  insert into written values (p_name, v_note_id);
  perform tests.act_as('owner');
end;
$$;
select gen_random_uuid() as key \gset
select tests.act_as('service');
select api.register_data_key(tests.id('river'), :'key', 'm1', translate(encode(sha512('x'), 'base64'), E'\n', '')) ->> 'key_id';
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking \gset
select tests.act_as('owner');
select pg_temp.write('ada', 'ada private', 'private', :'booking', :'key', true);
select pg_temp.write('ada', 'ada shared', 'shared', :'booking', :'key', true);
select pg_temp.write('ada', 'ada draft', 'shared', :'booking', :'key', false);
select pg_temp.write('cleo', 'cleo private', 'private', :'booking', :'key', true);
select pg_temp.write('cleo', 'cleo draft', 'private', :'booking', :'key', false);
select pg_temp.write('ben', 'ben shared', 'shared', :'booking', :'key', true);
select pg_temp.write('ben', 'ben draft', 'shared', :'booking', :'key', false);

create function pg_temp.seen(p_who text) returns text[] language plpgsql as $$
declare
  v_seen text[];
begin
  perform tests.act_as(p_who);
  v_seen := array(select w.name from api.notes as n join written as w using (note_id) order by w.name);
  perform tests.act_as('owner');
  return v_seen;
end;
$$;
create function pg_temp.read(p_who text, p_booking uuid) returns text[] language plpgsql as $$
declare
  v_read text[];
begin
  perform tests.act_as(p_who);
  v_read := array(select rtrim(convert_from(decode(n ->> 'sealed', 'base64'), 'UTF8'), '.') from jsonb_array_elements(api.read_notes(p_booking) -> 'notes') as n order by 1);
  perform tests.act_as('owner');
  return v_read;
exception when others then
  return array[sqlerrm];
end;
$$;

-- The table.
create temp table expected (who text, notes text[], told text);
insert into expected values
  ('ada', array['ada draft', 'ada private', 'ada shared', 'ben shared', 'cleo private'], null),
  ('cleo', array['ada private', 'ada shared', 'ben shared', 'cleo draft', 'cleo private'], null),
  ('ben', array['ada shared', 'ben draft', 'ben shared'], null),
  ('dan', '{}', 'not_allowed'),
  ('eve', '{}', 'not_found'),
  ('hal', '{}', 'not_found'),
  ('uma', '{}', 'not_found');
select is(pg_temp.seen(who), notes, format('what %s sees', who)) from expected;
select is(pg_temp.read(who, :'booking'), case when told is null then notes else array[told] end, format('what %s reads', who)) from expected;
select tests.forbids(format('set local role anon; select api.read_notes(%L)', :'booking'), 'visitors may not even ask');

-- Each read is logged, of each note, by whom.
select is(
  (select count(*) from app.audit_log where action = 'note.read' and actor = 'user:' || tests.id(who || '.user')), (select cardinality(notes) from expected as e where e.who = people.who)::bigint,
  format('the log has what %s read', who)
) from unnest(array['ada', 'cleo', 'ben', 'dan']) as people (who);
select tests.act_as('ben');
select is(
  jsonb_array_length(api.read_notes(:'booking', (select note_id from written where name = 'ada private')) -> 'notes'), 0, 'asking for one by its id opens nothing'
);
select is(jsonb_array_length(api.read_notes(:'booking', (select note_id from written where name = 'ada shared')) -> 'notes'), 1, 'but what one may read');
select throws_ok('select sealed from app.notes', '42501', null, 'nobody reads what is sealed but by the verb');
select tests.act_as('service');
select throws_ok('select sealed from app.notes', '42501', null, 'nor does the service role');

-- Who may not write.
create function pg_temp.refused(p_who text, p_sql text, p_word text, p_description text) returns text language plpgsql as $$
begin
  perform tests.act_as(p_who);
  return tests.refuses(p_sql, p_word, p_description);
end;
$$;
grant execute on function pg_temp.refused(text, text, text, text) to public;
select pg_temp.refused(
  who, format('select api.save_note(%L, gen_random_uuid(), %L, %L, visibility => %L)', :'booking', :'key', pg_temp.sealed('x'), visibility), word, format('%s may not write a %s note', who, visibility)
)
from (values ('dan', 'private', 'not_allowed'), ('dan', 'shared', 'not_allowed'), ('eve', 'private', 'not_found'), ('hal', 'private', 'not_found'), ('uma', 'shared', 'not_found'), ('ben', 'private', 'not_allowed'))
  as writers (who, visibility, word);
select pg_temp.refused(who, format('select api.%s(%L%s)', verb, note_id, case verb when 'sign_note' then ', 1' end), word, format('%s: %s of %s', who, verb, name))
from written
cross join unnest(array['sign_note', 'discard_draft']) as verb
join (values
  ('dan', 'ada draft', 'not_allowed'), ('eve', 'ada draft', 'not_found'), ('cleo', 'ada draft', 'not_found'), ('ben', 'ada draft', 'not_found'), ('ada', 'cleo draft', 'not_found'),
  ('ada', 'ben draft', 'not_found'), ('cleo', 'ben shared', 'not_allowed'), ('ada', 'cleo private', 'not_allowed'), ('ben', 'ada shared', 'not_allowed'), ('ben', 'ada private', 'not_found')
) as others (who, name, word) using (name);

-- Who supervises reads what ada wrote, if so decided, and writes nothing.
select tests.act_as('cleo');
select (api.begin_supervision(tests.id('dan.member'), tests.id('ada'))) ->> 'since';
select tests.act_as('owner');
select is(pg_temp.seen('dan'), '{}', 'a supervisor of the bookings alone sees no note');
select is(pg_temp.read('dan', :'booking'), array['not_allowed'], 'and reads none');
select tests.act_as('cleo');
select (api.begin_supervision(tests.id('dan.member'), tests.id('ada'), true)) ->> 'since';
select tests.act_as('owner');
select is(pg_temp.seen('dan'), array['ada private', 'ada shared', 'ben shared', 'cleo private'], 'one of the notes too sees what is signed');
select is(pg_temp.read('dan', :'booking'), array['ada private', 'ada shared', 'ben shared', 'cleo private'], 'and reads it');
select is(
  tests.as_owner(format('select string_agg(distinct after ->> ''as'', '','') from app.audit_log where action = ''note.read'' and actor = %L', 'user:' || tests.id('dan.user'))), 'supervisor',
  'as a supervisor, says the log'
);
select pg_temp.refused('dan', format('select api.save_note(%L, gen_random_uuid(), %L, %L)', :'booking', :'key', pg_temp.sealed('x')), 'not_allowed', 'a supervisor writes nothing');
select tests.act_as('owner');
update app.supervisions set ended_at = app.now();
select is(pg_temp.read('dan', :'booking'), array['not_allowed'], 'and reads nothing once it is over');

-- Permissions are what decides.
select tests.act_as('owner');
delete from app.role_permissions where (role, permission) = ('admin', 'notes:read');
select is(pg_temp.seen('cleo'), array['ada shared', 'ben shared', 'cleo draft'], 'an admin without notes:read sees what is shared, and the own draft');
select is(pg_temp.read('cleo', :'booking'), array['ada shared', 'ben shared', 'cleo draft'], 'and reads no more');
select pg_temp.refused('cleo', format('select api.save_note(%L, gen_random_uuid(), %L, %L)', :'booking', :'key', pg_temp.sealed('x')), 'not_allowed', 'nor writes what would be unreadable to her');
select tests.act_as('owner');
delete from app.role_permissions where permission = 'notes:write';
select pg_temp.refused(who, format('select api.save_note(%L, gen_random_uuid(), %L, %L, visibility => ''shared'')', :'booking', :'key', pg_temp.sealed('x')), 'not_allowed', format('%s without notes:write writes none', who))
from unnest(array['ada', 'cleo']) as who;
select pg_temp.refused('ada', format('select api.sign_note(%L, 1)', note_id), 'not_allowed', 'nor signs') from written where name = 'ada draft';
select tests.act_as('owner');
update app.members set suspended_at = app.now() where member_id = tests.id('ada.member');
select is(pg_temp.seen('ada'), '{}', 'who is suspended sees nothing');
select is(pg_temp.read('ada', :'booking'), array['not_found'], 'and reads nothing');
