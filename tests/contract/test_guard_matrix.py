"""The web app's guard matrix, held against the database: each page's roles, permissions and policies, and what each role reads and writes there."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .attempts import Attempts
from .sights import sights

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

    from tests.conftest import Stack

    from .desk import Desk
    from .world import World

pytestmark = pytest.mark.slow

WEB = Path(__file__).parents[2] / "web" / "src"
PAGES: dict[str, dict[str, Any]] = {page["page"]: page for page in json.loads((WEB / "guard" / "matrix.json").read_text())}
# Whoever they are to Riverside: ben is a client, ada a practitioner, cleo an admin; root runs the platform, eve works in another practice.
CALLERS = {"anon": "anon", "client": "ben", "practitioner": "ada", "admin": "cleo", "super_admin": "root", "stranger": "eve"}
OF_THE_PRACTICE = {"practitioner", "admin"}

# A row of Riverside's by which a policy is tried, as tests/contract/sights.py names it; where a client has rows, it is another client's than ben's.
READS = {
    "audit_log": "audit_log: ben's booking",
    "availability_exceptions": "availability_exceptions: ada",
    "availability_rules": "availability_rules: ada",
    "booking_series": "booking_series: of ben",
    "bookings": "bookings: kim with ada",
    "calendar_connections": "calendar_connections: of ada",
    "calendar_changes": "calendar_changes: of ada's",
    "calendar_feeds": "calendar_feeds: of ada",
    "client_assignments": "client_list: kim, cared for by ada",
    "clients": "clients: kim of ada",
    "conversation_attachments": "conversation_messages: theirs",
    "conversation_messages": "conversation_messages: theirs",
    "conversation_participants": "conversations: ben with ada",
    "conversations": "conversations: ben with ada",
    "invitations": "invitations: to riverside",
    "join_requests": "join_requests: to riverside",
    "legal_holds": "legal_holds: a claim",
    "mail_addresses": "mail_addresses: of riverside",
    "members": "members: ada",
    "message_kinds": "notification_preferences",
    "notes": "notes: private, of kim with ada",
    "onboarding_steps": "onboarding_steps: riverside",
    "organization_billing_codes": "organization_billing_codes",
    "organizations": "organizations: riverside",
    "organization_permissions": "role_permissions: riverside",
    "outbox_events": "messages: to ben",
    "permissions": "role_permissions: riverside",
    "places": "places: of ada",
    "practice_rooms": "practice_rooms: open, ada's",
    "practice_rounds": "practice_rounds: theirs",
    "practitioner_services": "practitioner_services: unpub",
    "practitioner_specialties": "practitioner_specialties: ada",
    "practitioners": "practitioners: unpublished",
    "resource_claims": "booking_resources: of ben",
    "resources": "resources: a room",
    "role_permissions": "role_permissions: riverside",
    "room_slots": "room_slots: open, ada's",
    "retention_periods": "retention: of mails",
    "retention_switches": "retention: of mails",
    "service_needs": "service_needs: of off",
    "reviews": "reviews: kim of ada",
    "services": "services: archived",
    "specialties": "specialties: riverside",
    "supervisions": "supervisions: of ada",
    "support_grants": "support_access: to riverside",
    "waitlist_entries": "waitlist: ben, for ada",
    "webhook_deliveries": "webhook_deliveries: river",
    "webhook_endpoints": "webhook_endpoints: river",
    "webhook_event_types": "webhook_event_types: a kind",
    "webhook_subscriptions": "webhook_endpoints: river",
    # What everybody may see.
    "practitioner_services_select_by_public": "practitioner_services: open",
    "practitioners_select_by_public": "practitioners: published",
    "services_select_by_public": "services: current",
}
# Of two people, and of nobody else, whoever manages the practice.
OF_TWO = {"practice_rounds"}
# On the pages of clients it is ben's own.
READS_OF_CLIENTS = READS | {
    "consents": "consents: of ben",
    "erasure_requests": "erasure_requests: of ben",
    "bookings": "bookings: ben with ada",
    "clients": "clients: ben",
    "reviews": "reviews: ben of ada",
    "notes": "notes: shared, of ben",
    "notifications": "notifications: to ben",
}
OPEN_TO_ALL = ("_by_public", "_by_all")
# Their table is open to all, but for suspended organizations, of which nobody but members knows.
AS_GOOD_AS_OPEN = {"organizations_select_by_member"}
# Who asks to be let in sees what they asked.
ASKED_BY_THE_PLATFORM = {"support_grants_select_by_party"}
OPEN_TO_ACCOUNTS = {"webhook_event_types_select_by_all"}


def of_area(*areas: str) -> list[str]:
    """The pages of these areas."""
    return [name for name, page in PAGES.items() if page["area"] in areas]


def policies_of(page: str) -> list[tuple[str, str, str]]:
    """(table, command, policy) for each policy that a page relies on."""
    named = [policy.split(".") for policy in PAGES[page]["policies"]]
    return [(table, policy.removeprefix(f"{table}_").split("_")[0], policy) for table, policy in named]


@pytest.fixture(scope="module")
def opens(world: World, desk: Desk, stack: Stack) -> Callable[[str, str, str], bool]:
    """`opens(area, policy, role)`: whether a page's row is read, or its change made, by whom *role* means."""
    rows, attempts = sights(world, stack), Attempts(world, desk)
    desk.forget_strangers()
    callers = {role: world.caller(name) for role, name in CALLERS.items()}

    @cache
    def tried(area: str, table: str, command: str, policy: str, role: str) -> bool:
        caller = callers[role]
        if command == "select":
            reads = READS if area == "practice" else READS_OF_CLIENTS
            question = reads.get(policy) or reads[table]
            request = caller.where(caller.view(question.split(":")[0]).select("*"), **rows[question])
        else:
            request = attempts.request(caller, command, "organization_settings" if table == "organizations" else table)
        outcome = caller.outcome_of(request)
        assert outcome in {"ok", "nothing", "denied", "not_allowed"}, f"{role}, {policy}: {outcome}"
        return outcome == "ok"

    return tried


