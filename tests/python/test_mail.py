"""SC-1.3 to SC-1.5: what mails say, to whom, in which language, and how they are built."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from icalendar import Calendar

from python_functions.mail.compose import STATUSES, Composer, UnusableAddressError
from python_functions.mail.events import Event, EventNotUnderstoodError
from python_functions.mail.letter import UnknownTopicError
from python_functions.mail.topics import STATES
from python_functions.mail.words import words

from .events import booking_row, calendar_row, invitation_row, waitlist_row, warning_row, webhook_row

SENT_AT = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
TOKEN = "x9dGJ2mWc0qB4n1kZt7yUeRfA3vLhPsO6iXjQwCbNaM"  # noqa: S105 - opens nothing
OPEN = {"discreet": False}


def composed(row: dict[str, Any], *, token: str | None = None) -> EmailMessage:
    """Compose *row* and read the octets back, as a mail client would."""
    composer = Composer(mail_from=Address("Bookfast", addr_spec="bookings@bookfast.example"), web_url="https://book.example")
    message = composer.compose(Event.from_row(row), token=token, sent_at=SENT_AT)
    return message_from_bytes(message.as_bytes(), policy=default)


def part(message: EmailMessage, content_type: str) -> EmailMessage:
    (found,) = [each for each in message.walk() if each.get_content_type() == content_type]
    return found


def text(message: EmailMessage) -> str:
    return part(message, "text/plain").get_content()


def html(message: EmailMessage) -> str:
    return part(message, "text/html").get_content()


def calendar(message: EmailMessage) -> Calendar:
    return Calendar.from_ical(part(message, "text/calendar").get_payload(decode=True))


def test_the_parts_come_in_the_order_that_every_client_reads() -> None:
    """SC-1.3: mixed(alternative(text, HTML, calendar), attachment); Outlook reads only the first child of mixed."""
    message = composed(booking_row(), token=TOKEN)

    assert [each.get_content_type() for each in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    inside = part(message, "text/calendar")
    assert dict(inside["Content-Type"].params) == {"method": "REQUEST", "charset": "UTF-8"}
    attached = part(message, "application/ics")
    assert (attached.get_filename(), attached.get_content_disposition()) == ("invite.ics", "attachment")
    assert attached.get_payload(decode=True) == inside.get_payload(decode=True)


def test_the_envelope_says_who_writes_and_which_event_it_is() -> None:
    row = booking_row()
    message = composed(row)
    assert message["From"] == "Harbour Street Practice <bookings@bookfast.example>"
    assert message["To"].addresses[0].addr_spec == "ben@client.example"
    assert message["Reply-To"] == "Harbour Street Practice <desk@harbour.example>"
    assert message["Message-ID"] == f"<{row['event_id']}@bookfast.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en-CA"
    assert message["Date"].datetime == SENT_AT


@pytest.mark.parametrize("recipient", ["client", "practitioner"])
@pytest.mark.parametrize(
    ("topic", "method", "status"),
    [
        ("booking.confirmed", "REQUEST", "CONFIRMED"),
        ("booking.pending", "REQUEST", "TENTATIVE"),
        ("booking.approved", "REQUEST", "CONFIRMED"),
        ("booking.rescheduled", "REQUEST", "CONFIRMED"),
        ("booking.handed_over", "REQUEST", "CONFIRMED"),
        ("booking.declined", "CANCEL", "CANCELLED"),
        ("booking.expired", "CANCEL", "CANCELLED"),
        ("booking.cancelled", "CANCEL", "CANCELLED"),
    ],
)
def test_both_parties_get_the_calendar_object_of_every_change(topic: str, method: str, status: str, recipient: str) -> None:
    """SC-1.3 SC-1.4 SC-1.5: the same UID and SEQUENCE for both, the reader alone as attendee."""
    message = composed(booking_row(topic, recipient, booking={"ics_sequence": 5}))
    (event,) = calendar(message).walk("VEVENT")

    assert calendar(message)["METHOD"] == method
    assert part(message, "text/calendar")["Content-Type"].params["method"] == method
    assert (event["STATUS"], event["SEQUENCE"]) == (status, 5)
    assert event["UID"] == "5f0c1a52-1f5e-4a53-bb0c-0d1d8d0c7a11@bookfast"
    assert event["ATTENDEE"] == f"mailto:{message['To'].addresses[0].addr_spec}"
    assert event["ORGANIZER"] == "mailto:bookings@bookfast.example"


@pytest.mark.req("SC-2.3", "CP-4.7")
@pytest.mark.parametrize(
    ("topic", "said"), [("booking.confirmed", True), ("booking.rescheduled", True), ("booking.cancelled", False), ("booking.pending", False)]
)
def test_where_the_practitioner_s_calendar_invites_the_mail_brings_the_link_alone(topic: str, said: bool) -> None:  # noqa: FBT001 - a case
    message = composed(booking_row(topic, booking={"calendar_object": False}), token=TOKEN)
    assert [each.get_content_type() for each in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert TOKEN in text(message)
    assert "attach" not in text(message).lower()
    assert ("a message of its own" in text(message)) is said


@pytest.mark.req("SC-2.3")
@pytest.mark.parametrize(
    ("topic", "said"), [("booking.confirmed", True), ("booking.rescheduled", True), ("booking.cancelled", False), ("booking.pending", False)]
)
def test_what_the_practitioner_s_own_calendar_shows_is_not_attached(topic: str, said: bool) -> None:  # noqa: FBT001 - a case
    message = composed(booking_row(topic, "practitioner", booking={"calendar_object": False}))
    assert [each.get_content_type() for each in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert "attach" not in text(message).lower()
    assert ("connected calendar follows" in text(message)) is said


def test_a_colleague_takes_over() -> None:
    """The former practitioner's calendar loses the appointment; a request that still waits stays tentative in the colleague's."""
    passed_on = calendar(composed(booking_row("booking.passed_on", "practitioner", booking={"ics_sequence": 1, "status": "cancelled"})))
    (gone,) = passed_on.walk("VEVENT")
    assert (passed_on["METHOD"], gone["STATUS"], gone["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    (asked,) = calendar(composed(booking_row("booking.handed_over", "practitioner", booking={"status": "pending"}))).walk("VEVENT")
    assert asked["STATUS"] == "TENTATIVE"


@pytest.mark.parametrize("recipient", ["client", "practitioner"])
def test_a_reminder_says_when_and_leaves_calendars_alone(recipient: str) -> None:
    """DR-5.1 CP-4.3 CP-4.4 CP-11.2 CP-11.3."""
    message = composed(booking_row("booking.reminder", recipient))
    assert str(message["Subject"]).startswith("Reminder: ")
    assert "10:00" in str(message["Subject"])
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_only_the_clients_mail_has_the_link_and_only_in_the_text() -> None:
    """BM-R5 BM-R11: the token is a key; it stands behind the # and in no calendar, which people share."""
    message = composed(booking_row(), token=TOKEN)
    address = f"https://book.example/manage#{TOKEN}"
    assert address in text(message)
    assert f'href="{address}"' in html(message)
    assert TOKEN not in part(message, "text/calendar").get_payload(decode=True).decode()
    assert TOKEN not in str(message.items())
    assert "/manage#" not in composed(booking_row(recipient="practitioner")).as_string()


