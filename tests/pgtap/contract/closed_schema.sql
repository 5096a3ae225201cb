-- The rules of the house, which hold for whatever is added later.

-- Functions -------------------------------------------------------------------------------------------------------------------------------------
select is_empty($$
  select p.oid::regprocedure from pg_proc as p
  where p.prosecdef and p.pronamespace in ('app'::regnamespace, 'api'::regnamespace)
$$, 'SECURITY DEFINER lives in private, nowhere else');
select is_empty($$
  select p.oid::regprocedure from pg_proc as p
  where not p.prosecdef and p.pronamespace = 'private'::regnamespace
$$, 'and private has nothing else');
select is_empty($$
  select c.oid::regclass from pg_class as c where c.relnamespace = 'private'::regnamespace and c.relkind not in ('i')
$$, 'no table, no view');
select is_empty($$
  select p.oid::regprocedure from pg_proc as p
  where p.pronamespace in ('app'::regnamespace, 'api'::regnamespace, 'private'::regnamespace)
    and p.prosqlbody is null
    and 'search_path=""' <> all (coalesce(p.proconfig, '{}'))
$$, 'search_path is pinned wherever a body is read at run time');
select is_empty($$
  select p.oid::regprocedure from pg_proc as p
  where p.pronamespace in ('app'::regnamespace, 'api'::regnamespace, 'private'::regnamespace)
    and p.prolang not in (select l.oid from pg_language as l where l.lanname in ('sql', 'plpgsql'))
$$, 'everything is written in SQL or PL/pgSQL');
select is_empty($$
  select p.oid::regprocedure from pg_proc as p
  cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
  where p.pronamespace in ('app'::regnamespace, 'api'::regnamespace, 'private'::regnamespace) and a.grantee = 0
$$, 'no function is granted to PUBLIC');
select is_empty($$
  select n.nspname, c.relname, a.privilege_type
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
  cross join lateral aclexplode(c.relacl) as a
  where n.nspname in ('app', 'api', 'private') and a.grantee = 0
  union all
  select n.nspname, c.relname || '.' || t.attname, a.privilege_type
  from pg_attribute as t
  join pg_class as c on c.oid = t.attrelid
  join pg_namespace as n on n.oid = c.relnamespace
  cross join lateral aclexplode(t.attacl) as a
  where n.nspname in ('app', 'api', 'private') and a.grantee = 0
$$, 'no table, view, sequence or column either');
select is_empty($$
  select n.nspname from pg_namespace as n
  cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
  where n.nspname in ('app', 'api', 'private') and a.grantee = 0
$$, 'no schema either');

