-- views: marked addresses as the Data API shows them.
--
-- Room:  mail_status
-- Reads: app.mail_addresses
create view api.mail_addresses with (security_invoker = true) as
select a.address_id, a.organization_id, a.address, a.bounced_at, a.bounce_reason, a.complained_at, a.created_at
from app.mail_addresses as a;

comment on view api.mail_addresses is
  'Addresses to which an organization''s mail does not arrive (bounced_at: nothing is sent to them) or is not welcome (complained_at: only what is essential is),'
  ' for its admins.  Cleared by clear_mail_address.';
grant select on api.mail_addresses to authenticated, service_role;
