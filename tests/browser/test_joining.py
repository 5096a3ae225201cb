"""Becoming a client: from an organization's page to the first steps done, and what the practice sees of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import expect

from .axe import OVERFLOW, violations
from .office import sound
from .people import make_person, sees
from .staff import ask_for, client_details, day_at, signed_in
from .test_accessibility import SMALL_TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .practice import Practice

CONSENT = {"kind": "consent", "title": "Care", "body": "We keep notes of what you tell us.\n\nOnly those who care for you read them."}
QUESTION = {"kind": "question", "title": "How did you hear of us?", "answer_type": "choice", "choices": ["A friend", "My doctor"]}
DOCUMENT = {"kind": "document", "title": "House rules", "url": "https://maple.example/rules.pdf", "required": False}


def _organization(practice: Practice) -> str:
    return practice.admin.table("organizations").select("organization_id").eq("slug", practice.organization_slug).execute().data[0]["organization_id"]


def _ask(practice: Practice, *steps: dict[str, Any]) -> list[str]:
    made = [practice.admin.rpc("save_onboarding_step", {"organization_id": _organization(practice), "step": step}).execute().data["step_id"] for step in steps]
    for step_id in made:
        practice.admin.rpc("publish_onboarding_step", {"step_id": step_id}).execute()
    return made


@pytest.mark.req("CP-6.1", "CP-6.2", "CP-6.3", "CP-6.4", "CP-6.7", "CP-2.4", "DR-1.1")
def test_a_visitor_signs_up_chooses_somebody_and_does_the_first_steps(open_window: Callable[..., Page], practice: Practice) -> None:
    """Who has no room is not offered; who is chosen fills up meanwhile is said, and nothing typed is lost; a service waits for the steps."""
    _ask(practice, CONSENT, QUESTION, DOCUMENT)
    within = {"organization_id": _organization(practice), "time_zone": "America/Toronto", "published": True}
    closed = within | {"slug": "ulla", "display_name": "Ulla Closed", "accepting_clients": False}
    practice.admin.table("practitioners").insert(closed).execute()
    practice.admin.table("services").update({"requires_onboarding": True}).eq("service_id", practice.service_id).execute()
    page = open_window()
    page.goto(practice.path)
    expect(page.get_by_text(f"This is for clients of {practice.organization_name}.")).to_be_visible()
    page.goto(f"/with/{practice.organization_slug}")
    page.get_by_role("link", name="Become a client").click()
    page.get_by_role("link", name="Create an account").click()
    address = f"ben-{uuid4().hex[:10]}@client.example"
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password", exact=True).fill("a long enough secret")
    page.get_by_role("button", name="Create the account").click()
    sees(page, f"Become a client of {practice.organization_name}")

    page.get_by_role("button", name="Become a client").click()
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_role("radio", name="Ulla Closed")).to_have_count(0)
    page.get_by_role("radio", name="Ada Lindqvist").check(force=True)
    page.get_by_label("Name").fill("Ben Tremblay")
    page.get_by_label("Phone").fill("+1 514 555 0100")
    page.get_by_text(f"I agree that {practice.organization_name}").click()
    # Meanwhile somebody else takes the only place.
    practice.admin.table("practitioners").update({"max_clients": 1}).eq("practitioner_id", practice.practitioner_id).execute()
    taken = make_other_client(practice)
    page.get_by_role("button", name="Become a client").click()
    expect(page.get_by_text("This practitioner cannot take more clients at the moment.")).to_be_visible()
    practice.admin.rpc("end_assignment", {"client_id": taken}).execute()
    expect(page.get_by_label("Name")).to_have_value("Ben Tremblay")
    page.get_by_role("button", name="Become a client").click()

    sees(page, "First steps")
    expect(page.get_by_text("0 of 2 done")).to_be_visible()


@pytest.mark.req("CP-6.7")
def test_a_client_answers_step_by_step_and_then_books(open_window: Callable[..., Page], practice: Practice, stack: Stack) -> None:
    """The overview says what is open; a service that asks for it is told apart; a consent can be withdrawn."""
    _ask(practice, CONSENT, QUESTION, DOCUMENT)
    practice.admin.table("services").update({"requires_onboarding": True}).eq("service_id", practice.service_id).execute()
    ben = make_person(stack)
    details = {"name": "Ben Tremblay", "phone": "+1 514 555 0100", "consent": True}
    ben.api.rpc("join_organization", {"organization_slug": practice.organization_slug, "details": details}).execute()
    page = open_window()
    ben.sign_in(page)
    page.goto(practice.path)
    expect(page.get_by_text(f"Before you book this, {practice.organization_name} asks you for something.")).to_be_visible()
    page.goto("/my")
    expect(page.get_by_text("2 steps are open.")).to_be_visible()
    page.get_by_role("link", name="To the first steps").click()
    care = page.get_by_role("region", name="Care")
    care.get_by_role("button", name="Agree").click()
    expect(care.get_by_text("Please tick the box to agree.")).to_be_visible()
    care.get_by_text("I have read this and agree").click()
    care.get_by_role("button", name="Agree").click()
    expect(page.get_by_text("1 of 2 done")).to_be_visible()
    asked = page.get_by_role("region", name="How did you hear of us?")
    asked.get_by_text("My doctor").click()
    asked.get_by_role("button", name="Save the answer").click()
    expect(page.get_by_text("Everything is done.")).to_be_visible()
    page.reload()
    expect(asked.get_by_text("My doctor")).to_be_visible()

    ben.book(practice)
    page.goto("/my/onboarding/" + practice.organization_slug)
    care.get_by_role("button", name="Withdraw the consent").click()
    page.get_by_role("dialog").get_by_role("button", name="Withdraw the consent").click()
    expect(page.get_by_text("1 of 2 done")).to_be_visible()
    expect(care.get_by_text("You withdrew this on")).to_be_visible()


def make_other_client(practice: Practice) -> str:
    """Somebody without an account, in ada's care."""
    details = client_details("Somebody Else")
    times = {"practitioner_id": practice.practitioner_id, "service_id": practice.service_id, "starts_at": day_at(5, 9).isoformat()}
    booking = practice.admin.rpc("create_booking", times | {"client": details}).execute().data
    client_id = practice.admin.table("bookings").select("client_id").eq("booking_id", booking["booking_id"]).execute().data[0]["client_id"]
    practice.admin.rpc("assign_practitioner", {"client_id": client_id, "practitioner_id": practice.practitioner_id}).execute()
    return client_id


