-- How an organization looks in mails is its admins' to say, within what a mail can show.
select tests.act_as('cleo');
update api.organization_settings set
  brand_color = '#0A5C8F', logo_url = 'https://cdn.river.example/mail/logo.png?v=2', mail_footer = E'In a crisis, call 9-8-8.\nWe answer within a day.',
  postal_address = E'12 River Street\nMontréal QC  H2X 1Y4', ask_for_reviews = true
where organization_id = tests.id('river');
select is(
  tests.as_owner(format($$ select app.organization_payload(%L) - array['organization_id', 'name', 'slug', 'discreet', 'reply_to', 'locale', 'time_zone', 'country'] $$, tests.id('river')))::jsonb,
  jsonb_build_object(
    'brand_color', '#0A5C8F', 'logo_url', 'https://cdn.river.example/mail/logo.png?v=2',
    'mail_footer', E'In a crisis, call 9-8-8.\nWe answer within a day.', 'postal_address', E'12 River Street\nMontréal QC  H2X 1Y4'
  ),
  'what cleo sets is in every message'
);

select throws_ok(
  format('update api.organization_settings set %I = %L where organization_id = %L', setting, value, tests.id('river')), '23514', null,
  format('%s may not be “%s”', setting, left(value, 40))
)
from (values
  ('brand_color', 'red'), ('brand_color', '#fff'), ('brand_color', '#12345g'), ('brand_color', '#123456; background: url(//x)'),
  ('logo_url', 'http://river.example/logo.png'), ('logo_url', 'javascript:alert(1)'), ('logo_url', 'https://river.example'),
  ('logo_url', 'https://river.example/"onload="x'), ('logo_url', 'https://river.example/a b.png'), ('logo_url', 'https://user@river.example/logo.png'),
  ('logo_url', 'https://river.example/' || repeat('a', 500)),
  ('mail_footer', ''), ('mail_footer', E' \n '), ('mail_footer', repeat('a', 601)), ('mail_footer', E'bell \x07'), ('mail_footer', E'line\rreturn'),
  ('postal_address', repeat('a', 301)), ('postal_address', E'tab\there')
) as bad (setting, value);
select lives_ok(
  format('update api.organization_settings set brand_color = null, logo_url = null, mail_footer = null, postal_address = null, ask_for_reviews = null where organization_id = %L', tests.id('river')),
  'and all of it may be left open'
);

select tests.act_as('ada');
update api.organization_settings set brand_color = '#000000' where organization_id = tests.id('river');
select is(tests.as_owner(format('select brand_color from app.organizations where organization_id = %L', tests.id('river'))), null, 'a practitioner changes nothing');
select tests.act_as('hal');
update api.organization_settings set brand_color = '#000000' where organization_id = tests.id('river');
select is(tests.as_owner(format('select brand_color from app.organizations where organization_id = %L', tests.id('river'))), null, 'nor does another organization''s admin');
select tests.act_as('anon');
select tests.forbids($$ update api.organization_settings set brand_color = '#000000' $$, 'nor anon');