-- What anon may run, word for word.
select set_eq($$
  select p.oid::regprocedure::text from pg_proc as p
  where p.pronamespace = 'api'::regnamespace and has_function_privilege('anon', p.oid, 'execute')
$$, array[
  'api.available_slots(uuid,uuid,date,date,text,text)',
  'api.request_hold(uuid,uuid,timestamp with time zone,text,timestamp with time zone[],text,text,integer,uuid,text)',
  'api.extend_hold(text,text)', 'api.release_hold(text,text)', 'api.confirm_hold(text,jsonb,text,jsonb,text)',
  'api.booking_by_token(text)', 'api.slots_by_token(text,date,date)', 'api.reschedule_by_token(text,timestamp with time zone,text)',
  'api.cancel_by_token(text,text,text)', 'api.video_by_token(text)',
  'api.search_practitioners(text,text,text,date,text,integer,text,text,integer,time without time zone,time without time zone,boolean,text,numeric)',
  'api.join_waitlist(uuid,date,date,jsonb,uuid,integer[],time without time zone,time without time zone,text)', 'api.leave_waitlist(uuid,text,text)',
  'api.waitlist_by_token(text)', 'api.accept_waitlist_offer(uuid,text,text,text)', 'api.decline_waitlist_offer(uuid,text,text)',
  'api.preferences_by_token(text)', 'api.unsubscribe_by_token(text,text[],boolean,text)',
  'api.review_by_token(text,integer,text,integer,text)', 'api.review_of_token(text)', 'api.practitioner_reviews(uuid,integer,uuid)',
  'api.note_visit(text,uuid[],text)'
], 'the verbs that anon may call are these');
select set_eq($$
  select p.oid::regproc::text from pg_proc as p
  where p.pronamespace = 'private'::regnamespace and has_function_privilege('anon', p.oid, 'execute')
$$, array[
  'private.slots_of_days', 'private.occupants_of_hold', 'private.request_hold', 'private.extend_hold', 'private.release_hold', 'private.confirm_hold',
  'private.booking_by_token', 'private.video_by_token', 'private.slots_by_token', 'private.reschedule_by_token', 'private.cancel_by_token', 'private.search_practitioners',
  'private.join_waitlist', 'private.leave_waitlist', 'private.waitlist_by_token', 'private.accept_waitlist_offer', 'private.decline_waitlist_offer',
  'private.preferences_by_token', 'private.unsubscribe_by_token', 'private.practitioner_places',
  'private.review_by_token', 'private.review_of_token', 'private.practitioner_reviews',
  'private.note_visit'
], 'behind them these definers');
select set_eq($$
  select p.oid::regproc::text from pg_proc as p
  where p.pronamespace = 'app'::regnamespace and has_function_privilege('anon', p.oid, 'execute')
$$, array['app.now', 'app.error_body', 'app.fail', 'app.sign_in_required', 'app.is_time_zone', 'app.is_email', 'app.check_slot_arguments', 'app.rating_average'],
'and of the inside only what says the time, what refuses and what checks');
select set_eq($$
  select c.relname::text from pg_class as c
  where c.relnamespace = 'api'::regnamespace and c.relkind in ('v', 'r') and has_table_privilege('anon', c.oid, 'select')
$$, array['organizations', 'practitioners', 'services', 'practitioner_services', 'specialties', 'practitioner_specialties', 'offers', 'practitioner_places'], 'the views that anon may read are these');
select is_empty($$
  select c.oid::regclass, a.privilege_type from pg_class as c
  cross join lateral aclexplode(c.relacl) as a
  where c.relnamespace in ('app'::regnamespace, 'api'::regnamespace)
    and a.grantee = 'anon'::regrole and a.privilege_type <> 'SELECT'
$$, 'anon writes nothing directly');
select set_eq($$
  select p.oid::regproc::text from pg_proc as p
  where p.pronamespace = 'api'::regnamespace
    and has_function_privilege('service_role', p.oid, 'execute') and not has_function_privilege('authenticated', p.oid, 'execute')
$$, array['api.apply_retention', 'api.claim_attachment_deletions', 'api.mark_attachments_deleted', 'api.claim_events', 'api.claim_webhook_deliveries', 'api.data_key', 'api.data_keys_to_rewrap', 'api.register_data_key', 'api.rewrap_data_key', 'api.mark_delivered', 'api.mark_failed', 'api.mark_webhook_delivered', 'api.mark_webhook_failed', 'api.renew_webhook_leases', 'api.return_webhook_deliveries', 'api.note_provider_event', 'api.outbox_metrics', 'api.read_calendar_feed', 'api.register_booking_token', 'api.register_invitation_token', 'api.register_unsubscribe_token', 'api.register_waitlist_token', 'api.renew_leases', 'api.return_events', 'api.refresh_figures', 'api.tick',
  'api.claim_calendar_tasks', 'api.renew_calendar_tasks', 'api.return_calendar_tasks', 'api.mark_calendar_task_done', 'api.mark_calendar_task_failed', 'api.mark_calendar_gone',
  'api.complete_calendar_connection', 'api.keep_calendar_credentials', 'api.mark_calendar_revoked', 'api.return_calendar_attempt', 'api.take_ended_credentials',
  'api.read_busy_time', 'api.save_busy_time', 'api.read_calendar_changes', 'api.note_remote_events', 'api.save_sync_token',
  'api.calendar_channels_due', 'api.keep_calendar_channel', 'api.drop_calendar_channel', 'api.note_calendar_push', 'api.take_ended_channels',
  'api.claim_video_rooms', 'api.renew_video_rooms', 'api.return_video_rooms', 'api.mark_video_room_done', 'api.mark_video_room_failed', 'api.note_video_event'],
'what is for the service role is for nobody else');

-- Whatever changes something can be sent twice.
-- req: TS-10
create temp table verbs as
select p.oid::regproc::text as verb, p.proargnames[p.pronargs] as last_argument, p.pronargdefaults > 0 as optional,
  (p.proargtypes::oid[])[p.pronargs - 1] = 'text'::regtype as is_text
from pg_proc as p
where p.pronamespace = 'api'::regnamespace and p.provolatile = 'v'
  and (has_function_privilege('anon', p.oid, 'execute') or has_function_privilege('authenticated', p.oid, 'execute'));
