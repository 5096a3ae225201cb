-- policies: who may listen to which topic of Realtime.
--
-- Room: live
--
-- A policy asks for the row's own topic.  realtime.topic() is only a setting, which whoever may run SQL can set.
-- There is no policy to insert: clients listen, the database speaks.  Can be run again: a stack may bring Realtime along later than our migrations.
do $$
begin
  -- Realtime belongs to the platform: a database without it has nobody who listens.
  if to_regclass('realtime.messages') is null then
    return;
  end if;

  -- user:<uuid>: what is for that account alone.
  drop policy if exists messages_select_by_user on realtime.messages;
  create policy messages_select_by_user on realtime.messages for select to authenticated
  using (extension = 'broadcast' and topic = 'user:' || (select auth.uid())::text);

  -- practitioner:<uuid>:slots: whoever may see the practitioner.  The subquery is under the policies of practitioners.
  drop policy if exists messages_select_by_who_sees_the_practitioner on realtime.messages;
  create policy messages_select_by_who_sees_the_practitioner on realtime.messages for select to anon, authenticated
  using (
    extension = 'broadcast'
    and exists (
      select from app.practitioners as p
      where p.practitioner_id = substring(messages.topic from '^practitioner:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):slots$')::uuid
    )
  );
end;
$$;
