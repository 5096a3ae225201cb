"""The way to a video room: both parties see it with the booking, it moves with it, and is gone with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import psycopg
import pytest
from playwright.sync_api import expect

from .axe import violations
from .mailbox import link_in
from .people import sees

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice
    from .visitor import Visitor

JITSI = re.compile(r"^https://meet\.example\.org/[0-9a-f]{32}$")


def sign_in(page: Page, practice: Practice) -> None:
    """Signs in as the practice's admin, whose password `open_practice` chose."""
    (address,) = [practice.admin.auth.get_user().user.email]
    page.goto("/sign-in")
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password", exact=True).fill(f"correct horse {address.removeprefix('cleo-').partition('@')[0]}")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/(at|my)"))


@pytest.mark.req("SC-1.1")
def test_both_parties_see_the_room_until_the_booking_is_cancelled(
    visitor: Visitor, open_window: Callable[..., Page], make_practice: Callable[..., Practice], mailbox: Mailbox, stack: Stack
) -> None:
    """Jitsi's by its link; Daily's by a page of ours that knows who may come and when."""
    practice = make_practice(location_kind="online")
    practice.admin.table("organization_settings").update({"video_provider": "jitsi", "jitsi_url": "https://meet.example.org"}).eq(
        "slug", practice.organization_slug
    ).execute()
    page = visitor.page
    page.goto(practice.path)
    visitor.choose(0)
    visitor.fill_in()
    visitor.book()
    letter = mailbox.wait_for(visitor.email, count=1)[0]
    page.goto(link := link_in(letter))
    room = page.get_by_role("link", name="https://meet.example.org/")
    expect(room).to_have_attribute("href", JITSI)
    address = str(room.get_attribute("href"))
    assert address in str(letter)

    office = open_window()
    sign_in(office, practice)
    (booking,) = practice.admin.table("bookings").select("booking_id").execute().data
    office.goto(f"/at/{practice.organization_slug}/bookings/{booking['booking_id']}")
    expect(office.get_by_role("link", name=address)).to_be_visible()

    # As with Daily: the same room, entered by a page of ours.
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute(
            "update app.video_rooms set provider = 'daily', name = 'bookfast-test', url = 'https://bookfast.daily.co/bookfast-test' where subject_id = %s",
            [booking["booking_id"]],
        )
    page.reload()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Enter the video room").click()
    door = opened.value
    sees(door, "Video room")
    expect(door.get_by_text(re.compile(r"^The room opens on .*Time"))).to_be_visible()
    assert [] == violations(door)
    # Without the token nobody knows who comes.
    stranger = open_window()
    stranger.goto(f"/video/booking/{booking['booking_id']}")
    sees(stranger, "Who are you?")
    stranger.get_by_role("link", name="Sign in").last.click()
    expect(stranger).to_have_url(re.compile(r"/sign-in\?next=%2Fvideo%2Fbooking%2F"))
    # The admin sees the booking, and does not walk in.
    office.goto(f"/video/booking/{booking['booking_id']}")
    sees(office, "You do not take part in this appointment")

    page.goto(link)
    page.get_by_role("button", name="Cancel the booking").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    visitor.sees("This booking is cancelled")
    expect(page.get_by_role("link", name="Enter the video room")).to_have_count(0)
    office.goto(f"/at/{practice.organization_slug}/bookings/{booking['booking_id']}")
    expect(office.get_by_text("Cancelled").first).to_be_visible()
    expect(office.get_by_role("link", name="Enter the video room")).to_have_count(0)
    door.reload()
    sees(door, "There is no video room here")
    assert [] == violations(door)
