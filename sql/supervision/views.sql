-- views: supervisions as the Data API shows them.
--
-- Room:  supervision
-- Reads: app.supervisions, app.members, app.practitioners
create view api.supervisions with (security_invoker = true) as
select
  s.supervision_id, s.organization_id, s.supervisor_id, m.display_name as supervisor_name,
  s.practitioner_id, p.display_name as practitioner_name, s.may_read_notes, s.since, s.ended_at
from app.supervisions as s
left join app.members as m on (m.member_id, m.organization_id) = (s.supervisor_id, s.organization_id)
left join app.practitioners as p on (p.practitioner_id, p.organization_id) = (s.practitioner_id, s.organization_id);

comment on view api.supervisions is 'Who supervises whom, and who did: for both of them and for those with members:write.';
grant select on api.supervisions to authenticated;
