"""Every mail that there is: each topic to each recipient, in each language, discreet or not, with names as awkward as people have."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from python_functions.mail.compose import Composer
from python_functions.mail.events import Event
from python_functions.mail.words import words

from .events import (
    booking_row,
    calendar_change_row,
    calendar_row,
    invitation_row,
    join_row,
    practice_row,
    series_row,
    support_row,
    waitlist_row,
    warning_row,
    webhook_row,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

SENT_AT = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
TOKEN = "x9dGJ2mWc0qB4n1kZt7yUeRfA3vLhPsO6iXjQwCbNaM"  # noqa: S105 - opens nothing
WAY_OUT = "Way0utJ2mWc0qB4n1kZt7yUeRfA3vLhPsO6iXjQwCbN"
RECIPIENTS = ("client", "practitioner", "invitee", "admin", "host", "guest")
# What nobody but the two parties may read where others see it.
CLIENT, PRACTITIONER, SERVICE = (
    "Anne-Marie Desrosiers-Beauchamp de la Durantaye",
    "Dr. Zoé Lafrenière-O’Sullivan",
    "Couples counselling and psychedelic-assisted grief work",
)
SECRETS = {"cancel_reason": "relapse", "note": "panic attacks", "approval_expires_at": "2026-11-24T15:00:00+00:00", "cancelled_by": "practitioner"}
BRAND = {
    "brand_color": "#ffd400",
    "logo_url": "https://cdn.harbour.example/logo.png",
    "mail_footer": "In a crisis, call or text 9-8-8.\nOpen Monday to Friday.",
    "postal_address": "1000, rue Saint-Antoine Ouest, bureau 400\nMontréal (Québec)  H3C 3R7",
}


def topics() -> list[tuple[str, str]]:
    """Return every topic with every recipient that a letter is written for."""
    return [(topic, recipient) for recipient in RECIPIENTS for topic in words("en")[recipient]]


def row(topic: str, recipient: str, *, locale: str = "en-CA", discreet: bool = True, brand: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the event *topic* to *recipient*."""
    parts: dict[str, Any] = {
        "client": {"name": CLIENT, "email": "anne-marie.desrosiers-beauchamp.de.la.durantaye@client.example", "locale": locale},
        "practitioner": {"display_name": PRACTITIONER, "locale": locale},
        "service": {"name": SERVICE},
    }
    made = _bare(topic, recipient, parts=parts, locale=locale)
    payload = made["payload"]
    for part in ("client", "practitioner", "service"):
        if payload.get(part):
            payload[part] |= parts[part]
    if "warning" in payload:
        payload["warning"] |= {"name": CLIENT}
    payload["organization"] |= {"discreet": discreet, "locale": locale} | (brand or {})
    if topic.endswith(("cancelled", "declined", "expired", "ended", "completed", "note_shared", "passed_on")):
        payload["token_expires_at"] = None
    if (topic, recipient) in SWITCHABLE:
        payload["unsubscribe"] = {"kind": SWITCHABLE[topic, recipient]}
    return made


def _bare(topic: str, recipient: str, *, parts: dict[str, Any], locale: str) -> dict[str, Any]:
    moved = {"previous_starts_at": "2026-11-30T14:00:00Z"} if topic == "booking.rescheduled" else {}
    names = {"party": {"name": PRACTITIONER, "locale": locale}, "other": {"name": CLIENT}}
    if recipient == "guest":
        names = {"party": {"name": CLIENT, "locale": locale}, "other": {"name": PRACTITIONER}}
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "practice_room": lambda: practice_row(topic, recipient, practice_room={"title": SERVICE, "reason": "relapse"}, **names),
        "series": lambda: series_row(topic, recipient, **parts),
        "booking": lambda: booking_row(topic, recipient, booking=SECRETS | moved, **parts),
        "waitlist": lambda: waitlist_row(topic, locale=locale),
        "mail": lambda: warning_row(locale=locale),
        "webhook": lambda: webhook_row(locale=locale),
        "calendar_change": lambda: calendar_change_row(topic, locale=locale),
        "calendar": lambda: calendar_row(topic, recipient, locale=locale),
        "member": invitation_row,
        "join": lambda: join_row(topic, locale=locale),
        "support": lambda: support_row(locale=locale),
    }
    if (maker := makers.get(topic.split(".", maxsplit=1)[0])) is not None:
        return maker()
    made = booking_row(topic, recipient, **parts)
    made["payload"] = {name: made["payload"][name] for name in ("organization", "practitioner", "client")}
    if topic == "conversation.unread":
        made["payload"]["conversation"] = {"conversation_id": "5f0c7c1e-6f0e-4b51-a1d0-3d9f4f6a2b11", "kind": "direct"}
    return made


SWITCHABLE = {
    ("booking.reminder", "client"): "reminder",
    ("booking.reminder", "practitioner"): "reminder",
    ("booking.completed", "client"): "booking",
    ("booking.completed", "practitioner"): "booking",
    ("booking.review_requested", "client"): "review",
    ("booking.note_shared", "client"): "note",
    ("booking.note_shared", "practitioner"): "note",
    ("client.assigned", "practitioner"): "client",
    ("conversation.unread", "client"): "conversation",
    ("conversation.unread", "practitioner"): "conversation",
    ("waitlist.joined", "client"): "waitlist",
    ("waitlist.ended", "client"): "waitlist",
}


def composed(made: dict[str, Any]) -> EmailMessage:
    """Compose the event *made*, and read the octets back as a mail program would."""
    composer = Composer(mail_from=Address("Bookfast", addr_spec="bookings@bookfast.example"), web_url="https://book.example", edge_url="https://edge.example")
    event = Event.from_row(made)
    has_link = event.topic == "member.invited" or (event.recipient == "client" and made["payload"].get("token_expires_at") is not None)
    message = composer.compose(event, token=TOKEN if has_link else None, unsubscribe=WAY_OUT if event.unsubscribe else None, sent_at=SENT_AT)
    return message_from_bytes(message.as_bytes(), policy=default)


def text_of(message: EmailMessage) -> str:
    """Return the plain text."""
    return next(part for part in message.walk() if part.get_content_type() == "text/plain").get_content()


def html_of(message: EmailMessage) -> str:
    """Return the HTML."""
    return next(part for part in message.walk() if part.get_content_type() == "text/html").get_content()


class Reading(HTMLParser):
    """What somebody reads of an HTML mail: texts, the text that stands for an image, addresses of links, and apart from them the preview."""

    def __init__(self, html: str) -> None:
        """Read *html*."""
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.preview = ""
        self._silent = 0
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where something invisible begins."""
        given = dict(attrs)
        self._silent += tag in {"style", "title"}
        self._hidden = self._hidden or "display: none" in (given.get("style") or "")
        if tag == "a":
            self.links.append(given["href"] or "")
        if tag == "img":
            self.texts.append(given["alt"] or "")

    def handle_endtag(self, tag: str) -> None:
        """Note where it ends."""
        self._silent -= tag in {"style", "title"}
        self._hidden = self._hidden and tag != "div"

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if self._hidden:
            self.preview += data
        elif not self._silent and data.strip():
            self.texts.append(" ".join(data.split()))
