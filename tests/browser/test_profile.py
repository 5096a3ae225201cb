"""Profiles: completed by practitioners, published by them or by admins, found by clients."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from .office import sound
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


@pytest.mark.req("DR-1.2", "DR-2.1", "CP-2.2", "CP-2.4")
def test_a_practitioner_completes_the_profile_and_is_found(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """What is missing is named; once nothing is, publishing makes it public, and a visitor reads what was written."""
    eve, hers = hire(practice, mailbox, stack)
    eve.table("practitioners").update({"published": False}).eq("practitioner_id", hers).execute()
    within = practice.admin.table("organizations").select("organization_id").eq("slug", practice.organization_slug).execute().data[0]
    practice.admin.table("specialties").insert(within | {"slug": "sleep", "name": "Sleep"}).execute()
    page = open_window()
    member = signed_in(page, practice, eve)
    member.open("/profile")
    publicity = member.part("Public or not")
    expect(publicity).to_contain_text("where it is, in words or as a place")
    expect(publicity.get_by_role("button", name="Publish")).to_be_disabled()

    about = member.part("About")
    about.get_by_label("Address of the profile").fill("ada")
    about.get_by_label("Text for clients").fill("I listen first.")
    about.get_by_label("Credentials").fill("MSW, RSW (OCSWSSW 4711)")
    about.get_by_label("Where, in words").fill("Montréal, Plateau")
    about.get_by_text("French", exact=True).click()
    member.choose("Add another language", "Spanish")
    about.get_by_role("button", name="Save").click()
    slug = about.get_by_label("Address of the profile")
    expect(slug).to_be_focused()
    expect(about.get_by_text("Somebody in the practice has this address already.")).to_be_visible()
    page.reload()
    expect(about.get_by_label("Text for clients")).to_have_value("I listen first.")
    slug.fill(f"eve-{uuid4().hex[:6]}")
    address = slug.input_value()
    about.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: About.")).to_be_visible()

    member.part("Specialties").get_by_text("Sleep", exact=True).click()
    member.part("Specialties").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: Specialties.")).to_be_visible()
    member.part("Place of the sessions").get_by_label("Link for video").fill("https://video.example/eve")
    member.part("Place of the sessions").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: Place of the sessions.")).to_be_visible()
    member.part("New clients").get_by_label("At most this many clients").fill("12")
    member.part("New clients").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Room for 12 more.")).to_be_visible()

    publicity.get_by_role("button", name="Publish").click()
    expect(publicity.get_by_text("People find this profile and can book.")).to_be_visible()
    row = eve.table("practitioners").select("languages,location,max_clients,specialties").eq("practitioner_id", hers).execute().data[0]
    assert row == {"languages": ["fr", "es"], "location": "Montréal, Plateau", "max_clients": 12, "specialties": ["Sleep"]}
    visitor = open_window()
    visitor.goto(f"/with/{practice.organization_slug}/{address}")
    expect(visitor.get_by_text("I listen first.")).to_be_visible()
    expect(visitor.get_by_text("MSW, RSW (OCSWSSW 4711)")).to_be_visible()


@pytest.mark.req("DR-2.1")
def test_a_photo_is_made_small_and_seen_by_clients(open_window: Callable[..., Page], practice: Practice) -> None:
    """What is no picture is refused; a picture is kept as a small square, shown on the profile and in the list, and taken away again."""
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/practitioners")
    page.get_by_role("link", name="Ada Lindqvist").first.click()
    photo = admin.part("Photo")
    chooser = photo.locator("input[type=file]")
    chooser.set_input_files({"name": "ada.png", "mimeType": "image/png", "buffer": b"no picture at all"})
    expect(photo.get_by_text("This file cannot be read as a picture.")).to_be_visible()
    chooser.set_input_files({"name": "ada.png", "mimeType": "image/png", "buffer": page.screenshot()})
    expect(page.get_by_text("The photo is saved.")).to_be_visible()
    expect(photo.get_by_role("img", name="Photo of Ada Lindqvist")).to_be_visible()

    visitor = open_window()
    visitor.goto(f"/with/{practice.organization_slug}")
    expect(visitor.locator("img.choice-photo")).to_have_count(1)
    visitor.goto(f"/with/{practice.organization_slug}/ada")
    size = visitor.get_by_role("img", name="Photo of Ada Lindqvist").evaluate("image => [image.naturalWidth, image.naturalHeight]")
    assert size == [320, 320], "small, and square"
    photo.get_by_role("button", name="Take the photo away").click()
    expect(photo.get_by_text("No photo yet.")).to_be_visible()


@pytest.mark.req("DR-7.1", "DR-1.2")
def test_an_admin_approves_archives_and_brings_back(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """Where the practice wants it so, practitioners do not publish themselves."""
    eve, hers = hire(practice, mailbox, stack)
    eve.table("practitioners").update({"published": False, "location": "Plateau"}).eq("practitioner_id", hers).execute()
    practice.admin.table("organization_settings").update({"approve_practitioners": True}).eq("slug", practice.organization_slug).execute()
    theirs = signed_in(open_window(), practice, eve)
    theirs.open("/profile")
    expect(theirs.part("Public or not")).to_contain_text("An admin of the practice looks at profiles and publishes them.")
    expect(theirs.part("Public or not").get_by_role("button", name="Publish")).to_have_count(0)

    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/practitioners")
    waiting = admin.part("Waiting to be published")
    expect(waiting.get_by_role("row").filter(has_text="Eve Roy")).to_contain_text("nothing")
    page.get_by_role("button", name="Actions for Eve Roy").click()
    page.get_by_role("menuitem", name="Publish").click()
    expect(waiting).to_contain_text("Nobody is waiting.")
    page.get_by_role("button", name="Actions for Eve Roy").click()
    page.get_by_role("menuitem", name="Archive").click()
    page.get_by_role("dialog").get_by_role("button", name="Archive").click()
    expect(admin.part("Archived").get_by_text("Eve Roy")).to_be_visible()
    page.get_by_role("button", name="Actions for Eve Roy").click()
    page.get_by_role("menuitem", name="Bring back").click()
    expect(waiting.get_by_text("Eve Roy")).to_be_visible()


@pytest.mark.req("DR-7.1")
def test_an_admin_makes_a_profile_for_somebody_without_an_account(open_window: Callable[..., Page], practice: Practice) -> None:
    """And says what they offer."""
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/practitioners")
    admin.press("Add a profile")
    dialog = page.get_by_role("dialog", name="Add a profile")
    dialog.get_by_role("button", name="Add it").click()
    expect(dialog.get_by_label("Name")).to_be_focused()
    dialog.get_by_label("Name").fill("Zoé Ada")
    expect(dialog.get_by_label("Address of the profile")).to_have_value("zoe-ada")
    dialog.get_by_label("Address of the profile").fill("ada")
    dialog.get_by_role("button", name="Add it").click()
    expect(dialog.get_by_text("Somebody in the practice has this address already.")).to_be_visible()
    dialog.get_by_label("Address of the profile").fill("zoe")
    dialog.get_by_role("button", name="Add it").click()
    admin.sees("Zoé Ada")
    services = admin.part("Services offered")
    services.get_by_text(practice.service_name).click()
    services.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: Services offered.")).to_be_visible()
    page.reload()
    expect(services.get_by_role("checkbox", name=practice.service_name)).to_be_checked()


@pytest.mark.req("DR-7.1")
def test_the_taxonomy_grows_and_shrinks(open_window: Callable[..., Page], practice: Practice) -> None:
    """Names are had once; what somebody still has cannot go."""
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/specialties")
    new = page.get_by_role("textbox", name="New specialty")
    for name in ("Sleep", "Grief"):
        new.fill(name)
        admin.press("Add")
        expect(row_of(page, name)).to_contain_text("nobody yet")
        expect(new).to_have_value("")
    new.fill("sleep")
    admin.press("Add")
    expect(new).to_be_focused()
    expect(page.get_by_text("This specialty is in the list already.")).to_be_visible()

    page.get_by_role("button", name="Actions for Grief").click()
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Grief and loss")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(row_of(page, "Grief and loss")).to_be_visible()

    within = practice.admin.table("organizations").select("organization_id").eq("slug", practice.organization_slug).execute().data[0]
    sleep = practice.admin.table("specialties").select("specialty_id,organization_id").match(within | {"name": "Sleep"}).execute().data[0]
    practice.admin.table("practitioner_specialties").insert(sleep | {"practitioner_id": practice.practitioner_id}).execute()
    for name, told in (("Sleep", "Take it off their profile"), ("Grief and loss", None)):
        page.get_by_role("button", name=f"Actions for {name}").click()
        page.get_by_role("menuitem", name="Delete").click()
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        if told:
            expect(page.get_by_role("dialog").get_by_text(told)).to_be_visible()
            page.keyboard.press("Escape")
        else:
            expect(row_of(page, name)).to_have_count(0)
    page.reload()
    expect(row_of(page, "Sleep")).to_contain_text(practice.practitioner_name)


@pytest.mark.req("BM-R14")
def test_everybody_can_use_these_pages(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """The own profile, an admin's list and editor, and the specialties."""
    eve, hers = hire(practice, mailbox, stack)
    within = practice.admin.table("organizations").select("organization_id").eq("slug", practice.organization_slug).execute().data[0]
    practice.admin.table("specialties").insert(within | {"slug": "sleep", "name": "Sleep"}).execute()
    sound(open_window, practice, "/profile", "My profile", ready="New clients", french="Mon profil", member=eve)
    sound(open_window, practice, "/practitioners", "Practitioners", ready="Eve Roy", french="Praticiens")
    sound(open_window, practice, f"/practitioners?profile={hers}", "Eve Roy", ready="New clients", french="Eve Roy")
    sound(open_window, practice, "/specialties", "Specialties", ready="nobody yet", french="Spécialités")
