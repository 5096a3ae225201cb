"""Admins decide who may do what, who supervises whom, and whether support looks in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import expect
from postgrest.exceptions import APIError

from .axe import violations
from .office import sound
from .practice import connect
from .staff import hire, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice


def row_of(page: Page, text: str) -> Locator:
    """The row of a table that speaks of *text*."""
    return page.get_by_role("row").filter(has_text=text)


def told(page: Page, text: str) -> None:
    """What was done is said."""
    expect(page.get_by_role("status").get_by_text(text)).to_be_visible()


@pytest.mark.req("CP-12.3", "CP-12.4", "DR-1.3", "TS-4")
def test_a_role_may_less_and_more(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """A switch counts with the next request: what is withdrawn is refused, what is granted opens a page; and back as usual."""
    eve, practitioner_id = hire(practice, mailbox, stack)
    page, hers = open_window(), open_window()
    admin, guest = signed_in(page, practice), signed_in(hers, practice, eve)
    guest.open()
    expect(hers.get_by_role("link", name="My profile")).to_be_visible()
    expect(hers.get_by_role("link", name="Audit log")).to_have_count(0)

    admin.open("/permissions")
    admin.sees("Who may do what")
    book = page.get_by_role("switch", name="Practitioners: Book and change appointments")
    expect(book).to_be_checked()
    expect(page.get_by_role("switch", name="Admins: Change settings")).to_be_disabled()
    row = row_of(page, "Book for clients; move")
    row.locator("label").first.click()
    told(page, "Practitioners may no longer: Book and change appointments.")
    expect(book).not_to_be_checked()
    expect(row).to_contain_text("Changed")
    expect(admin.part("Latest changes")).to_contain_text("Practitioners may no longer: Book and change appointments.")
    offered = eve.table("practitioner_services").select("practitioner_id,service_id").eq("practitioner_id", practitioner_id).execute().data[0]
    with pytest.raises(APIError) as refused:
        eve.rpc("create_booking", offered | {"starts_at": "2030-01-01T15:00:00Z", "client": {}}).execute()
    assert refused.value.code == "PT403"
    row_of(page, "Who changed what, with clients").locator("label").first.click()
    told(page, "Practitioners may now: Read the audit log.")
    hers.reload()
    hers.get_by_role("link", name="Audit log").click()
    guest.sees("Audit log")
    expect(hers.locator(".entry").first).to_be_visible()

    page.reload()
    for text in ("Book for clients; move", "Who changed what, with clients"):
        changed = row_of(page, text)
        changed.get_by_role("button", name="As usual").click()
        expect(changed).not_to_contain_text("Changed")
    expect(book).to_be_checked()
    with pytest.raises(APIError) as refused:
        eve.table("audit_log").select("*").execute()
    assert refused.value.code == "PT403"


@pytest.mark.req("DR-1.3", "TS-5")
def test_supervision_begins_and_ends(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """A supervisor is chosen, may read notes or not, and no longer is one."""
    eve, _ = hire(practice, mailbox, stack)
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/permissions")
    expect(page.get_by_text("Nobody is supervised")).to_be_visible()
    admin.press("Begin a supervision")
    expect(page.get_by_text("Please choose who supervises.")).to_be_visible()
    supervision = admin.part("Supervision")
    supervision.get_by_role("button", name="Supervisor").click()
    page.get_by_role("option", name="Eve Roy").click()
    supervision.get_by_role("button", name="Supervised practitioner").click()
    page.get_by_role("option").filter(has_not_text="Eve Roy").first.click()
    admin.press("Begin a supervision")
    told(page, "The supervision has begun.")
    row = supervision.get_by_role("row").filter(has_text="Eve Roy")
    expect(row).to_contain_text("Current")
    assert [one["may_read_notes"] for one in eve.table("supervisions").select("*").execute().data] == [False]
    row.get_by_role("button", name="Actions for Eve Roy").click()
    page.get_by_role("menuitem", name="End the supervision").click()
    told(page, "The supervision is over.")
    expect(row).to_contain_text("Ended")


@pytest.mark.req("DR-1.3", "TS-5")
def test_support_asks_is_let_in_and_is_shown_out(open_window: Callable[..., Page], practice: Practice, stack: Stack) -> None:
    """Who runs the platform asks on a page of their own, waits, looks at what support may see, and sees nothing more afterwards."""
    root = connect(stack.supabase_url, stack.supabase_publishable_key)
    account = root.auth.sign_up({"email": f"root-{uuid4().hex[:10]}@platform.example", "password": f"correct horse {uuid4().hex}"})
    assert account.user
    with psycopg.connect(stack.database_url, autocommit=True) as owner:
        owner.execute("insert into app.super_admins (user_id) values (%s)", [account.user.id])
    theirs = open_window()
    signed_in(theirs, practice, root)
    theirs.goto("/my/support")
    theirs.get_by_label("The practice’s short name").fill("no-such-place")
    theirs.get_by_label("Reason").fill("Mail does not arrive")
    theirs.get_by_role("button", name="Ask", exact=True).click()
    expect(theirs.get_by_text("There is no practice of this name.")).to_be_visible()
    theirs.get_by_label("The practice’s short name").fill(practice.organization_slug)
    theirs.get_by_role("button", name="Ask", exact=True).click()
    expect(theirs.get_by_text("Not answered yet")).to_be_visible()
    assert violations(theirs) == []
    assert root.table("organization_settings").select("*").execute().data == []

    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/permissions")
    asked = row_of(page, "Mail does not arrive")
    expect(asked).to_contain_text("Waiting for your answer")
    asked.get_by_role("button", name="Let support in").click()
    dialog = page.get_by_role("dialog", name="Let support look in?")
    expect(dialog).to_contain_text("60 minutes")
    dialog.get_by_role("button", name="Let support in").click()
    told(page, "Support may look in now.")
    expect(asked).to_contain_text("Looking in now")

    theirs.reload()
    theirs.get_by_role("link", name="Look in").click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Messages")
    expect(theirs.get_by_role("link", name="Clients")).to_have_count(0)
    assert len(root.table("organization_settings").select("*").execute().data) == 1
    assert root.table("bookings").select("*").execute().data == []
    asked.get_by_role("button", name="End now").click()
    expect(asked).to_contain_text("Over")
    assert root.table("organization_settings").select("*").execute().data == []
    theirs.reload()
    expect(theirs.get_by_role("heading", level=1)).not_to_have_text("Messages")


def test_the_page_is_sound(open_window: Callable[..., Page], practice: Practice) -> None:
    """In light and dark, narrow, and in French."""
    arguments = {"role": "practitioner", "permission": "insights:read", "granted": True}
    organization_id = practice.admin.table("memberships").select("organization_id").execute().data[0]["organization_id"]
    practice.admin.rpc("change_role_permission", arguments | {"organization_id": organization_id}).execute()
    sound(open_window, practice, "/permissions", "Who may do what", ready="Support has never asked", french="Qui peut faire quoi")
