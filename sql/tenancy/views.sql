-- views: organizations and members as the Data API shows them.
--
-- Room:  tenancy
-- Reads: app.organizations, app.members
create view api.organizations with (security_invoker = true) as
select o.organization_id, o.slug, o.name, o.time_zone, o.country, o.locale, o.profile, o.about, o.brand_color, o.logo_url, o.takes_join_requests
from app.organizations as o;

comment on view api.organizations is 'What everybody may know of an organization.  profile: therapy, medical, coaching or peer.';
grant select on api.organizations to anon, authenticated, service_role;

create view api.organization_settings with (security_invoker = true) as
select o.organization_id, o.slug, o.name, o.time_zone, o.country, o.locale, o.discreet, o.reply_to,
  o.profile, o.eight_minute_rule, o.client_reminders, o.practitioner_reminders, o.waitlist_offer_minutes, o.suspended_at, o.created_at,
  o.brand_color, o.logo_url, o.mail_footer, o.postal_address, o.ask_for_reviews, o.about, o.approve_practitioners, o.takes_join_requests,
  o.message_quiet_seconds, o.message_tries, o.conversation_quiet_minutes, o.count_visits,
  o.calendar_required, o.on_remote_change, o.video_provider, o.jitsi_url
from app.organizations as o
where o.organization_id = any ((select private.organizations_where('settings:read'))::uuid[]);

comment on view api.organization_settings is 'An organization''s settings, for those with settings:read; changed by those with settings:write.  Updatable: name, time_zone, country, locale, discreet, reply_to,'
  ' profile, eight_minute_rule, client_reminders, practitioner_reminders, waitlist_offer_minutes,'
  ' brand_color, logo_url, mail_footer, postal_address, ask_for_reviews, about, approve_practitioners, takes_join_requests, message_quiet_seconds, message_tries, conversation_quiet_minutes, count_visits,'
  ' calendar_required, on_remote_change, video_provider, jitsi_url.';
grant select, update (name, time_zone, country, locale, discreet, reply_to, profile, eight_minute_rule, client_reminders, practitioner_reminders, waitlist_offer_minutes,
  brand_color, logo_url, mail_footer, postal_address, ask_for_reviews, about, approve_practitioners, takes_join_requests,
  message_quiet_seconds, message_tries, conversation_quiet_minutes, count_visits, calendar_required, on_remote_change, video_provider, jitsi_url) on api.organization_settings to authenticated;
grant select on api.organization_settings to service_role;

create view api.members with (security_invoker = true) as
select m.member_id, m.organization_id, m.user_id, m.role, m.email, m.display_name, m.suspended_at, m.created_at
from app.members as m
where (select app.list_required(array['members:read']));

comment on view api.members is 'The members of the caller''s organizations; refused to those who have members:read in none.';
grant select on api.members to authenticated, service_role;
