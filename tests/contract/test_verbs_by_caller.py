"""Every verb, called by every caller with arguments that are right: who may, and what the others are told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from .grid import cells
from .scenes import SCENES
from .sentences import STATUS

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .conftest import Watch
    from .desk import Desk
    from .world import World

pytestmark = pytest.mark.slow

# The booking is ben's with ada.  "denied": the verb is not granted to the caller's role.
GRID = """
                           anon    ben          ada          noah         cleo    ines       eve          service
create_organization        denied  ok           ok           ok           ok      ok         ok           denied
invite_member              denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
accept_invitation          denied  ok           ok           ok           ok      ok         ok           denied
register_invitation_token  denied  denied       denied       denied       denied  denied     denied       ok
revoke_invitation          denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
resend_invitation          denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
change_member_role         denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
change_role_permission     denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
open_support_access        denied  not_allowed  not_allowed  not_allowed  not_allowed      not_allowed  not_allowed    denied
allow_support_access       denied  not_found  not_allowed  not_allowed  ok      not_found  not_found    denied
end_support_access         denied  not_found  not_allowed  not_allowed  ok      not_found  not_found    denied
suspend_member             denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
reactivate_member          denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
assign_practitioner        denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
end_assignment             denied  not_found    ok           not_allowed  ok      not_found  not_found    denied
begin_supervision          denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
end_supervision            denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
save_onboarding_step       denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
publish_onboarding_step    denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
retire_onboarding_step     denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
join_organization          denied  ok           ok           ok           ok      ok         ok           denied
my_onboarding              denied  ok           not_found    not_found    not_found  not_found  not_found  denied
answer_onboarding_step     denied  ok           not_found    not_found    not_found  not_found  not_found  denied
withdraw_consent           denied  ok           not_found    not_found    not_found  not_found  not_found  denied
client_onboarding          denied  not_found    ok           not_allowed  ok      not_found  not_found    denied
change_display_name        denied  not_found    ok           ok           ok      not_found  not_found    denied
leave_organization         denied  not_found    not_found    not_found    not_found  not_found  ok         denied
request_to_join            denied  ok           ok           ok           ok      ok         ok           denied
withdraw_join_request      denied  not_found    not_found    not_found    not_found  not_found  ok         denied
approve_join_request       denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
decline_join_request       denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
hand_over_client           denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
preview_hand_over          denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
available_slots            ok      ok           ok           ok           ok      ok         ok           ok
search_practitioners       ok      ok           ok           ok           ok      ok         ok           ok
request_hold               ok      ok           ok           ok           ok      ok         ok           denied
extend_hold                ok      ok           ok           ok           ok      ok         ok           denied
release_hold               ok      ok           ok           ok           ok      ok         ok           denied
confirm_hold               ok      ok           ok           ok           ok      ok         ok           denied
create_booking             denied  not_allowed  ok           not_allowed  ok      not_allowed  not_allowed  denied
reschedule_booking         denied  ok           ok           not_allowed  ok      not_found  not_found    denied
cancel_booking             denied  ok           ok           not_allowed  ok      not_found  not_found    denied
cancel_series              denied  ok           ok           not_allowed  ok      not_found  not_found    denied
reschedule_series          denied  ok           ok           not_allowed  ok      not_found  not_found    denied
explain_slot               denied  not_found    ok           ok           ok      not_found  not_found    denied
preview_availability_change  denied  not_found  ok           not_allowed  ok      not_found  not_found    denied
change_availability        denied  not_found    ok           not_allowed  ok      not_found  not_found    denied
close_day                  denied  not_found    ok           not_allowed  ok      not_found  not_found    denied
approve_booking            denied  not_allowed  ok           not_allowed  ok      not_found  not_found    denied
decline_booking            denied  not_allowed  ok           not_allowed  ok      not_found  not_found    denied
complete_booking           denied  not_allowed  ok           not_allowed  ok      not_found  not_found    denied
mark_no_show               denied  not_allowed  ok           not_allowed  ok      not_found  not_found    denied
booking_history            denied  ok           ok           not_allowed  ok      not_found  not_found    denied
booking_place              denied  ok           ok           not_allowed  ok      not_found  not_found    denied
video_of_booking           denied  ok           ok           not_allowed  not_allowed  not_found  not_found  denied
claim_video_rooms          denied  denied       denied       denied       denied  denied     denied       ok
renew_video_rooms          denied  denied       denied       denied       denied  denied     denied       ok
return_video_rooms         denied  denied       denied       denied       denied  denied     denied       ok
mark_video_room_done       denied  denied       denied       denied       denied  denied     denied       ok
mark_video_room_failed     denied  denied       denied       denied       denied  denied     denied       ok
note_video_event           denied  denied       denied       denied       denied  denied     denied       ok
client_profile             denied  ok           ok           not_allowed  ok      not_found  not_found    denied
client_bookings            denied  ok           ok           not_allowed  ok      not_found  not_found    denied
recent_activity            denied  not_found    ok           not_allowed  ok      not_found  not_found    denied
practitioner_figures       denied  not_found    ok           not_allowed  ok      not_found  not_found    denied
booking_by_token           ok      ok           ok           ok           ok      ok         ok           denied
video_by_token             ok      ok           ok           ok           ok      ok         ok           ok
slots_of_booking           denied  ok           ok           not_allowed  ok      not_found  not_found    denied
slots_by_token             ok      ok           ok           ok           ok      ok         ok           denied
reschedule_by_token        ok      ok           ok           ok           ok      ok         ok           denied
cancel_by_token            ok      ok           ok           ok           ok      ok         ok           denied
claim_booking              denied  ok           ok           ok           ok      ok         ok           denied
link_my_bookings           denied  ok           ok           ok           ok      ok         ok           denied
join_waitlist              ok      ok           ok           ok           ok      ok         ok           denied
leave_waitlist             not_signed_in  not_found    ok           not_found    ok      not_found  not_found    denied
waitlist_by_token          ok      ok           ok           ok           ok      ok         ok           denied
accept_waitlist_offer      ok      ok           ok           ok           ok      ok         ok           denied
decline_waitlist_offer     ok      ok           ok           ok           ok      ok         ok           denied
retry_message              denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
create_calendar_feed       denied  not_found    ok           not_allowed  ok      not_found  not_found    denied
revoke_calendar_feed       denied  not_found    ok           not_allowed  ok      not_found  not_found    denied
read_calendar_feed         denied  denied       denied       denied       denied  denied     denied       ok
begin_calendar_connection  denied  not_found    ok           ok           ok      not_found  not_found    denied
take_calendar_attempt      denied  token_invalid  ok  token_invalid  token_invalid  token_invalid  token_invalid  denied
return_calendar_attempt    denied  denied       denied       denied       denied  denied     denied       ok
complete_calendar_connection  denied  denied    denied       denied       denied  denied     denied       ok
change_calendar_connection  denied  not_found   ok           not_found    not_found  not_found  not_found  denied
end_calendar_connection    denied  not_found    ok           not_found    not_found  not_found  not_found  denied
take_ended_credentials     denied  denied       denied       denied       denied  denied     denied       ok
keep_calendar_credentials  denied  denied       denied       denied       denied  denied     denied       ok
mark_calendar_revoked      denied  denied       denied       denied       denied  denied     denied       ok
review_booking             denied  ok           not_allowed  not_allowed  not_allowed  not_found  not_found  denied
review_by_token            ok      ok           ok           ok           ok      ok         ok           denied
review_of_token            ok      ok           ok           ok           ok      ok         ok           denied
bookings_to_review         denied  ok           ok           ok           ok      ok         ok           denied
practitioner_reviews       ok      ok           ok           ok           ok      ok         ok           ok
answer_review              denied  not_found    ok           not_allowed  not_allowed  not_found  not_found  denied
hide_review                denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
show_review                denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
withdraw_review            denied  ok           not_allowed  not_allowed  not_allowed  not_found  not_found  denied
data_key                   denied  denied       denied       denied       denied  denied     denied       ok
register_data_key          denied  denied       denied       denied       denied  denied     denied       ok
data_keys_to_rewrap        denied  denied       denied       denied       denied  denied     denied       ok
rewrap_data_key            denied  denied       denied       denied       denied  denied     denied       ok
read_notes                 denied  ok           ok           not_allowed  ok      not_found  not_found    denied
save_note                  denied  ok           ok           not_allowed  ok      not_found  not_found    denied
sign_note                  denied  not_found    ok           not_allowed  not_found  not_found  not_found  denied
discard_draft              denied  not_found    ok           not_allowed  not_found  not_found  not_found  denied
mark_notifications_read    denied  ok           ok           ok           ok      ok         ok           denied
set_notification_preference  denied  ok         ok           ok           ok      not_found  not_found    denied
preferences_by_token       ok      ok           ok           ok           ok      ok         ok           denied
unsubscribe_by_token       ok      ok           ok           ok           ok      ok         ok           ok
clear_mail_address         denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
note_provider_event        denied  denied       denied       denied       denied  denied     denied       ok
register_unsubscribe_token  denied  denied      denied       denied       denied  denied     denied       ok
register_waitlist_token    denied  denied       denied       denied       denied  denied     denied       ok
register_booking_token     denied  denied       denied       denied       denied  denied     denied       ok
claim_events               denied  denied       denied       denied       denied  denied     denied       ok
mark_delivered             denied  denied       denied       denied       denied  denied     denied       ok
mark_failed                denied  denied       denied       denied       denied  denied     denied       ok
renew_leases               denied  denied       denied       denied       denied  denied     denied       ok
return_events              denied  denied       denied       denied       denied  denied     denied       ok
outbox_metrics             denied  denied       denied       denied       denied  denied     denied       ok
register_webhook_endpoint  denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
change_webhook_endpoint    denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
rotate_webhook_secret      denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
disable_webhook_endpoint   denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
enable_webhook_endpoint    denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
delete_webhook_endpoint    denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
send_test_webhook          denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
replay_webhook_delivery    denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
claim_webhook_deliveries   denied  denied       denied       denied       denied  denied     denied       ok
mark_webhook_delivered     denied  denied       denied       denied       denied  denied     denied       ok
mark_webhook_failed        denied  denied       denied       denied       denied  denied     denied       ok
renew_webhook_leases       denied  denied       denied       denied       denied  denied     denied       ok
return_webhook_deliveries  denied  denied       denied       denied       denied  denied     denied       ok
claim_calendar_tasks       denied  denied       denied       denied       denied  denied     denied       ok
renew_calendar_tasks       denied  denied       denied       denied       denied  denied     denied       ok
return_calendar_tasks      denied  denied       denied       denied       denied  denied     denied       ok
mark_calendar_task_done    denied  denied       denied       denied       denied  denied     denied       ok
mark_calendar_task_failed  denied  denied       denied       denied       denied  denied     denied       ok
mark_calendar_gone         denied  denied       denied       denied       denied  denied     denied       ok
choose_busy_calendars      denied  not_found    not_found    ok           not_found  not_found  not_found  denied
read_busy_time             denied  denied       denied       denied       denied  denied     denied       ok
save_busy_time             denied  denied       denied       denied       denied  denied     denied       ok
read_calendar_changes      denied  denied       denied       denied       denied  denied     denied       ok
note_remote_events         denied  denied       denied       denied       denied  denied     denied       ok
save_sync_token            denied  denied       denied       denied       denied  denied     denied       ok
calendar_channels_due      denied  denied       denied       denied       denied  denied     denied       ok
keep_calendar_channel      denied  denied       denied       denied       denied  denied     denied       ok
drop_calendar_channel      denied  denied       denied       denied       denied  denied     denied       ok
note_calendar_push         denied  denied       denied       denied       denied  denied     denied       ok
take_ended_channels        denied  denied       denied       denied       denied  denied     denied       ok
decide_calendar_change     denied  not_found    ok           not_found    ok      not_found  not_found    denied
organization_insights      denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
practitioner_dashboard     denied  not_found    ok           not_allowed  ok      not_found  not_found    denied
my_dashboard               denied  ok           ok           ok           ok      ok         ok           denied
note_visit                 ok      ok           ok           ok           ok      ok         ok           denied
refresh_figures            denied  denied       denied       denied       denied  denied     denied       ok
open_conversation          denied  not_found    ok           not_allowed  not_allowed  not_found  not_found  denied
open_group_conversation    denied  not_allowed  ok           not_allowed  not_allowed  not_found  not_found  denied
join_conversation          denied  ok           not_found    not_found    not_found  not_found  not_found    denied
leave_conversation         denied  ok           illegal_transition  not_found  not_found  not_found  not_found  denied
send_message               denied  ok           ok           not_found    not_found  not_found  not_found    denied
retract_message            denied  not_found    ok           not_found    not_found  not_found  not_found    denied
claim_attachment_deletions  denied  denied     denied       denied       denied  denied     denied       ok
mark_attachments_deleted   denied  denied       denied       denied       denied  denied     denied       ok
mark_conversation_read     denied  ok           ok           not_found    not_found  not_found  not_found    denied
export_client              denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
export_my_data             denied  ok           ok           ok           ok      ok         ok           denied
erase_client               denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
ask_for_erasure            denied  ok           not_found    not_found    not_found  not_found  not_found  denied
place_legal_hold           denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
lift_legal_hold            denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
client_record              denied  not_found    ok           not_found    ok      not_found  not_found    denied
disclosures_of_client      denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
set_retention              denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
preview_retention          denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
apply_retention            denied  denied       denied       denied       denied  denied     denied       ok
breach_report              denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
create_practice_room       denied  ok           ok           ok           ok      not_found  not_found    denied
update_practice_room       denied  not_allowed  ok           not_allowed  not_allowed  not_found  not_found  denied
book_practice_room         denied  ok           not_allowed  ok           ok      not_found  not_found    denied
delete_practice_room       denied  ok           ok           not_found    not_found  not_found  not_found  denied
list_open_rooms            denied  ok           ok           ok           ok      not_found  not_found    denied
renew_practice_link        denied  not_found    ok           not_found    not_found  not_found  not_found  denied
room_by_link               denied  ok           ok           ok           ok      ok         ok           denied
set_practice_stages        denied  not_found    not_allowed  not_allowed  ok      not_found  not_found    denied
video_of_practice_room     denied  ok           ok           not_found    not_found  not_found  not_found  denied
start_round                denied  ok           ok           not_found    not_found  not_found  not_found  denied
finish_round               denied  ok           ok           not_found    not_found  not_found  not_found  denied
create_room_slot           denied  ok           ok           ok           ok      not_found  not_found    denied
list_room_slots            denied  ok           ok           ok           ok      not_found  not_found    denied
book_room_slot             denied  ok           not_allowed  ok           ok      not_found  not_found    denied
delete_room_slot           denied  not_found    ok           not_found    not_found  not_found  not_found  denied
tick                       denied  denied       denied       denied       denied  denied     denied       ok
"""


@pytest.mark.req("DR-1.3", "TS-5", "BM-R10", "BM-R16", "CP-12.1", "CP-12.4", "CP-12.5", "CP-12.7")
@pytest.mark.parametrize(("verb", "name", "answer"), cells(GRID))
def test_who_may_call_what(world: World, desk: Desk, nothing_written: Watch, verb: str, name: str, answer: str) -> None:
    """What is refused writes nothing, and says so by its status."""
    arguments, caller = SCENES[verb](world, desk), world.caller(name)
    if answer == "ok":
        caller.call(verb, **arguments)
        return
    with nothing_written():
        refusal = caller.refused(verb, **arguments)
    assert refusal.word == answer
    assert refusal.status == STATUS.get(answer, 401 if name == "anon" else 403)
    assert answer == "denied" or (refusal.details and refusal.hint)


def test_every_verb_is_tried(stack: Stack) -> None:
    """A verb that is new has to have its line above."""
    with psycopg.connect(stack.database_url) as owner:
        verbs = owner.execute("select proname from pg_proc where pronamespace = 'api'::regnamespace").fetchall()
    assert {verb for verb, _, _ in cells(GRID)} == {name for (name,) in verbs} == SCENES.keys()


def test_a_forged_or_foreign_key_is_nobody(world: World, nothing_written: Watch) -> None:
    """A token that Auth did not sign gives no rights."""
    caller = world.caller()
    with nothing_written():
        for forged in ("abc", "eyJhbGciOiJub25lIn0.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.", str(uuid4())):
            caller.client.postgrest.auth(forged)
            assert caller.refused("tick").status == 401