@pytest.mark.req("TS-4")
def test_every_policy_that_is_named_exists(owner: psycopg.Connection) -> None:
    """In the schema app, by its table and name."""
    there = {f"{row['tablename']}.{row['policyname']}" for row in owner.execute("select tablename, policyname from pg_policies where schemaname = 'app'")}
    assert {policy for page in PAGES.values() for policy in page["policies"]} - there == set()


@pytest.mark.req("TS-4", "DR-1.3")
def test_roles_are_those_that_have_the_permissions(owner: psycopg.Connection) -> None:
    """A page of a practice is for just those roles that the database gives its permissions; nothing else is asked of anybody."""
    given: dict[str, set[str]] = {}
    for row in owner.execute("select role, permission from app.role_permissions"):
        given.setdefault(row["role"], set()).add(row["permission"])
    assert given.keys() == OF_THE_PRACTICE
    for name, page in PAGES.items():
        assert set(page["roles"]) <= CALLERS.keys(), name
        if page["area"] == "practice":
            assert page["permissions"], name
            assert {role for role, permissions in given.items() if permissions >= set(page["permissions"])} == set(page["roles"]), name
        else:
            assert page["permissions"] == [], name
            assert set(page["roles"]) >= CALLERS.keys() - {"stranger"} - ({"anon"} if page["area"] == "my" else set()), name


@pytest.mark.req("TS-4")
def test_every_page_is_there() -> None:
    """A row of the matrix has its module, and a module its row."""
    assert {str(path.relative_to(WEB)).removesuffix(".page.tsx") for path in WEB.glob("*/**/*.page.tsx")} == PAGES.keys()


