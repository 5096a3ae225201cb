"""Every view, asked by every caller: who sees which rows, and who may not even ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from .grid import cells
from .sights import sights

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .world import World

GRID = """
                              anon    ben   ada   noah  cleo  ines  eve   service
bookings: ben with ada        denied  sees  sees  -     sees  -     -     sees
bookings: kim with noah       denied  -     -     sees  sees  -     -     sees
bookings: zoe with eve        denied  -     -     -     -     sees  sees  sees
booking_series: of ben        denied  sees  sees  -     sees  -     -     sees
clients: ben                  denied  sees  sees  -     sees  -     -     sees
clients: kim                  denied  -     -     sees  sees  -     -     sees
clients: zoe                  denied  -     -     -     -     sees  sees  sees
client_list: ben              denied  sees  sees  -     sees  -     -     sees
client_list: kim              denied  -     -     sees  sees  -     -     sees
client_list: zoe              denied  -     -     -     -     sees  sees  sees
client_assignments: kim, ada  denied  -     sees  -     sees  -     -     sees
consents: of kim of ada       denied  -     sees  -     sees  -     -     sees
onboarding_steps: riverside   denied  -     -     -     sees  -     -     sees
join_requests: to riverside    denied  -     -     -     sees  -     -     sees
audit_log: ben's booking      denied  not_allowed  not_allowed  not_allowed  sees    -       not_allowed  sees
organizations: riverside      sees    sees  sees  sees  sees  sees  sees  sees
organization_settings: river  denied  -     -     -     sees  -     -     -
members: ada                  denied  not_allowed  sees    sees    sees    -       -       sees
role_permissions: riverside   denied  -     sees  sees  sees  -     -     denied
memberships: in riverside    denied  sees  sees  sees  sees  -     -     denied
invitations: to riverside     denied  not_allowed  not_allowed  not_allowed  sees    -       not_allowed  sees
practitioners: published      sees    sees  sees  sees  sees  sees  sees  sees
practitioners: unpublished    -       -     sees  sees  sees  -     -     sees
services: current             sees    sees  sees  sees  sees  sees  sees  sees
services: archived            -       -     sees  sees  sees  -     -     sees
practitioner_services: open   sees    sees  sees  sees  sees  sees  sees  sees
practitioner_services: off    -       -     sees  sees  sees  -     -     sees
practitioner_services: unpub  -       -     sees  sees  sees  -     -     sees
practitioner_services: arch   -       -     sees  sees  sees  -     -     sees
practitioner_specialties: ada  sees   sees  sees  sees  sees  sees  sees  sees
offers: talk with ada         sees    sees  sees  sees  sees  sees  sees  sees
offers: unpublished           -       -     -     -     -     -     -     -
practitioner_places: ada      sees    sees  sees  sees  sees  sees  sees  sees
practitioner_readiness: ada   denied  -     sees  sees  sees  -     -     -
specialties: riverside        sees    sees  sees  sees  sees  sees  sees  sees
billing_codes: 90834          denied  -     sees  sees  sees  -     -     denied
organization_billing_codes    denied  -     sees  sees  sees  -     -     sees
resources: a room             denied  -     sees  sees  sees  -     -     sees
support_access: to riverside  denied  -     sees  sees  sees  -     -     denied
supervisions: of ada          denied  -     sees  -     sees  -     -     denied
calendar_feeds: of ada        denied  -     sees  -     sees  -     -     sees
calendar_connections: of ada  denied  -     sees  -     sees  -     -     sees
calendar_access: riverside    denied  -     sees  sees  sees  -     -     denied
busy_calendars: of noah       denied  -     -     sees  -     -     -     denied
calendar_changes: of ada's    denied  -     sees  -     sees  -     -     denied
reviews: ben of ada           denied  sees  sees  -     sees  -     -     sees
reviews: kim of noah          denied  -     -     sees  sees  -     -     sees
places: of ada                denied  -     sees  sees  sees  -     -     sees
service_needs: of off         denied  -     sees  sees  sees  -     -     sees
rosters: of ada's group       denied  -     sees  -     sees  -     -     denied
booking_resources: of ben     denied  -     sees  -     sees  -     -     sees
waitlist: ben, for ada        denied  sees  sees  -     sees  -     -     sees
mail_addresses: of riverside  denied  -     -     -     sees  -     -     sees
messages: to ben              denied  -     -     -     sees  -     -     sees
mail_figures: of riverside    denied  -     -     -     sees  -     -     sees
notes: shared, of ben         denied  sees  sees  -     sees  -     -     sees
notes: private, of ben        denied  -     sees  -     sees  -     -     sees
notes: ada's draft            denied  -     sees  -     -     -     -     sees
conversations: ben with ada   denied  sees  sees  -     -     -     -     denied
conversations: ada's group    denied  sees  sees  -     -     -     -     denied
conversation_messages: theirs  denied  sees  sees  -    -     -     -     denied
practice_rooms: open, ada's   denied  sees  sees  sees  sees  -     -     denied
practice_rooms: ada and ben   denied  sees  sees  -     -     -     -     denied
practice_rounds: theirs       denied  sees  sees  -     -     -     -     denied
room_slots: open, ada's       denied  sees  sees  sees  sees  -     -     denied
notifications: to ben         denied  sees  -     -     -     -     -     denied
notifications: to ada         denied  -     sees  -     -     -     -     denied
notification_preferences      denied  sees  sees  sees  sees  -     -     denied
webhook_endpoints: river      denied  -     -     -     sees  -     -     denied
webhook_deliveries: river     denied  -     -     -     sees  -     -     denied
webhook_event_types: a kind   denied  sees  sees  sees  sees  sees  sees  sees
retention: of mails           denied  -     -     -     sees  -     -     sees
legal_holds: a claim          denied  -     -     -     sees  -     -     sees
erasures: of somebody         denied  -     -     -     sees  -     -     sees
erasure_requests: of ben      denied  sees  -     -     sees  -     -     sees
availability_rules: ada       denied  -     sees  sees  sees  -     -     sees
availability_exceptions: ada  denied  -     sees  sees  sees  -     -     sees
"""


@pytest.fixture(scope="module")
def rows(world: World, stack: Stack) -> dict[str, dict[str, Any]]:
    """For each question the columns that find its row."""
    with psycopg.connect(stack.database_url, autocommit=True) as owner:
        # Whoever opened or joined another practice in another test may ask for lists there.
        statement = (
            "update app.members set suspended_at = now() where user_id = any (%s::uuid[]) and organization_id <> all (%s::uuid[]) and suspended_at is null"
        )
        people = [each.user_id for each in world.people.values()]
        owner.execute(statement, [people, [world.riverside.organization_id, world.hill.organization_id]])
    return sights(world, stack)


@pytest.mark.req("BM-R10", "TS-5", "CP-12.3")
@pytest.mark.one_of(11)
@pytest.mark.parametrize(("question", "caller", "answer"), cells(GRID))
def test_who_sees_what(world: World, rows: dict[str, dict[str, Any]], question: str, caller: str, answer: str) -> None:
    """BM-S9: another tenant's rows return no data, and a colleague's bookings neither."""
    view = question.split(":", maxsplit=1)[0]
    asking = world.caller(caller)
    outcome = asking.outcome_of(asking.where(asking.view(view).select("*"), **rows[question]))
    assert {"sees": "ok", "-": "nothing"}.get(answer, answer) == outcome


def test_every_view_is_asked(world: World, stack: Stack) -> None:
    """A view that is new has to have its line above."""
    assert world
    with psycopg.connect(stack.database_url) as owner:
        views = owner.execute("select relname from pg_class where relnamespace = 'api'::regnamespace and relkind in ('v', 'r')").fetchall()
    assert {question.split(":")[0] for question, _, _ in cells(GRID)} == {name for (name,) in views}
