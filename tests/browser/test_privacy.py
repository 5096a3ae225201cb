"""What practices know of people: handed out, held, erased, and who looked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from playwright.sync_api import expect

from .axe import violations
from .office import sound
from .people import make_person
from .staff import signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .practice import Practice


@pytest.mark.req("TS-1")
def test_a_client_reads_takes_back_and_asks_to_be_forgotten(open_window: Callable[..., Page], practice: Practice, stack: Stack) -> None:
    """Everything as a page and as JSON, a consent taken back, erasure asked for once; in French, too, and for everybody's eyes."""
    ben = make_person(stack)
    booked = ben.book(practice)
    with psycopg.connect(stack.database_url, autocommit=True) as owner:
        owner.execute(
            "with step as (insert into app.onboarding_steps (organization_id, kind, title, body, required, version)"
            " select organization_id, 'consent', 'Sharing with your doctor', 'We may write.', false, 1 from app.bookings where booking_id = %(id)s"
            " returning *), text as (insert into app.onboarding_versions (step_id, organization_id, version, title, body, asks_from)"
            " select step_id, organization_id, 1, title, body, 1 from step returning *)"
            " insert into app.consents (organization_id, client_id, step_id, version)"
            " select b.organization_id, b.client_id, t.step_id, 1 from text as t, app.bookings as b where b.booking_id = %(id)s",
            {"id": booked["booking_id"]},
        )
    page = open_window(reduced_motion="reduce")
    ben.sign_in(page)
    page.goto("/my/settings")
    page.get_by_role("link", name="See, download and erase").click()
    expect(page.get_by_role("heading", level=1, name="Your data")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Sharing with your doctor")).to_be_visible()
    assert violations(page) == []

    with page.expect_download() as handed:
        page.get_by_role("button", name="Download as JSON").click()
    data = json.loads(Path(handed.value.path()).read_text())
    assert data["organizations"][0]["data"]["bookings"][0]["reference"] == booked["reference"]
    with page.expect_download() as handed:
        page.get_by_role("button", name="Download to read and print").click()
    assert str(booked["reference"]) in Path(handed.value.path()).read_text()

    page.get_by_role("button", name="Take back", exact=True).click()
    page.get_by_role("alertdialog").or_(page.get_by_role("dialog")).get_by_role("button", name="Take back", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("In force")).to_have_count(0)
    page.get_by_role("button", name="erase me").click()
    page.get_by_role("dialog").get_by_role("button", name="erase me").click()
    expect(page.get_by_text("It answers by")).to_be_visible()
    expect(page.get_by_role("button", name="erase me")).to_have_count(0)


@pytest.mark.req("TS-1", "TS-13")
def test_an_admin_holds_erases_and_sees_who_looked(open_window: Callable[..., Page], practice: Practice, stack: Stack) -> None:
    """Erasure asks for the name and a reason, and is refused under a hold; the page of privacy lists what was done."""
    ben = make_person(stack)
    booked = ben.book(practice)
    practice.admin.rpc("cancel_booking", {"booking_id": booked["booking_id"]}).execute()
    client = practice.admin.table("bookings").select("client_id").eq("booking_id", booked["booking_id"]).execute().data[0]["client_id"]
    page = open_window(reduced_motion="reduce")
    admin = signed_in(page, practice)
    admin.open(f"/clients/{client}")
    admin.press("Place a legal hold")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("Claim 114")
    dialog.get_by_role("button", name="Place a legal hold").click()
    expect(page.get_by_text("Claim 114")).to_be_visible()

    admin.press("Erase this client")
    dialog.get_by_label("Reason").fill("Asked by letter")
    dialog.get_by_role("button", name="Erase this client").click()
    expect(dialog.get_by_text("This is not the name.")).to_be_visible()
    dialog.get_by_label("Type “").fill("Ben Tremblay")
    dialog.get_by_role("button", name="Erase this client").click()
    expect(dialog.get_by_text("A legal hold of")).to_be_visible()
    assert violations(page) == []
    dialog.get_by_role("button", name="No, go back").click()
    expect(dialog).to_have_count(0)

    admin.press("Lift the legal hold")
    dialog.get_by_label("Reason").fill("Settled")
    dialog.get_by_role("button", name="Lift the legal hold").click()
    expect(page.get_by_text("Claim 114")).to_have_count(0)
    admin.press("Erase this client")
    dialog.get_by_label("Reason").fill("Asked by letter")
    dialog.get_by_label("Type “").fill("Ben Tremblay")
    dialog.get_by_role("button", name="Erase this client").click()
    admin.sees("Erased")
    page.get_by_role("link", name="Who looked").click()
    expect(page.get_by_role("cell", name="Opened the page")).to_be_visible()


@pytest.mark.req("TS-4")
def test_the_page_of_privacy_is_sound(open_window: Callable[..., Page], practice: Practice, stack: Stack) -> None:
    """Periods with their floors, holds, a breach's list; by day, by night, at 320 px, in French."""
    ben = make_person(stack)
    booked = ben.book(practice)

    def look(page: Page) -> None:
        page.get_by_label("Days to keep: Clients not seen since").fill("30")
        page.get_by_label("Days to keep: Clients not seen since").blur()
        expect(page.get_by_text("The law asks for")).to_be_visible()
        page.get_by_role("button", name="Find who was touched").click()
        expect(page.get_by_text("Please give both days")).to_be_visible()

    client = practice.admin.table("bookings").select("client_id").eq("booking_id", booked["booking_id"]).execute().data[0]["client_id"]
    practice.admin.rpc("place_legal_hold", {"client_id": client, "reason": "Claim 115"}).execute()
    sound(open_window, practice, "/privacy", "Privacy", ready="Claim 115", french="Confidentialité", act=look)