@pytest.mark.req("TS-4")
@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_what_it_relies_on(page: str) -> None:
    """But for pages that only call verbs, or only Auth."""
    by_verbs = {"manage/manage", "review/review", "waitlist/answer", "join/join", "unsubscribe/unsubscribe", "my/new-practice", "rooms/link", "video/room"}
    if page not in by_verbs and not page.startswith("account/"):
        assert PAGES[page]["policies"]


@pytest.mark.req("TS-4", "DR-1.3", "CP-12.3", "TS-5")
@pytest.mark.parametrize("page", PAGES)
def test_whom_a_page_is_for_reads_what_it_shows(opens: Callable[..., bool], page: str) -> None:
    """By at least one of the policies that it names for a table; what it changes, at least one of its roles may."""
    area, roles, policies = PAGES[page]["area"], PAGES[page]["roles"], policies_of(page)
    for table in {table for table, command, _ in policies if command == "select"}:
        read_by = [policy for each, command, policy in policies if (each, command) == (table, "select")]
        readers = roles
        if area != "practice" and table == "members":
            # Where one works: whoever does.
            readers = sorted(OF_THE_PRACTICE)
        elif area == "practice" and (table in OF_TWO or all(policy.endswith("_by_participant") for policy in read_by)):
            # It is ada's and ben's, and no admin's.
            readers = ["practitioner"]
        elif area == "my" and set(read_by) <= ASKED_BY_THE_PLATFORM:
            readers = ["super_admin"]
        elif area == "my" or all(policy.endswith("_by_self") for policy in read_by):
            # A client's page shows everybody what is theirs: ben is the one who has something.
            readers = ["client"]
        for role in readers:
            assert any(opens(area, table, "select", policy, role) for policy in read_by), (table, role)
    for table, command, policy in policies:
        if command != "select":
            assert any(opens(area, table, command, policy, role) for role in roles), policy


@pytest.mark.req("TS-4", "DR-1.3", "CP-12.3", "TS-5", "BM-R10")
@pytest.mark.parametrize("page", of_area("my", "practice"))
def test_strangers_read_and_change_nothing_of_it(opens: Callable[..., bool], page: str) -> None:
    """Neither who is not signed in nor who works elsewhere nor who runs the platform, but for what is public."""
    for table, command, policy in policies_of(page):
        if policy.endswith(OPEN_TO_ALL) or policy in AS_GOOD_AS_OPEN:
            continue
        platform = PAGES[page]["area"] == "practice" and table != "organizations" and policy not in ASKED_BY_THE_PLATFORM
        for role in ("anon", "stranger") + (("super_admin",) if platform else ()):
            assert not opens(PAGES[page]["area"], table, command, policy, role), (policy, role)


@pytest.mark.req("TS-4", "DR-1.3", "CP-12.4", "TS-5")
@pytest.mark.parametrize("page", of_area("practice"))
def test_whom_a_page_is_not_for_is_kept_out_by_the_database(opens: Callable[..., bool], page: str) -> None:
    """At least one thing that the page relies on is refused to each role that may not open it."""
    for role in CALLERS.keys() - set(PAGES[page]["roles"]):
        assert not all(opens("practice", table, command, policy, role) for table, command, policy in policies_of(page)), role


@pytest.mark.req("TS-4", "DR-1.3")
@pytest.mark.parametrize("page", PAGES)
def test_what_a_policy_is_called_is_what_it_does(opens: Callable[..., bool], page: str) -> None:
    """What is for admins only, or for admins and those whose it is, is for nobody else."""
    area = PAGES[page]["area"]
    for table, command, policy in policies_of(page):
        if area != "my" and policy.endswith(("_by_admin", "_by_admin_or_self")) and table != "clients":
            whose = {role for role in CALLERS if opens(area, table, command, policy, role)}
            assert whose == ({"admin"} if policy.endswith("_by_admin") else {"admin", "practitioner"}), policy