@pytest.mark.parametrize("recipient", ["client", "practitioner"])
@pytest.mark.parametrize("topic", [topic for topic in words("en")["practitioner"] if topic.startswith("booking.") and topic in words("en")["client"]])
def test_nothing_that_a_stranger_sees_tells_who_or_why(topic: str, recipient: str) -> None:
    """Discreet by default: subject, preview and calendar name neither client nor service; reason and note stand nowhere."""
    secrets = {"cancel_reason": "relapse", "note": "panic attacks", "approval_expires_at": "2026-11-24T15:00:00+00:00"}
    message = composed(booking_row(topic, recipient, booking=secrets))
    preview = html(message).split("</div>")[0].rsplit(">", 1)[-1]
    seen_by_strangers = [message["Subject"], preview]
    if STATES[topic] in STATUSES:
        (event,) = calendar(message).walk("VEVENT")
        seen_by_strangers += [event["SUMMARY"], event["DESCRIPTION"]]

    for seen in seen_by_strangers:
        assert "Grief" not in seen
        assert "Desjardins" not in seen
    for reason in ("relapse", "panic attacks"):
        assert reason not in text(message) + html(message)


def test_an_organization_may_switch_detail_on() -> None:
    message = composed(booking_row("booking.cancelled", "practitioner", organization=OPEN, booking={"cancel_reason": "I am moving"}))
    (event,) = calendar(message).walk("VEVENT")
    assert event["SUMMARY"] == "Grief counselling: Benoît Desjardins"
    assert "Benoît Desjardins" in message["Subject"]
    assert "Reason: I am moving" in text(message)


