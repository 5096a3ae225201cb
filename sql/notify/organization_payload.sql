-- organization_payload: who speaks, in every message, and to which practitioner.
--
-- Room:  notify
-- Reads: app.organizations
create function app.organization_payload(p_organization_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'organization_id', o.organization_id, 'name', o.name, 'slug', o.slug, 'discreet', o.discreet,
    'reply_to', o.reply_to, 'locale', o.locale, 'time_zone', o.time_zone,
    'brand_color', o.brand_color, 'logo_url', o.logo_url, 'mail_footer', o.mail_footer, 'postal_address', o.postal_address
  )
  from app.organizations as o
  where o.organization_id = p_organization_id;
$$;

comment on function app.organization_payload(uuid) is '{organization_id, name, slug, discreet, reply_to, locale, time_zone, brand_color, logo_url, mail_footer, postal_address}.';

create function app.told_practitioner(p_event app.outbox_events, p_present uuid)
returns uuid
language sql
immutable
security invoker
return case when p_event.recipient = 'practitioner' then coalesce((p_event.data ->> 'practitioner_id')::uuid, p_present) else p_present end;

comment on function app.told_practitioner(app.outbox_events, uuid) is
  'Whom a message about a booking names as its practitioner: to a practitioner always the one that it was written to, who may have handed it over since.';
