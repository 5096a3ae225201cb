"""The figures of the practice: what an admin reads, compares, sorts and takes along; who is counted; and that anybody can read the page."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from playwright.sync_api import expect

from .office import sound
from .staff import ZONE, ask_for, book, day_at, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .practice import Practice

# What a program drives is not counted; these tests look at what is.
A_PERSON = "Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => false})"


def refresh(stack: Stack) -> None:
    """Let the figures hear what has happened, as the worker does after a while; whoever is at it already is waited for."""
    with psycopg.connect(stack.database_url) as owner:
        owner.execute("select pg_advisory_xact_lock(hashtextextended('app.daily_figures', 0))")
        owner.execute("select api.refresh_figures()")


def today() -> date:
    """Of the practice."""
    return day_at(0, 12).astimezone(ZONE).date()


def remember(stack: Stack, practice: Practice) -> None:
    """Sixty days of figures, as if they had been."""
    with psycopg.connect(stack.database_url) as owner:
        owner.execute(
            "insert into app.daily_figures (organization_id, day, practitioner_id, made, made_online, appointments, completed, no_shows,"
            " cancelled_by_client, cancelled_by_practice, cancelled_late, booked_minutes, offered_minutes, held, ratings, rating_sum, recommends, promoters)"
            " select p.organization_id, %(today)s::date - n, p.practitioner_id, 1 + n / 30, 1, 2, 1, 1, 1, 0, n %% 2, 90, 180, 2,"
            " n %% 2, 4 * (n %% 2), n %% 2, n %% 2"
            " from app.practitioners as p cross join generate_series(1, 59) as n where p.practitioner_id = %(id)s"
            " on conflict (organization_id, day, practitioner_id) do update set made = excluded.made, appointments = excluded.appointments",
            {"today": today(), "id": practice.practitioner_id},
        )


@pytest.mark.req("DR-8.1")
def test_an_admin_reads_compares_and_takes_along_the_figures(open_window: Callable[..., Page], practice: Practice, stack: Stack) -> None:
    """Each figure beside the time before, each chart as a table, each practitioner, and all of it as a file."""
    remember(stack, practice)
    ask_for(practice, stack, day_at(3, 9))
    book(practice, day_at(3, 10))
    refresh(stack)
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/insights")
    admin.sees("Figures")
    glance = admin.part("At a glance")
    expect(glance).to_contain_text("Beside the 30 days before.")
    # 29 days of one, and two today; before, 30 of which one has one and 29 two.
    made = glance.locator("div").filter(has=page.get_by_text("Bookings made", exact=True))
    expect(made).to_contain_text("31")
    expect(made).to_contain_text("▼ down")
    expect(glance.locator("div").filter(has=page.get_by_text("No-shows", exact=True))).to_contain_text("50%")
    expect(glance.locator("div").filter(has=page.get_by_text("Average rating", exact=True))).to_contain_text("4")
    expect(glance.locator("div").filter(has=page.get_by_text("Net promoter score", exact=True))).to_contain_text("100")
    chart = admin.part("Bookings")
    expect(chart.get_by_role("img", name="31 made")).to_be_visible()
    chart.get_by_text("The same as a table").click()
    expect(chart.get_by_role("row")).to_have_count(31)
    expect(chart.get_by_role("row").last).to_contain_text("2")

    with page.expect_download() as taken:
        admin.press("Download days (CSV)")
    rows = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith("day,appointments,")
    assert len(rows) == 31
    assert rows[-1].startswith(f"{today()},")

    admin.choose("Period", "7 days")
    expect(glance).to_contain_text("Beside the 7 days before.")
    admin.choose("Sort by", "Bookings made, most first")
    expect(admin.part("By practitioner").get_by_role("row").nth(1)).to_contain_text(practice.practitioner_name)
    admin.choose("Practitioner", practice.practitioner_name)
    expect(glance.get_by_text("Mail that arrived")).to_have_count(0)
    page.reload()
    expect(glance).to_contain_text("Beside the 7 days before.")
    expect(glance.get_by_text("Mail that arrived")).to_have_count(0)
    since = today() - timedelta(days=3)
    admin.open(f"/insights?from={since}&to={since}")
    expect(glance).to_contain_text("Beside the day before.")


@pytest.mark.req("DR-8.1")
def test_visits_are_counted_but_not_those_who_ask_not_to_be(open_window: Callable[..., Page], practice: Practice, stack: Stack) -> None:
    """A result that is opened, looked at and reloaded counts once; a browser with Global Privacy Control never; and the practice can end it."""
    for script in (A_PERSON, A_PERSON + "; Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"):
        visitor = open_window()
        visitor.add_init_script(script)
        told: list[str] = []
        visitor.on("requestfinished", lambda request, told=told: told.append(request.post_data_json["kind"]) if "note_visit" in request.url else None)
        home = f"/with/{practice.organization_slug}"
        if script == A_PERSON:
            with visitor.expect_event("requestfinished", lambda request: "note_visit" in request.url):
                visitor.goto(home)
        else:
            visitor.goto(home)
        name = visitor.get_by_role("link", name=practice.practitioner_name)
        name.click()
        service = visitor.get_by_role("link", name=practice.service_name)
        if script == A_PERSON:
            with visitor.expect_event("requestfinished", lambda request: "note_visit" in request.url and request.post_data_json["kind"] == "visited"):
                service.click()
            visitor.reload()
        else:
            service.click()
        expect(visitor.get_by_role("heading", name="Choose a time")).to_be_visible()
        assert sorted(told) == (["opened", "shown", "visited"] if script == A_PERSON else [])
    refresh(stack)
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/insights")
    glance = admin.part("At a glance")
    expect(glance).to_contain_text("Shown once, opened once")
    expect(glance).to_contain_text("Booking pages looked at once, 0 led to a booking")
    switch = page.get_by_role("switch", name="Count visits")
    expect(switch).to_be_checked()
    switch.press("Space")
    expect(page.get_by_text("Visits are not counted any more.")).to_be_visible()
    expect(glance.get_by_text("Search click-through")).to_have_count(0)
    page.reload()
    expect(switch).not_to_be_checked()


@pytest.mark.req("BM-R14", "DR-8.1")
def test_the_figures_can_be_read_by_everybody(open_window: Callable[..., Page], practice: Practice, stack: Stack) -> None:
    """Empty, then full: by axe in both schemes, at 320 px, and in French."""
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/insights")
    expect(page.get_by_text("Nothing to tell yet")).to_be_visible()
    remember(stack, practice)

    def open_tables(page: Page) -> None:
        for table in page.get_by_text("The same as a table").all():
            table.click()
        expect(page.get_by_role("table")).to_have_count(5)

    sound(open_window, practice, "/insights", "Figures", ready="By practitioner", french="Chiffres", act=open_tables)
