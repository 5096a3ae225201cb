"""Mails as a browser engine shows them: narrow, wide, light and dark, checked by axe-core."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.axe import violations

from .events import series_row
from .every_mail import BRAND, composed, html_of, row, topics

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.slow

LOGO = "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='80'><circle cx='40' cy='40' r='36' fill='#0a5c8f'/></svg>"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that loads nothing but the logo."""
    page = browser.new_page()
    page.route("**/*", lambda route: route.abort())
    yield page
    page.close()


def check(page: Page, html: str) -> None:
    """No scrolling sideways at 320 pixels or more, contrast and structure as WCAG 2.2 AA asks, in light and dark."""
    page.set_content(html)
    for width in (320, 600, 1000):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.set_viewport_size({"width": 320, "height": 800})
    # Landmarks are for pages; mail clients put a mail into one of their own.
    assert [each for each in violations(page) if not each.startswith(("light: region:", "light: landmark-one-main:"))] == []


@pytest.mark.parametrize("locale", ["en-CA", "fr-CA"])
@pytest.mark.parametrize(("topic", "recipient"), topics())
def test_every_mail_fits_and_can_be_read(page: Page, topic: str, recipient: str, locale: str) -> None:
    """Images blocked, as many have it; names long, colours bright."""
    check(page, html_of(composed(row(topic, recipient, locale=locale, brand=BRAND))))


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#777777", "#ff0000", "#0000ff", None])
def test_a_mail_can_be_read_in_every_colour(page: Page, colour: str | None) -> None:
    check(page, html_of(composed(row("booking.review_requested", "client", brand=BRAND | {"brand_color": colour}))))


def test_a_wide_logo_fits_and_nothing_else_is_loaded(page: Page) -> None:
    """Logos are the only thing a mail loads, so that nobody learns who opens it and when."""
    asked = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=LOGO, content_type="image/svg+xml")

    page.route(BRAND["logo_url"], answer)
    page.on("request", lambda request: asked.append(request.url))
    check(page, html_of(composed(row("booking.confirmed", "client", brand=BRAND))))
    assert set(asked) == {BRAND["logo_url"]}


def test_a_series_of_two_years_fits(page: Page) -> None:
    check(page, html_of(composed(series_row("series.confirmed", changes=104))))


def test_a_time_that_is_over_is_crossed_out(page: Page) -> None:
    """Nobody who glances at a cancellation takes it for an appointment."""
    page.set_content(html_of(composed(row("booking.cancelled", "client"))))
    assert page.locator(".hours").evaluate("each => getComputedStyle(each).textDecorationLine") == "line-through"
