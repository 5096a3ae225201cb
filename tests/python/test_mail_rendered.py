"""Mails as a browser engine shows them: narrow, wide, light and dark, checked by axe-core."""

from __future__ import annotations

from datetime import UTC, datetime
from email.headerregistry import Address
from typing import TYPE_CHECKING, Any

import pytest

from python_functions.mail.compose import Composer
from python_functions.mail.events import Event
from tests.browser.axe import violations

from .events import booking_row, invitation_row, series_row, warning_row

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

TOKEN = "x9dGJ2mWc0qB4n1kZt7yUeRfA3vLhPsO6iXjQwCbNaM"  # noqa: S105 - opens nothing
LONG = {"name": "Anne-Marie Desrosiers-Beauchamp de la Durantaye", "email": "anne-marie.desrosiers-beauchamp.de.la.durantaye@client.example"}

MAILS: dict[str, dict[str, Any]] = {
    "confirmed": booking_row(),
    "moved, in another zone": booking_row(
        "booking.rescheduled", booking={"previous_starts_at": "2026-11-30T14:00:00Z"}, client={"time_zone": "America/Vancouver"}
    ),
    "pending, French": booking_row("booking.pending", booking={"approval_expires_at": "2026-11-24T15:00:00Z"}, client={"locale": "fr-CA"}),
    "cancelled": booking_row("booking.cancelled", booking={"cancelled_by": "practitioner"}, token_expires_at=None),
    "for the practitioner, long names": booking_row(recipient="practitioner", client=LONG),
    "invitation": invitation_row(),
    "series": series_row(),
    "series, moved, French": series_row("series.rescheduled", client={"locale": "fr-CA"}),
    "series, cancelled": series_row("series.cancelled", recipient="practitioner", token_expires_at=None),
    "reminder": booking_row("booking.reminder", unsubscribe={"kind": "reminder"}),
    "reminder, French": booking_row("booking.reminder", unsubscribe={"kind": "reminder"}, client={"locale": "fr-CA"}),
    "mail came back, French": warning_row(locale="fr-CA"),
}


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (700, "light")])
@pytest.mark.parametrize("mail", MAILS)
def test_a_mail_fits_and_can_be_read_by_everybody(browser: Browser, mail: str, width: int, scheme: str) -> None:
    """No scrolling sideways at 320 pixels, contrast and structure as WCAG 2.2 AA asks, in light and dark."""
    composer = Composer(mail_from=Address("Bookfast", addr_spec="bookings@bookfast.example"), web_url="https://book.example")
    row = MAILS[mail]
    token = TOKEN if row["recipient"] != "practitioner" and row["payload"].get("token_expires_at", True) else None
    message = composer.compose(
        Event.from_row(row), token=token, unsubscribe=TOKEN if "unsubscribe" in row["payload"] else None, sent_at=datetime(2026, 11, 21, 5, tzinfo=UTC)
    )
    html = next(part for part in message.walk() if part.get_content_type() == "text/html").get_content()

    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.set_content(html)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    # Landmarks are for pages; mail clients put a mail into one of their own.
    assert [each for each in violations(page) if not each.startswith(("region:", "landmark-one-main:"))] == []
    page.close()
