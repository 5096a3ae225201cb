"""Admins look after who works in the practice."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from .office import sound
from .staff import hire, signed_in
from .visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page, Request, Route

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice
    from .staff import Staff

PASSWORD = "a long enough secret"  # noqa: S105 - of an account that lives as long as the test


def row_of(page: Page, text: str) -> Locator:
    """The row of a table that speaks of *text*."""
    return page.get_by_role("row").filter(has_text=text)


def do_to(page: Page, name: str, deed: str) -> None:
    """Choose a deed from somebody's menu."""
    page.get_by_role("button", name=f"Actions for {name}").click()
    page.get_by_role("menuitem", name=deed).click()


def invite(admin: Staff, name: str, email: str) -> None:
    """Open the dialog and fill it in."""
    admin.press("Invite somebody")
    dialog = admin.page.get_by_role("dialog", name="Invite somebody")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_label("Email address").fill(email)


@pytest.mark.req("DR-1.2", "DR-7.1", "DR-7.2")
def test_somebody_is_invited_and_joins(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox) -> None:
    """The mail is the real one, sent twice, and only the link of the second still works; then the admin sees who has joined."""
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/members")
    admin.sees("Members")
    expect(page.get_by_text("Nobody is invited at the moment")).to_be_visible()
    address = f"eve-{uuid4().hex[:10]}@practice.example"
    invite(admin, "Eve Roy", address)
    admin.press("Send the invitation")
    expect(page.get_by_role("status").get_by_text(f"The invitation to {address} is on its way.")).to_be_visible()
    expect(row_of(page, address)).to_contain_text("Waiting for an answer")
    mailbox.wait_for(address, count=1)
    do_to(page, "Eve Roy", "Send again")
    first, second = ("".join(word for word in str(letter["text"]).split() if "/join#" in word) for letter in mailbox.wait_for(address, count=2))

    eve = open_window()
    guest = Visitor(eve, address)
    eve.goto(second)
    eve.get_by_label("Email").fill(address)
    eve.get_by_label("Password", exact=True).fill(PASSWORD)
    eve.get_by_role("button", name="Make the account and join").click()
    guest.sees(f"Welcome to {practice.organization_name}")
    eve.goto("about:blank")
    eve.goto(first)
    eve.get_by_role("button", name="Accept the invitation").click()
    guest.sees("This invitation does not work")

    page.reload()
    expect(row_of(page, address)).to_contain_text("Practitioner")
    expect(row_of(page, address)).to_contain_text("Active")
    expect(page.get_by_text("Nobody is invited at the moment")).to_be_visible()


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(open_window: Callable[..., Page], practice: Practice) -> None:
    """Neither by an error, nor by closing the dialog, nor by a reload; Escape gives the focus back."""
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/members")
    invite(admin, "", "eve at home")
    admin.press("Send the invitation")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Name")).to_be_focused()
    expect(dialog.get_by_label("Name")).to_have_accessible_description("Please give the name of whom you invite.")
    expect(dialog.get_by_label("Email address")).to_have_accessible_description("Please give an email address, such as ana@clinic.ca.")
    dialog.get_by_label("Name").fill("Eve Roy")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Invite somebody")).to_be_focused()
    page.reload()
    admin.press("Invite somebody")
    expect(dialog.get_by_label("Name")).to_have_value("Eve Roy")
    expect(dialog.get_by_label("Email address")).to_have_value("eve at home")
    cleo = practice.admin.auth.get_user().user.email
    dialog.get_by_label("Email address").fill(cleo)
    admin.press("Send the invitation")
    expect(dialog.get_by_label("Email address")).to_have_accessible_description("This person is already a member here.")


def test_an_invitation_is_withdrawn(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox) -> None:
    """Its link stops working."""
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/members")
    address = f"eve-{uuid4().hex[:10]}@practice.example"
    invite(admin, "Eve Roy", address)
    admin.press("Send the invitation")
    (letter,) = mailbox.wait_for(address, count=1)
    do_to(page, "Eve Roy", "Withdraw")
    admin.press("Withdraw")
    expect(row_of(page, address)).to_contain_text("Withdrawn")
    eve = open_window()
    eve.goto(next(word for word in str(letter["text"]).split() if "/join#" in word))
    eve.get_by_label("Email").fill(address)
    eve.get_by_label("Password", exact=True).fill(PASSWORD)
    eve.get_by_role("button", name="Make the account and join").click()
    Visitor(eve, address).sees("This invitation has ended")


