"""Reviews of one practitioner written, hidden, shown and withdrawn at one moment: the average is what counting them anew gives."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from .racing import act, call, crowd, in_turn
from .scenes import attended

if TYPE_CHECKING:
    import psycopg

    from tests.conftest import Stack

    from .desk import Desk
    from .world import World

CROWD = 30


def kept_and_counted(owner: psycopg.Connection, practitioner_id: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Number and sum of the ratings as they are kept, and as the reviews that are shown give them."""
    kept = owner.execute("select rating_count, rating_sum from app.practitioner_ratings where practitioner_id = %s", [practitioner_id]).fetchone()
    counted = owner.execute(
        "select count(*) as n, coalesce(sum(rating), 0) as total from app.reviews where practitioner_id = %s and hidden_at is null and withdrawn_at is null",
        [practitioner_id],
    ).fetchone()
    return (kept["rating_count"], kept["rating_sum"]) if kept else (0, 0), (counted["n"], counted["total"])


@pytest.mark.req("CP-9.5", "CP-9.6", "DR-6.1", "TS-1")
def test_the_average_is_right_after_thirty_at_once(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """Whatever the thirty do, round after round; nobody waits for ever and nobody is turned away but by a rule."""
    chance = Random(9)  # noqa: S311 - which deed meets which
    ada, ben, cleo = (world.people[name].user_id for name in ("ada", "ben", "cleo"))
    practitioner_id = world.riverside.practitioners["ada"]
    bookings = [attended(world, desk)["booking_id"] for _ in range(CROWD // 2)]
    with crowd(stack.database_url, CROWD) as all_go:
        # Each booking twice at once: one of the two is told that it was reviewed.
        told = all_go([call("review_booking", user=ben, booking_id=booking, rating=chance.randint(1, 5), comment="Well") for booking in bookings * 2])
        assert sorted(one.word for one in told) == ["already_rated"] * len(bookings) + ["ok"] * len(bookings)
        kept, counted = kept_and_counted(owner, practitioner_id)
        assert kept == counted
        reviews = [one.rows[0][0]["review_id"] for one in told if one.word == "ok"]
        for _ in range(3):
            deeds = [
                chance.choice(
                    [
                        call("hide_review", user=cleo, review_id=review, reason="A race"),
                        call("show_review", user=cleo, review_id=review),
                        call("answer_review", user=ada, review_id=review, answer=str(chance.random())),
                        call("withdraw_review", user=ben, review_id=review),
                    ]
                )
                for review in chance.choices(reviews, k=CROWD)
            ]
            assert {one.word for one in all_go(deeds)} <= {"ok", "illegal_transition"}
            kept, counted = kept_and_counted(owner, practitioner_id)
            assert kept == counted
    assert world.caller().rows("practitioners", practitioner_id=practitioner_id)[0]["rating_count"] == kept[0]


@pytest.mark.req("CP-9.5")
def test_the_first_two_reviews_come_at_once(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """Both find no average yet; the second waits for the first, and both count."""
    first, second = (attended(world, desk)["booking_id"] for _ in range(2))
    practitioner_id = world.riverside.practitioners["ada"]
    owner.execute("delete from app.reviews where practitioner_id = %s", [practitioner_id])
    owner.execute("delete from app.practitioner_ratings where practitioner_id = %s", [practitioner_id])
    ben = world.people["ben"].user_id
    told = in_turn(stack.database_url, *(call("review_booking", user=ben, booking_id=one, rating=rating) for one, rating in ((first, 5), (second, 2))))
    assert [one.word for one in told] == ["ok", "ok"]
    assert kept_and_counted(owner, practitioner_id) == ((2, 7), (2, 7))


@pytest.mark.req("CP-9.1", "CP-9.6")
def test_a_review_by_link_is_the_accounts_that_takes_the_booking_over(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """Though it was begun before: whose it is can withdraw it."""
    booking_id = attended(world, desk)["booking_id"]
    token = desk.token(booking_id)
    ben = str(owner.execute("select client_id from app.bookings where booking_id = %s", [booking_id]).fetchone()["client_id"])
    guest = owner.execute(
        "insert into app.clients (organization_id, name, email, phone, time_zone) values (%s, 'Ben', %s, '+1 514 555 0199', 'UTC') returning client_id",
        [world.riverside.organization_id, f"{uuid4().hex}@client.example"],
    ).fetchone()["client_id"]
    owner.execute("update app.bookings set client_id = %s where booking_id = %s", [guest, booking_id])
    # As link_my_bookings does it, which locks the booking first.
    taken_over = act(
        "with b as materialized (select booking_id from app.bookings where booking_id = %(booking_id)s for update)"
        " update app.bookings set client_id = %(ben)s from b where bookings.booking_id = b.booking_id returning 1",
        role="postgres", booking_id=booking_id, ben=ben,
    )  # fmt: skip
    told = in_turn(stack.database_url, taken_over, call("review_by_token", token=token, rating=4))
    assert [one.word for one in told] == ["ok", "ok"]
    whose = owner.execute("select client_id from app.reviews where booking_id = %s", [booking_id]).fetchone()["client_id"]
    assert str(whose) == ben