@pytest.mark.req("CP-6.5", "CP-6.7")
def test_an_admin_asks_for_things_and_sees_who_waits_and_what_was_answered(open_window: Callable[..., Page], practice: Practice, stack: Stack) -> None:
    """A changed consent is a new version that is asked again; whoever chose nobody waits for an admin."""
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open("/onboarding")
    expect(page.get_by_text("Nothing is asked yet")).to_be_visible()
    page.get_by_role("button", name="Add a step").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_label("Title")).to_be_focused()
    dialog.get_by_label("Title").fill("Care")
    dialog.get_by_label("Text of the consent").fill("We keep notes.")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    row = page.get_by_role("row").filter(has_text="Care")
    expect(row).to_contain_text("Draft")

    def act(action: str) -> None:
        page.get_by_role("button", name="Actions for Care").click()
        page.get_by_role("menuitem", name=action, exact=True).click()

    act("Publish")
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(row).to_contain_text("Published, version 1")

    ben = make_person(stack)
    details = {"name": "Ben Tremblay", "phone": "+1 514 555 0100", "consent": True}
    joined = ben.api.rpc("join_organization", {"organization_slug": practice.organization_slug, "details": details}).execute().data
    asked = ben.api.rpc("my_onboarding", {"organization_id": joined["organization_id"]}).execute().data["steps"][0]
    ben.api.rpc("answer_onboarding_step", {"step_id": asked["step_id"], "version": 1, "answer": {"value": True}}).execute()

    act("Edit")
    dialog.get_by_label("Text of the consent").fill("We keep notes for ten years.")
    dialog.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Changes not published")
    act("Publish again")
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(row).to_contain_text("Published, version 2")
    expect(page.get_by_text("1 client with an account has not finished.")).to_be_visible()

    page.get_by_role("link", name="Clients waiting for a practitioner").click()
    page.get_by_role("link", name="Ben Tremblay").click()
    steps = cleo.part("First steps")
    steps.get_by_role("button", name="Show the answers").click()
    expect(steps.get_by_text("Agreed to version 1")).to_be_visible()
    expect(steps.get_by_text("1 required step is open.")).to_be_visible()
    page.get_by_role("button", name="In the care of").click()
    page.get_by_role("option", name="Ada Lindqvist").click()
    cleo.press("Assign")
    expect(cleo.part("Who cares for this client").get_by_text("Ada Lindqvist").first).to_be_visible()
    cleo.open("/clients?waiting=1")
    expect(page.get_by_text("Nobody is waiting")).to_be_visible()


def test_what_was_booked_without_an_account_comes_along(open_window: Callable[..., Page], practice: Practice, stack: Stack) -> None:
    """Once the address was proved by a mail, and not before."""
    ben = make_person(stack)
    ask_for(practice, stack, day_at(3, 10), email=ben.email)
    page = open_window()
    # What the first arrival asks for is answered before the address is proved, or it would find the booking and tell nobody.
    with page.expect_response("**/rpc/link_my_bookings"):
        ben.sign_in(page)
    expect(page.get_by_text("Your account is ready")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: url.endswith("/"))
    with psycopg.connect(stack.database_url) as owner:
        owner.execute("update auth.users set confirmation_sent_at = email_confirmed_at where email = %s", [ben.email])
    ben.sign_in(page)
    expect(page.get_by_text("A booking that you made without an account is here now, too.")).to_be_visible()
    expect(page.get_by_role("heading", name="Your next booking")).to_be_visible()
    expect(page.get_by_role("region", name="Where you are a client").get_by_role("link", name=practice.organization_name)).to_be_visible()


def test_the_pages_are_for_everybody(open_window: Callable[..., Page], practice: Practice, stack: Stack) -> None:
    """Axe in light and dark, 320 px, targets, French."""
    _ask(practice, CONSENT, QUESTION | {"answer_type": "date", "choices": None}, DOCUMENT)
    sound(open_window, practice, "/onboarding", "New clients", ready="House rules", french="Accueil de la clientèle")
    ben = make_person(stack)
    page = open_window(color_scheme="light", reduced_motion="reduce", viewport={"width": 320, "height": 900})
    ben.sign_in(page)
    for path, heading in ((f"/become/{practice.organization_slug}", f"Become a client of {practice.organization_name}"), ("steps", "First steps")):
        if path == "steps":
            details = {"name": "Ben Tremblay", "phone": "+1 514 555 0100", "consent": True}
            ben.api.rpc("join_organization", {"organization_slug": practice.organization_slug, "details": details}).execute()
            page.goto("/my")
            page.get_by_role("link", name="To the first steps").click()
        else:
            page.goto(path)
        sees(page, heading)
        expect(page.get_by_role("button", name="Become a client" if "become" in path else "Agree")).to_be_visible()
        small = [element for element in page.evaluate(SMALL_TARGETS) if 'tabindex="-1"' not in element]
        assert not violations(page) + small, path
        assert page.evaluate(OVERFLOW) <= 0, path
    page.get_by_role("button", name="Français").click()
    sees(page, "Premières étapes")
