-- req: DR-8.1
select tests.freeze();
create function pg_temp.mail(p_status text, p_mail_status text, p_organization text default 'river') returns text language sql as $$
  select tests.as_owner(format(
    $i$ insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, status, finished_at, mail_status, mail_status_at)
    values (%L, 'booking.confirmed', 'client', gen_random_uuid(), '{}', %L, case when %L <> 'queued' then app.now() end, %L, case when %L is not null then app.now() end)
    returning 'ok' $i$, tests.id(p_organization), p_status, p_status, p_mail_status, p_mail_status
  ))
$$;
select pg_temp.mail('delivered', s) from unnest(array['delivered', 'delivered', 'complained', 'bounced', 'delayed', null]) as s;
select pg_temp.mail('failed', null), pg_temp.mail('dropped', null), pg_temp.mail('dropped', null), pg_temp.mail('queued', null), pg_temp.mail('delivered', 'bounced', 'hill');

select tests.act_as('cleo');
select is(
  (select to_jsonb(f) - 'organization_id' from api.mail_figures as f),
  '{"day": "2027-01-04", "taken": 6, "failed": 1, "dropped": 2, "arrived": 3, "bounced": 1, "complained": 1, "arrived_percent": 75.0}',
  'an admin sees how much of the own organization''s mail arrives'
);
select tests.act_as('hal');
select is((select arrived_percent from api.mail_figures), 0.0, 'and another the other''s');
select tests.act_as('ada');
select is_empty('select * from api.mail_figures', 'a practitioner sees none');
select tests.act_as('anon');
select tests.forbids('select * from api.mail_figures', 'nor does anon');