select set_eq(
  $$ select verb from verbs where (last_argument = 'idempotency_key' and optional and is_text) is not true $$, array[
  -- They read: what they write is the count of tokens tried.
  'api.booking_by_token', 'api.video_by_token', 'api.slots_by_token', 'api.waitlist_by_token', 'api.preferences_by_token', 'api.review_of_token', 'api.room_by_link',
  -- What it writes is that somebody looked.
  'api.client_onboarding',
  -- They try a change and undo it.
  'api.preview_availability_change', 'api.preview_hand_over',
  -- It reads, and what it writes is that it did.
  'api.read_notes',
  -- Once is the point of it.
  'api.take_calendar_attempt',
  -- They read, and note that they were asked: the answer, which is all about a person, is not to be kept.
  'api.breach_report', 'api.client_record', 'api.disclosures_of_client', 'api.export_client', 'api.export_my_data'
], 'every verb that changes something takes an optional idempotency_key as its last argument');

-- Tables ----------------------------------------------------------------------------------------------------------------------------------------
select is_empty($$
  select c.oid::regclass from pg_class as c
  where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity
$$, 'row-level security on every table');
select is_empty($$
  select c.oid::regclass from pg_class as c
  where c.relnamespace = 'api'::regnamespace and c.relkind = 'v' and 'security_invoker=true' <> all (coalesce(c.reloptions, '{}'))
$$, 'every view asks as its caller');
select is_empty($$
  select c.oid::regclass from pg_class as c where c.relnamespace = 'api'::regnamespace and c.relkind not in ('v')
$$, 'api has views and functions only');

-- The tenant is in every key, but for these.
create temp table without_tenant as select unnest(array[
  'error_words', 'permissions', 'role_permissions', 'booking_transitions', 'idempotency_keys', 'rate_limits', 'super_admins', 'time_zones',
  'billing_codes', 'message_kinds', 'provider_events', 'webhook_event_types',
  'personal_data', 'retention_kinds'
]) as name;
select is_empty($$
  select c.relname from pg_class as c
  where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p')
    and c.relname not in (select name from without_tenant)
    and not exists (
      select from pg_index as i join pg_attribute as a on a.attrelid = c.oid and a.attnum = any (i.indkey::smallint[])
      where i.indrelid = c.oid and i.indisprimary and a.attname = 'organization_id'
    )
$$, 'organization_id is in every primary key, but for a short list');
select is_empty($$
  select c.relname from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attname = 'organization_id'
  where c.relnamespace = 'app'::regnamespace and c.relkind = 'r' and c.relname in (select name from without_tenant)
$$, 'and that list has no tenant''s table');
select is_empty($$
  select k.conrelid::regclass, k.conname from pg_constraint as k
  where k.connamespace = 'app'::regnamespace and k.contype = 'f'
    and k.confrelid not in (select to_regclass('app.' || name) from without_tenant)
    and not exists (
      select from unnest(k.conkey, k.confkey) as pair (here, there)
      join pg_attribute as h on h.attrelid = k.conrelid and h.attnum = pair.here and h.attname = 'organization_id'
      join pg_attribute as t on t.attrelid = k.confrelid and t.attnum = pair.there and t.attname = 'organization_id'
    )
$$, 'every reference carries organization_id, so that no row points into another tenant');
select is_empty($$
  select k.conrelid::regclass, k.conname from pg_constraint as k
  where k.connamespace = 'app'::regnamespace and k.contype = 'f' and pg_get_constraintdef(k.oid) !~ 'ON DELETE (CASCADE|RESTRICT|SET NULL)'
$$, 'every reference says what a deletion does');
select is_empty($$
  select k.conrelid::regclass, k.conname from pg_constraint as k
  where k.connamespace = 'app'::regnamespace and k.contype = 'f'
    and k.confrelid not in ('app.organizations'::regclass, coalesce(to_regclass('app.time_zones'), 'app.organizations'::regclass))
    and not exists (select from pg_index as i where i.indrelid = k.conrelid and i.indkey[0] = any (k.conkey))
$$, 'whatever may be deleted is found by an index from its references');
select is_empty($$
  select c.relname, i.relname from pg_index as x
  join pg_class as c on c.oid = x.indrelid
  join pg_class as i on i.oid = x.indexrelid
  where c.relnamespace = 'app'::regnamespace
    and i.relname not like c.relname || '\_%'
$$, 'every index has its table''s name in front');

