"""An address proves nothing, a link does: how what was booked without an account comes to belong to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .desk import details
from .sentences import assert_told
from .world import token_and_hash

if TYPE_CHECKING:
    from .callers import Caller
    from .conftest import Watch
    from .desk import Desk
    from .world import World


@pytest.mark.req("BM-R11", "DR-4.1")
def test_signing_up_with_somebodys_address_opens_nothing(world: World, desk: Desk) -> None:
    """Not by itself, and not by booking under that address once more."""
    name = world.new_account()
    address, caller = details(email=world.people[name].email), world.caller(name)
    desk.book(client=address)
    assert caller.rows("bookings") == []
    own = desk.book(caller, client=address)["booking_id"]
    assert [row["booking_id"] for row in caller.rows("bookings")] == [own]


@pytest.mark.req("BM-R11", "DR-4.1")
def test_the_link_ties_a_booking_to_the_account_and_to_no_other(world: World, desk: Desk, eve: Caller, nothing_written: Watch) -> None:
    """Afterwards its client sees it, moves it and cancels it under the account; who comes later with the link is refused."""
    caller, address = world.caller(world.new_account()), details()
    booking_id, other_id = (desk.book(client=address)["booking_id"] for _ in range(2))
    token = desk.token(booking_id)
    tied = caller.call("claim_booking", token=token)
    assert tied["booking_id"] == booking_id
    assert [row["booking_id"] for row in caller.rows("bookings")] == [booking_id]
    with nothing_written():
        assert caller.call("claim_booking", token=token) == tied
        assert_told(eve.refused("claim_booking", token=token), "not_allowed", "another account")
        assert_told(eve.refused("claim_booking", token=token_and_hash()[0]), "token_invalid", "not valid")
        assert_told(eve.refused("cancel_booking", booking_id=booking_id), "not_found")
        assert_told(caller.refused("cancel_booking", booking_id=other_id), "not_found")
    assert caller.call("cancel_booking", booking_id=booking_id)["cancelled_by"] == "client"
