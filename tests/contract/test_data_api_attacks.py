"""What the Data API itself offers to whoever wants more than the contract: other schemas, hidden columns, filters, foreign keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .desk import details
from .scenes import ben_books

if TYPE_CHECKING:
    from .callers import Caller
    from .conftest import Watch
    from .desk import Desk
    from .world import World


@pytest.mark.req("BM-R10")
@pytest.mark.parametrize("schema", ["app", "private", "public", "auth", "extensions", "pg_catalog", "information_schema"])
@pytest.mark.parametrize("name", ["anon", "cleo", "service"])
def test_only_the_contract_is_exposed(world: World, nothing_written: Watch, schema: str, name: str) -> None:
    """Not even to the service role: 406 for every other schema."""
    caller = world.caller(name)
    profile = {"Accept-Profile": schema, "Content-Profile": schema}
    with nothing_written():
        for answer in (
            caller.raw("GET", "bookings", headers=profile),
            caller.raw("GET", "users", headers=profile),
            caller.raw("POST", "rpc/act_as", json={"p_actor": "system:nobody"}, headers=profile),
            caller.raw("POST", "rpc/create_booking", json={}, headers=profile),
        ):
            assert answer.status_code == 406
            assert answer.json()["code"] == "PGRST106"


@pytest.mark.parametrize("verb", ["act_as", "fail", "claim_slot", "write_claim", "insert_booking", "end_booking", "settle_booking", "booking_to_change"])
def test_internal_functions_are_no_verbs(world: World, verb: str) -> None:
    """To nobody."""
    assert {world.caller(name).refused(verb).status for name in ("anon", "ada", "cleo", "service")} == {404}


@pytest.mark.req("BM-R10", "TS-5")
@pytest.mark.parametrize(
    "query",
    [
        "select=*&or=(booking_id.not.is.null,booking_id.is.null)",
        "select=*&client_email=like.*",
        "select=*&organization_id=not.is.null&order=client_name",
        "select=booking_id.count()",
        "select=*,members(*)",
        "select=*,clients(*),audit_log(*)",
        "select=token_hash",
        "select=*&select=claim_id",
        "select=*&order=claim_id",
        "select=*&limit=1000000&offset=0",
        "select=client_email::text,note->>x",
    ],
)
def test_no_filter_shows_more_than_the_policies(world: World, desk: Desk, query: str) -> None:
    """Whatever ben asks for: his own bookings, or a refusal, and never a row of somebody else."""
    ben = world.caller("ben")
    own = {ben_books(world, desk)["booking_id"], *(row["booking_id"] for row in ben.rows("bookings"))}
    desk.book(client=details(name="Somebody else"))
    answer = ben.raw("GET", f"bookings?{query}", headers={"Prefer": "count=exact"})
    assert answer.status_code in {200, 206, 400, 404}
    assert "Somebody else" not in answer.text
    if answer.is_success and "count()" not in query:
        assert {row.get("booking_id") for row in answer.json()} <= own | {None}
        assert int(answer.headers["Content-Range"].split("/")[1]) <= len(own)


@pytest.mark.req("TS-5")
@pytest.mark.parametrize(
    ("view", "change"),
    [
        ("services", {"organization_id": "hill"}),
        ("services", {"service_id": "7d5e8a52-6a3c-4f0e-9d61-0f6a3f1c2b11"}),
        ("practitioners", {"organization_id": "hill"}),
        ("practitioners", {"member_id": None}),
        ("practitioner_services", {"organization_id": "hill"}),
        ("practitioner_services", {"practitioner_id": "eve"}),
        ("availability_rules", {"practitioner_id": "eve"}),
        ("availability_rules", {"organization_id": "hill"}),
        ("availability_exceptions", {"organization_id": "hill"}),
        ("clients", {"organization_id": "hill"}),
        ("clients", {"user_id": "ada"}),
        ("specialties", {"organization_id": "hill"}),
        ("organization_settings", {"slug": "mine"}),
        ("organization_settings", {"suspended_at": None}),
        ("organization_settings", {"organization_id": "hill"}),
    ],
)
def test_an_admin_cannot_write_what_ties_a_row_to_its_place(world: World, cleo: Caller, nothing_written: Watch, view: str, change: dict[str, Any]) -> None:
    """Ids, owners and the platform's columns are nobody's to change."""
    names = {"hill": world.hill.organization_id, "eve": world.hill.practitioners["eve"], "ada": world.people["ada"].user_id}
    ((column, value),) = change.items()
    with nothing_written():
        refusal = cleo.refusal_of(cleo.view(view).update({column: names.get(value, value)}).eq("organization_id", world.riverside.organization_id))
    assert (refusal.status, refusal.code) in {(403, "42501"), (400, "42703"), (400, "PGRST204")}


@pytest.mark.req("BM-R10", "CP-14.1")
def test_no_row_points_into_another_tenant(world: World, cleo: Caller, ada: Caller, nothing_written: Watch) -> None:
    """Tenant in every key: a foreign practitioner or service is simply not there."""
    own, foreign = world.riverside, world.hill
    rule = {"weekday": 3, "starts_local": "01:00", "ends_local": "02:00"}
    night = {"kind": "extra_hours", "starts_at": "2031-05-05T02:00:00Z", "ends_at": "2031-05-05T03:00:00Z"}
    here, there = {"organization_id": own.organization_id}, {"organization_id": foreign.organization_id}
    eve, mine = {"practitioner_id": foreign.practitioners["eve"]}, {"practitioner_id": own.practitioners["ada"]}
    tries = [
        (cleo, "practitioner_services", here | mine | {"service_id": foreign.services["talk"]}),
        (cleo, "practitioner_services", here | eve | {"service_id": own.services["talk"]}),
        (cleo, "practitioner_services", there | eve | {"service_id": foreign.services["talk"]}),
        (cleo, "availability_rules", here | eve | rule),
        (cleo, "availability_rules", there | eve | rule),
        (ada, "availability_rules", there | mine | rule),
        (cleo, "availability_exceptions", here | eve | night),
        (ada, "availability_exceptions", there | mine | night),
    ]
    with nothing_written():
        for caller, view, row in tries:
            refusal = caller.refusal_of(caller.view(view).insert(row))
            assert (refusal.status, refusal.code) in {(409, "23503"), (403, "42501")}


def test_reading_by_get_changes_nothing(world: World, desk: Desk, anon: Caller, nothing_written: Watch) -> None:
    """A link that a mail scanner follows books, moves and cancels nothing."""
    token = desk.token(desk.book()["booking_id"])
    offer = world.riverside.offer("ada", "talk")
    with nothing_written():
        assert anon.raw("GET", "rpc/cancel_by_token", params={"token": token}).status_code == 405
        assert anon.raw("GET", "rpc/request_hold", params=offer | {"starts_at": world.next_start()}).status_code == 405
    assert anon.call("booking_by_token", token=token)["status"] == "confirmed"
