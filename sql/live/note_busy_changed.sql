-- note_busy_changed: time that a practitioner's calendar takes or gives back is news to open pages.
--
-- Room: live
create function private.note_busy_changed()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_span tstzrange := case tg_op when 'INSERT' then new.span else old.span end;
begin
  perform app.note_slots_changed(
    case tg_op when 'INSERT' then new.practitioner_id else old.practitioner_id end,
    -- Weeks at once are any day.
    case when upper(v_span) < lower(v_span) + interval '60 days' then v_span end
  );
  return null;
end;
$$;

comment on function private.note_busy_changed() is 'Trigger, after busy time came or went; a span is never changed in place.  Definer, as its siblings are.';

create trigger _800_note_busy after insert or delete on app.busy_spans for each row execute function private.note_busy_changed();