-- Words -----------------------------------------------------------------------------------------------------------------------------------------
select is_empty($$
  select p.oid::regprocedure from pg_proc as p
  where p.pronamespace in ('app'::regnamespace, 'api'::regnamespace, 'private'::regnamespace) and obj_description(p.oid, 'pg_proc') is null
$$, 'every function says what it does');
select is_empty($$
  select c.oid::regclass from pg_class as c
  where c.relnamespace in ('app'::regnamespace, 'api'::regnamespace) and c.relkind in ('r', 'v') and obj_description(c.oid, 'pg_class') is null
$$, 'every table and view says what it is');
select is_empty($$
  select n.nspname from pg_namespace as n where n.nspname in ('app', 'api', 'private') and obj_description(n.oid, 'pg_namespace') is null
$$, 'every schema too');
select is_empty($$
  select t.typname from pg_type as t
  join pg_class as c on c.oid = t.typrelid
  where t.typnamespace = 'app'::regnamespace and c.relkind = 'c' and obj_description(t.oid, 'pg_type') is null
$$, 'and every type of our own');
select is_empty($$
  select t.tgrelid::regclass, t.tgname from pg_trigger as t
  join pg_class as c on c.oid = t.tgrelid
  where c.relnamespace in ('app'::regnamespace, 'api'::regnamespace) and not t.tgisinternal
    and t.tgname !~ '^_(100|200|500|800|900)_[a-z]+(_[a-z]+)*$'
$$, 'triggers are numbered: guard, derive, announce, audit');
select is_empty($$
  select p.tablename, p.policyname from pg_policies as p
  where p.schemaname = 'app'
    and (p.policyname not like p.tablename || '\_' || lower(p.cmd) || '\_by\_%' or p.cmd = 'ALL' or 'public' = any (p.roles))
$$, 'policies are one per command, named by table, command and for whom, and never for PUBLIC');
select is_empty($$
  select k.conrelid::regclass, k.conname from pg_constraint as k
  where k.connamespace = 'app'::regnamespace
    and k.contype in ('c', 'f', 'p', 'u', 'x')
    and k.conname not like (select c.relname from pg_class as c where c.oid = k.conrelid) || '\_%'
$$, 'constraints begin with their table''s name');
select is_empty($$
  select k.conrelid::regclass, k.conname from pg_constraint as k
  where k.connamespace = 'app'::regnamespace
    and k.contype in ('c', 'f', 'u', 'x')
    and (k.conname ~ '_(check|fkey|excl)\d*$' or (k.contype = 'u' and k.conname ~ '_key\d*$'))
$$, 'and are sentences, not what Postgres would call them');
select is_empty($$
  select p.tablename, p.policyname from pg_policies as p
  where p.schemaname = 'app' and coalesce(p.qual, '') || coalesce(p.with_check, '') ~ 'auth\.uid\(\)'
    and coalesce(p.qual, '') || coalesce(p.with_check, '') !~ 'SELECT auth\.uid\(\)'
$$, 'policies ask for the caller once per statement');

-- Errors ----------------------------------------------------------------------------------------------------------------------------------------
create temp table words_used as
select distinct p.oid::regprocedure as function, m[2] as word
from pg_proc as p
cross join lateral regexp_matches(p.prosrc, $re$(app\.fail|app\.fail_with_status|return row|app\.error_body)\(\s*'([a-z_]+)'$re$, 'g') as m
where p.pronamespace in ('app'::regnamespace, 'api'::regnamespace, 'private'::regnamespace);
select isnt_empty('select 1 from words_used', 'refusals were found in the functions');
select is_empty('select * from words_used where word not in (select word from app.error_words)', 'every word that a function refuses with is in the register');
select is_empty(
  $$ select word from app.error_words except select word from words_used
     except select m[1] from pg_proc as p cross join lateral regexp_matches(p.prosrc, '''([a-z_]+)''', 'g') as m
     where p.pronamespace in ('app'::regnamespace, 'private'::regnamespace) $$,
  'and every word of the register is used'
);
select is_empty($$
  select p.oid::regprocedure from pg_proc as p
  where p.pronamespace in ('app'::regnamespace, 'api'::regnamespace, 'private'::regnamespace)
    -- BF001 undoes what was only tried, and is caught where it is raised.
    and replace(p.prosrc, 'raise sqlstate ''BF001''', '') ~* '\mraise\s+(exception|sqlstate)'
    and p.oid::regproc::text not in ('app.fail', 'app.fail_with_hint', 'app.audit_log_is_append_only')
$$, 'nobody raises but by the register');

-- The clock.
select is_empty($$
  select p.oid::regprocedure from pg_proc as p
  where p.pronamespace in ('app'::regnamespace, 'api'::regnamespace, 'private'::regnamespace)
    and p.oid <> 'app.now()'::regprocedure
    and coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)
      ~* '(\mcurrent_(timestamp|date|time)\M|\mclock_timestamp\M|\mstatement_timestamp\M|\mtransaction_timestamp\M|\mlocaltime|(?<!app\.)\mnow\(\))'
$$, 'only app.now() reads the clock');
select is_empty($$
  select d.adrelid::regclass from pg_attrdef as d
  join pg_class as c on c.oid = d.adrelid
  where c.relnamespace = 'app'::regnamespace and pg_get_expr(d.adbin, d.adrelid) ~* '(?<!app\.)\mnow\(\)|current_timestamp'
$$, 'defaults included');
