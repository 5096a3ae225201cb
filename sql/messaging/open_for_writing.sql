-- open_for_writing: let a participant write, or say why not.
--
-- Room:   messaging
-- Raises: PT409 illegal_transition
create function app.open_for_writing_required(p_participant app.conversation_participants)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_because text := app.closed_because(p_participant);
begin
  if v_because is not null then
    perform app.fail(
      'illegal_transition', case v_because
        when 'left' then 'You left this conversation.'
        when 'practitioner_away' then 'The practitioner cannot be reached here at present.'
        when 'client_archived' then 'This client is not one of the practice any more.'
        when 'no_account' then 'This client has no account and cannot read messages.'
        when 'seat_given_back' then 'This conversation is for those who come to the session.'
        else 'This conversation has ended. It can still be read.'
      end,
      case v_because when 'left' then 'Join it again.' else 'Ask the practice, or book again.' end
    );
  end if;
end;
$$;

comment on function app.open_for_writing_required(app.conversation_participants) is 'Raises PT409 illegal_transition where app.closed_because has a reason.';
