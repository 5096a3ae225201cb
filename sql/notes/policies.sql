-- policies: who sees that there is a note; what it says is for read_notes.
--
-- Room: notes
-- Who sees no booking sees no note on it: the bookings below are those that the caller sees.
create policy notes_select_by_party on app.notes for select to authenticated
using (
  case when signed_at is null then author_id = (select auth.uid()) else true end
  and exists (
    select from app.bookings as b
    where (b.booking_id, b.organization_id) = (notes.booking_id, notes.organization_id)
      and (
        b.practitioner_id = any ((select private.my_practitioner_ids('sessions:read'))::uuid[])
        or b.practitioner_id = any ((select private.supervised_practitioner_ids(true))::uuid[])
        or (
          b.organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
          and (
            notes.visibility = 'shared' or notes.signed_at is null
            or b.organization_id = any ((select private.organizations_where('notes:read'))::uuid[])
          )
        )
        or (notes.visibility = 'shared' and b.client_id = any ((select private.my_client_ids())::uuid[]))
      )
  )
);
-- All but what is sealed.
grant select (
  note_id, organization_id, booking_id, addendum_to, visibility, author_id, author_role, author_name, version, created_at, updated_at, signed_at
) on app.notes to authenticated, service_role;

create view api.notes with (security_invoker = true) as
select
  n.note_id, n.organization_id, n.booking_id, b.client_id, b.practitioner_id, b.starts_at, n.addendum_to, n.visibility,
  case when n.signed_at is null then 'draft' else 'signed' end as status,
  n.version, n.author_role, n.author_name, n.author_id = (select auth.uid()) as is_mine, n.created_at, n.updated_at, n.signed_at
from app.notes as n
join app.bookings as b on (b.booking_id, b.organization_id) = (n.booking_id, n.organization_id);

comment on view api.notes is
  'The notes that the caller may read, and the own drafts, without what they say: read_notes says it, and that it did.  starts_at is the booking''s.  Changed by verbs only.';
grant select on api.notes to authenticated, service_role;