def test_text_and_html_say_when_where_on_the_clock_and_with_whom() -> None:
    """SC-4.1: the reader's zone, named; both parts carry the same facts."""
    message = composed(booking_row(client={"time_zone": "America/Vancouver"}), token=TOKEN)
    for body in (text(message), html(message)):
        for fact in (
            "Tuesday, December 1, 2026",
            "8:00–8:50\N{NARROW NO-BREAK SPACE}a.m.",
            "Pacific Time (Vancouver, UTC−7)",
            "Ada Tremblay",
            "Grief counselling (50\N{NO-BREAK SPACE}min)",
            "K7QM42XD",
            "10:00\N{NARROW NO-BREAK SPACE}a.m., Eastern Time (Toronto, UTC−5)",
        ):
            assert fact in body


def test_french_readers_get_french() -> None:
    """English and French (Canada): words, dates, hours, zone names and the spaces before colons."""
    message = composed(booking_row("booking.rescheduled", booking={"previous_starts_at": "2026-11-30T14:00:00Z"}, client={"locale": "fr-CA"}))
    (event,) = calendar(message).walk("VEVENT")
    assert message["Content-Language"] == "fr-CA"
    assert message["Subject"].startswith("Votre rendez-vous est déplacé\N{NO-BREAK SPACE}: mar. 1er déc.")
    assert "Mardi 1er décembre 2026" in text(message)
    assert "10\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00" in text(message)
    assert "Heure de l’Est (Toronto, UTC−5)" in text(message)
    assert '<html lang="fr-CA"' in html(message)
    assert event["SUMMARY"] == "Rendez-vous"


@pytest.mark.parametrize(
    ("wish", "language"),
    [("fr", "fr-CA"), ("fr-FR", "fr-FR"), ("en-US", "en-US"), ("de-DE", "en-CA"), ("nonsense!", "en-CA"), (None, "en-CA")],
)
def test_the_language_is_the_readers_or_else_the_organizations(wish: str | None, language: str) -> None:
    assert composed(booking_row(client={"locale": wish}))["Content-Language"] == language


def test_both_languages_have_every_sentence() -> None:
    def keys(tree: dict[str, Any], path: str = "") -> set[str]:
        return set().union(*(keys(value, f"{path}/{key}") if isinstance(value, dict) else {f"{path}/{key}"} for key, value in tree.items()))

    assert keys(words("en")) == keys(words("fr"))


def test_a_zone_that_nobody_knows_does_not_stop_the_mail() -> None:
    assert "Eastern Time" in text(composed(booking_row(client={"time_zone": "Mars/Olympus_Mons"})))


def test_html_escapes_what_people_typed() -> None:
    message = composed(booking_row(client={"name": '<script>alert("1")</script>'}, practitioner={"display_name": "<b>Ada"}))
    assert "<script>" not in html(message)
    assert "&lt;b&gt;Ada" in html(message)


def test_a_name_with_a_line_break_adds_no_header() -> None:
    message = composed(booking_row(client={"name": "Ben\r\nBcc: eve@x.example"}))
    assert message["Bcc"] is None
    assert message["To"].addresses[0].display_name == "Ben Bcc: eve@x.example"


@pytest.mark.req("SC-1.8")
@pytest.mark.parametrize("locale", ["en-CA", "fr-CA"])
def test_a_warning_names_the_client_inside_and_nobody_outside(locale: str) -> None:
    """The practitioner finds the number to call in the mail, and a phone's lock screen shows neither name nor address."""
    message = composed(warning_row(locale=locale), token=None)
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for body in (text, html):
        for said in ("Ben Roy", "+1 514 555 0199", "ben@client.example", "K7M2QX"):
            assert said in body
    outside = f"{message['Subject']} {html.split('</div>')[0]}"
    assert not any(name in outside for name in ("Ben", "client.example", "K7M2QX"))
    assert message.get_body(("calendar",)) is None


