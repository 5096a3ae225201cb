-- A profile says who somebody is: credentials in words, and a photo that is a picture and nothing else.
-- req: DR-2.1
select tests.freeze();
create function pg_temp.picture(p_type text, p_begin bytea, p_length integer default 60) returns text language sql as $$
  select 'data:image/' || p_type || ';base64,' || translate(encode(p_begin || convert_to(repeat('x', p_length - length(p_begin)), 'UTF8'), 'base64'), E'\n', '');
$$;
create function pg_temp.jpeg(p_length integer default 60) returns text language sql as $$ select pg_temp.picture('jpeg', '\xffd8ffe0', p_length) $$;
grant execute on function pg_temp.picture(text, bytea, integer), pg_temp.jpeg(integer) to public;

select tests.act_as('ada');
select lives_ok(
  format('update api.practitioners set photo = %L, credentials = %L where practitioner_id = %L', pg_temp.jpeg(), 'PhD, R.Psych. (CPO 4711)', tests.id('ada')), 'ada shows herself'
);
select throws_ok(format('update api.practitioners set photo = %L where practitioner_id = %L', wrong, tests.id('ada')), '23514', null, why || ' is refused')
from (values
  ('https://elsewhere.example/ada.jpg', 'an address of somebody else''s'),
  ('data:image/svg+xml;base64,PHN2Zy8+', 'a drawing, which may run as a script,'),
  ('data:text/html;base64,PGI+', 'a page'),
  (pg_temp.picture('jpeg', '<script>'), 'a page that is called a picture'),
  (pg_temp.picture('png', '\xffd8ffe0'), 'a picture of another kind than it says'),
  (pg_temp.jpeg() || '"', 'what breaks out of an attribute'),
  (pg_temp.jpeg(80000), 'one that is too large'),
  ('', 'nothing at all')
) as v (wrong, why);
select lives_ok(format('update api.practitioners set photo = %L where practitioner_id = %L', picture, tests.id('ada')), 'other pictures are taken too')
from unnest(array[
  pg_temp.picture('png', '\x89504e470d0a1a0a'), pg_temp.picture('webp', convert_to('RIFF', 'UTF8') || '\x10000000' || convert_to('WEBP', 'UTF8')), pg_temp.jpeg(60000)
]) as picture;
select throws_ok(format($$ update api.practitioners set credentials = E'two\nlines' where practitioner_id = %L $$, tests.id('ada')), '23514', null, 'credentials are one line');
update api.practitioners set photo = pg_temp.jpeg() where practitioner_id = tests.id('dan');
select is((select photo from api.practitioners where practitioner_id = tests.id('dan')), null, 'a colleague''s profile is not hers to change');
select is((select photo from api.practitioners where practitioner_id = tests.id('ada')), pg_temp.jpeg(60000), 'the last one is kept');
select tests.act_as('anon');
select is(
  (select credentials || length(photo) from api.practitioners where practitioner_id = tests.id('ada')), 'PhD, R.Psych. (CPO 4711)' || length(pg_temp.jpeg(60000)), 'everybody sees both of a public profile'
);
select tests.act_as('owner');
select ok(
  bool_and(length(a.after ->> 'photo') = 71) and max(length(a.after::text)) < 5000, 'the log says that the photo changed, by its digest'
) from app.audit_log as a where a.entity = 'practitioner' and a.entity_id = tests.id('ada')::text and a.after ->> 'photo' is not null;
