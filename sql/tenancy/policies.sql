-- policies: who sees and changes organizations and members.
--
-- Room: tenancy
create policy organizations_select_by_public on app.organizations for select to anon, authenticated
using (suspended_at is null);

create policy organizations_select_by_member on app.organizations for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]) or (select private.is_super_admin()));

create policy organizations_update_by_admin on app.organizations for update to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));

create policy members_select_by_member on app.members for select to authenticated
using (
  user_id = (select auth.uid())
  or organization_id = any ((select private.organizations_where('members:read'))::uuid[])
);

grant select (organization_id, slug, name, time_zone, country, locale, profile, about, brand_color, logo_url, takes_join_requests, suspended_at) on app.organizations to anon;
grant select on app.organizations to authenticated, service_role;
grant update (name, time_zone, country, locale, discreet, reply_to, profile, eight_minute_rule, client_reminders, practitioner_reminders, waitlist_offer_minutes,
  brand_color, logo_url, mail_footer, postal_address, ask_for_reviews, about, approve_practitioners, takes_join_requests,
  message_quiet_seconds, message_tries, conversation_quiet_minutes, count_visits, calendar_required, on_remote_change, video_provider, jitsi_url) on app.organizations to authenticated;
grant select on app.members to authenticated, service_role;