@pytest.mark.req("DR-7.1", "DR-1.3")
def test_roles_change_and_the_last_admin_stays(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """Even when two pages try it at once."""
    eve, _ = hire(practice, mailbox, stack)
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/members")
    cleo = practice.admin.auth.get_user().user.email
    expect(row_of(page, cleo)).to_contain_text("The only admin.")
    do_to(page, "Eve Roy", "Make an admin")
    admin.press("Make an admin")
    expect(row_of(page, "Eve Roy")).to_contain_text("Admin")

    # The page still shows two admins when the other one is an admin no longer.
    mine = next(row["member_id"] for row in eve.table("members").select("*").execute().data if row["email"] == cleo)
    her = next(row for row in eve.table("members").select("*").execute().data if row["email"] != cleo)
    cleos_menu = row_of(page, cleo).get_by_role("button")
    expect(cleos_menu).to_be_visible()
    practice.admin.rpc("change_member_role", {"member_id": her["member_id"], "role": "practitioner"}).execute()
    cleos_menu.click()
    page.get_by_role("menuitem", name="Suspend").click()
    admin.press("Suspend")
    expect(page.get_by_role("alert").get_by_text("This is the last active admin.")).to_be_visible()
    assert practice.admin.table("members").select("suspended_at").eq("member_id", mine).execute().data == [{"suspended_at": None}]


@pytest.mark.req("DR-1.3", "DR-7.1")
def test_who_is_suspended_is_out_at_once(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """Nor published by an admin meanwhile, and in again when reactivated."""
    eve, _ = hire(practice, mailbox, stack)
    hers = signed_in(open_window(), practice, eve)
    hers.open("/hours")
    expect(hers.page.get_by_role("navigation", name=practice.organization_name)).to_be_visible()

    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/members")
    do_to(page, "Eve Roy", "Suspend")
    admin.press("Suspend")
    expect(row_of(page, "Eve Roy")).to_contain_text("Suspended")
    hers.page.reload()
    hers.sees("There is nothing here")
    admin.open("/practitioners")
    do_to(page, "Eve Roy", "Publish")
    expect(page.get_by_text("Reactivate them under Members first.")).to_be_visible()
    admin.open("/members")
    do_to(page, "Eve Roy", "Reactivate")
    admin.press("Reactivate")
    expect(row_of(page, "Eve Roy")).to_contain_text("Active")
    hers.page.reload()
    expect(hers.page.get_by_role("navigation", name=practice.organization_name)).to_be_visible()


@pytest.mark.req("TS-4", "DR-1.3")
@pytest.mark.parametrize("path", ["members", "practitioners", "specialties", "organization", "webhooks", "messages", "audit"])
def test_these_pages_are_for_admins(path: str, open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """A practitioner who knows the address finds nothing, and no link leads there."""
    eve, _ = hire(practice, mailbox, stack)
    hers = signed_in(open_window(), practice, eve)
    hers.open(f"/{path}")
    hers.sees("There is nothing here")
    hers.open("/profile")
    expect(hers.page.get_by_role("navigation", name=practice.organization_name)).to_be_visible()
    expect(hers.page.locator(f"a[href$='/{path}']")).to_have_count(0)


@pytest.mark.req("BM-R14")
def test_everybody_can_use_the_page(open_window: Callable[..., Page], practice: Practice) -> None:
    """With the dialog open and without."""
    organization = practice.admin.table("organizations").select("organization_id").eq("slug", practice.organization_slug).execute().data[0]
    practice.admin.rpc("invite_member", organization | {"email": "fay@practice.example", "role": "practitioner", "display_name": "Fay Li"}).execute()
    sound(open_window, practice, "/members", "Members", ready="Fay Li", french="Membres")
    dialog = "Invite somebody"
    opened = lambda page: page.get_by_role("button", name=dialog).click()  # noqa: E731
    sound(open_window, practice, "/members", "Members", ready="Fay Li", french="Membres", act=opened)


def test_a_deed_without_an_answer_works_once_from_another_dialog(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """It was done, only nobody heard of it; the dialog is closed, opened again, and sends the same key."""
    hire(practice, mailbox, stack)
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/members")
    keys: list[str] = []

    def sent(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/rpc/suspend_member"):
            keys.append(request.post_data_json["idempotency_key"])

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.on("request", sent)
    page.route("**/rpc/suspend_member", lose_the_answer, times=1)
    do_to(page, "Eve Roy", "Suspend")
    admin.press("Suspend")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    do_to(page, "Eve Roy", "Suspend")
    admin.press("Suspend")
    expect(row_of(page, "Eve Roy")).to_contain_text("Suspended")
    assert [keys[0]] * 2 == keys


def test_what_was_just_done_is_not_shown_to_the_next_person(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """The short words about it go with whoever signs out."""
    hire(practice, mailbox, stack)
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/members")
    do_to(page, "Eve Roy", "Suspend")
    admin.press("Suspend")
    said = page.locator(".toast").filter(has_text="Eve Roy")
    expect(said).to_be_visible()
    admin.press("Sign out")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(said).to_have_count(0, timeout=1_000)


def test_a_list_that_is_cut_says_so(open_window: Callable[..., Page], practice: Practice) -> None:
    """Nobody takes the hundred newest invitations for all."""
    page = open_window()
    one = {"email": "eve@practice.example", "display_name": "Eve Roy", "role": "practitioner", "status": "open", "invited_by_name": None}
    times = {"created_at": "2026-11-01T12:00:00+00:00", "expires_at": "2026-11-08T12:00:00+00:00"}
    page.route("**/rest/v1/invitations?**", lambda route: route.fulfill(json=[one | times | {"invitation_id": str(number)} for number in range(101)]))
    signed_in(page, practice).open("/members")
    expect(page.get_by_text("There are more; the first 100 are shown.")).to_be_visible()
    expect(page.get_by_role("table", name="Invitations").locator("tbody tr")).to_have_count(100)