@pytest.mark.parametrize(
    ("locale", "because", "said"),
    [("en-CA", "gone", "gone for good"), ("en-CA", "failing", "three days"), ("fr-CA", "gone", "n’existe plus"), ("fr-CA", "failing", "trois jours")],
)
def test_an_admin_learns_which_webhook_was_switched_off(locale: str, because: str, said: str) -> None:
    message = composed(webhook_row(locale=locale, because=because), token=None)
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "cleo@harbour.example" in message["To"]
    assert "ledger" not in message["Subject"]
    for word in (said, "hooks.ledger.example", "Our ledger"):
        assert word in " ".join(text.split())
        assert word in html
    assert not list(message.iter_attachments())


@pytest.mark.req("SC-2.1")
@pytest.mark.parametrize(
    ("locale", "topic", "provider", "said"),
    [
        ("en-CA", "calendar.revoked", "google", ("no longer connected", "Google Calendar", "stays open")),
        ("fr-CA", "calendar.failing", "caldav", ("trois heures", "CalDAV", "reste ouvert")),
    ],
)
def test_a_member_learns_that_the_own_calendar_is_lost(locale: str, topic: str, provider: str, said: tuple[str, ...]) -> None:
    message = composed(calendar_row(topic, locale=locale, provider=provider), token=None)
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "ada@harbour.example" in message["To"]
    for word in said:
        assert word in " ".join(text.split())
        assert word in html
    assert "/at/harbour-street/settings" in html
    assert "cleo@harbour.example" in composed(calendar_row(topic, "admin", locale=locale), token=None)["To"]


@pytest.mark.req("SC-1.8")
def test_a_warning_about_the_own_address_speaks_of_no_client() -> None:
    """There is none."""
    text = composed(warning_row(to="practitioner", address="old@harbour.example"), token=None).get_body(("plain",)).get_content()
    assert "old@harbour.example" in text
    assert "Ben Roy" not in text


def test_an_invitation_brings_the_one_time_link() -> None:
    """DR-7.2."""
    message = composed(invitation_row(), token=TOKEN)
    assert message["Subject"] == "You are invited to Harbour Street Practice"
    assert f"https://book.example/join#{TOKEN}" in text(message)
    assert "Saturday, December 5, 2026" in text(message)
    assert message.get_content_type() == "multipart/alternative"


@pytest.mark.parametrize(
    ("locale", "subject", "until"),
    [("en-CA", "A time has come free for you", "Sat, Nov 21, 12:00"), ("fr-CA", "Un moment s’est libéré pour vous", "sam. 21 nov.")],
)
def test_an_offer_says_what_is_kept_until_when(locale: str, subject: str, until: str) -> None:
    message = composed(waitlist_row("waitlist.offered", locale=locale), token=TOKEN)
    assert message["Subject"] == subject
    assert f"https://book.example/waitlist#{TOKEN}" in text(message)
    assert until in text(message)
    assert "Dr. Ada Moreau" in text(message)
    assert message.get_content_type() == "multipart/alternative", "nothing is booked, so no calendar hears of it"


def test_a_wish_is_confirmed_with_the_link_that_withdraws_it() -> None:
    message = composed(waitlist_row("waitlist.joined"), token=TOKEN)
    assert message["Subject"] == "You are on the waitlist"
    assert f"https://book.example/waitlist#{TOKEN}" in text(message)
    assert "First session" in text(message)


def test_a_payload_that_lacks_something_is_refused_by_field_not_by_value() -> None:
    row = booking_row(booking={"starts_at": "tomorrow", "reference": None})
    with pytest.raises(EventNotUnderstoodError) as refusal:
        Event.from_row(row)
    assert "booking.starts_at" in str(refusal.value)
    assert "tomorrow" not in str(refusal.value)


@pytest.mark.parametrize("address", ["", "nobody", "ben@", "@client.example", "a b@client.example", "ben@client.example, eve@x.example"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(UnusableAddressError):
        composed(booking_row(client={"email": address}))


def test_an_unknown_topic_is_refused() -> None:
    with pytest.raises(UnknownTopicError, match=r"booking\.sung"):
        composed(booking_row("booking.sung"))
