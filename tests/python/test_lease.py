"""What is ours for a while: no longer than the database thinks, and longer when it says so."""

import pytest

from python_functions import lease as leases
from python_functions.lease import Hand, Lease


def test_a_lease_counts_from_before_it_was_asked_for() -> None:
    assert Lease(60).holds()
    assert 0 < Lease(60, asked_at=leases.now() - 50).remaining() <= 10
    assert not Lease(60, asked_at=leases.now() - 61).holds()


def test_only_what_ages_is_renewed() -> None:
    hand = Hand(60)
    hand.take("new", asked_at=leases.now())
    hand.take("old", asked_at=leases.now() - 30)
    hand.take("over", asked_at=leases.now() - 61)
    assert hand.ageing() == ["old"]


@pytest.mark.parametrize(("kept", "holds"), [(["slow"], True), ([], False)])
def test_what_the_database_does_not_renew_is_not_ours_any_more(kept: list[str], holds: bool) -> None:  # noqa: FBT001 - a column of the table above
    hand = Hand(60)
    lease = hand.take("slow", asked_at=leases.now() - 59)
    hand.renewed(["slow", "done meanwhile"], kept=kept, asked_at=leases.now())
    assert lease.holds() is holds
    assert (lease.remaining() > 50) is holds


def test_what_is_done_is_out_of_hand() -> None:
    hand = Hand(60)
    hand.take("message", asked_at=leases.now())
    assert len(hand) == 1
    hand.lay_down("message")
    hand.lay_down("message")
    assert len(hand) == 0
