"""Finding somebody: the search, an organization's page, a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import sideways, violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from .practice import Practice


@pytest.mark.req("DR-2.2")
def test_somebody_is_found_with_the_next_free_times(open_window: Callable[..., Page], practice: Practice) -> None:
    """Each free time leads to its booking."""
    page = open_window()
    page.goto("/")
    page.get_by_label("Name, need or specialty").fill(practice.practitioner_name)
    page.get_by_label("Where").fill(practice.organization_slug)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nobody was found")).to_be_visible()
    page.get_by_role("link", name="Start over").click()

    page.goto(f"/with/{practice.organization_slug}")
    expect(page.get_by_role("heading", name=f"Book with {practice.organization_name}")).to_be_visible()
    times = page.get_by_role("list", name=f"Next free times with {practice.practitioner_name}").get_by_role("link")
    expect(times).to_have_count(3)
    expect(page.get_by_text(practice.service_name, exact=True)).to_be_visible()
    assert f"/with/{practice.organization_slug}/ada/{practice.service_id}?at=" in times.first.get_attribute("href")


@pytest.mark.req("DR-2.2")
def test_what_was_looked_for_stays_in_the_address(open_window: Callable[..., Page], practice: Practice) -> None:
    """A reload and the way back show the same people."""
    page = open_window()
    page.goto(f"/with/{practice.organization_slug}")
    page.get_by_label("Name, need or specialty").fill("Nobody of this name")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nobody was found")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Name, need or specialty")).to_have_value("Nobody of this name")
    expect(page.get_by_text("Nobody was found")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name=practice.practitioner_name)).to_be_visible()

    # Nobody has reviewed her yet: she is not among those of four stars, and an order alone leaves nobody out.
    page.get_by_role("button", name="Free soonest Shown first").click()
    page.get_by_role("option", name="Best match").click()
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**?sort=relevance")
    expect(page.get_by_role("link", name=practice.practitioner_name)).to_be_visible()
    page.get_by_role("button", name="Any rating Rating").click()
    page.get_by_role("option", name="4 stars or more").click()
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**?rating=4&sort=relevance")
    expect(page.get_by_text("Nobody was found")).to_be_visible()


@pytest.mark.req("DR-2.1")
def test_a_profile_says_who_it_is_and_what_can_be_booked(open_window: Callable[..., Page], practice: Practice) -> None:
    """Specialties, place, languages and words of one's own."""
    organization = practice.admin.table("organizations").select("organization_id").eq("slug", practice.organization_slug).execute().data[0]
    practice.admin.table("practitioners").update({"bio": "I listen first.", "location": "Ottawa, ON", "languages": ["en-CA", "fr-CA"]}).eq(
        "practitioner_id", practice.practitioner_id
    ).execute()
    practice.admin.table("specialties").insert(organization | {"slug": "sleep", "name": "Sleep"}).execute()
    page = open_window()
    page.goto(f"/with/{practice.organization_slug}")
    expect(page.get_by_role("button", name="Any specialty Specialty")).to_be_visible()
    page.get_by_role("link", name=practice.practitioner_name).click()
    expect(page.get_by_role("heading", level=1, name=practice.practitioner_name)).to_be_focused()
    for text in ("I listen first.", "Ottawa, ON", "Canadian English, Canadian French", practice.organization_name):
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=practice.service_name)).to_have_attribute("href", f"/with/{practice.organization_slug}/ada/{practice.service_id}")


def test_who_is_not_published_is_nowhere(open_window: Callable[..., Page], practice: Practice) -> None:
    """Neither found nor opened by guessing; an organization without anybody says what will be there."""
    practice.admin.table("practitioners").update({"published": False}).eq("practitioner_id", practice.practitioner_id).execute()
    page = open_window()
    page.goto(f"/with/{practice.organization_slug}")
    expect(page.get_by_text("Nobody can be booked here yet")).to_be_visible()
    page.goto(f"/with/{practice.organization_slug}/ada")
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    page.goto("/with/no-such-organization")
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()


@pytest.mark.req("BM-R14")
def test_the_directory_is_for_everybody(open_window: Callable[..., Page], practice: Practice) -> None:
    """No rule of WCAG 2.2 AA is broken, and nothing scrolls sideways."""
    page = open_window()
    for path in ("/", f"/with/{practice.organization_slug}", f"/with/{practice.organization_slug}/ada", f"/with/{practice.organization_slug}?q=nobody"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert [] == violations(page)
        assert [] == sideways(page)
