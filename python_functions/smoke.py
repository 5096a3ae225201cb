"""The main job on the running stack, without a person: find a time, book it, move it, cancel it, and read every mail."""

import argparse
import os
import re
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from icalendar import Calendar, Event

from python_functions.config import ConfigError, key, url, variable
from python_functions.data_api import DataApi
from python_functions.errors import BookingError
from python_functions.mail import when
from python_functions.mailbox import Mailbox, NoMailError, ReceivedMail
from python_functions.zones import zone

DAYS_AHEAD = 28
SECONDS_FOR_A_MAIL = 10
# An organization lets a minute pass before it mails a new time, unless it has set another quiet period.
SECONDS_OF_QUIET = 60
LINK = re.compile(r"/manage#([A-Za-z0-9_-]+)")
ENGLISH = when.best_locale("en-CA")


class SmokeError(Exception):
    """A step went wrong: what happened, why that is wrong, and what to do next."""

    def __init__(self, what: str, *, why: str, remedy: str) -> None:
        """Keep the three sentences."""
        super().__init__(f"{what}\n  Why: {why}\n  Next: {remedy}")


@dataclass(frozen=True)
class Offer:
    """A service of a practitioner that anybody may book at once, with two free times or more."""

    practitioner: dict[str, Any]
    service: dict[str, Any]
    slots: list[dict[str, Any]]

    def at(self, slot: dict[str, Any]) -> str:
        """Return the start of *slot* in the practitioner's words: Tue, Dec 1, 10:00 a.m."""
        return when.brief(datetime.fromisoformat(slot["starts_at"]), zone=zone(self.practitioner["time_zone"]), locale=ENGLISH)


class Narrator:
    """Tells the story on standard output as it happens; the long form also shows what the client reads."""

    def __init__(self, *, long: bool) -> None:
        """*long*: show mails and calendar objects."""
        self._long = long
        self._started = time.monotonic()

    def step(self, sentence: str) -> None:
        """Print one step with the seconds since the beginning."""
        print(f"{time.monotonic() - self._started:5.1f} s  {sentence}", flush=True)

    def mail(self, mail: ReceivedMail, event: Event) -> None:
        """Print what *mail* brought to the client."""
        if not self._long:
            return
        lines = [
            f"Subject: {mail.message['Subject']}",
            "",
            *LINK.sub("/manage#…", mail.text).strip().splitlines(),
            "",
            f"invite.ics: METHOD:{mail.method}  SEQUENCE:{event['SEQUENCE']}  STATUS:{event['STATUS']}",
            f"            UID:{event['UID']}",
        ]
        print(textwrap.indent("\n".join(lines), "         | ", lambda _: True), flush=True)


class Story:
    """One booking's life, seen by a client without an account."""

    def __init__(self, api: DataApi, mailbox: Mailbox, narrator: Narrator, *, organization: str | None = None) -> None:
        """*api* speaks with the publishable key, as the web app does.  *organization*: book there, by its slug; else anywhere."""
        self._api = api
        self._organization = organization
        self._mailbox = mailbox
        self._tell = narrator
        self._address = f"smoke-{uuid4().hex[:12]}@client.example"

    def run(self) -> None:
        """Live it from beginning to end.  Raises `SmokeError` at the first step that is not as promised."""
        offer = find_offer(self._api, self._organization)
        first, second = offer.slots[-1], offer.slots[-2]
        self._tell.step(f"{offer.practitioner['display_name']} offers {offer.service['name']}; {offer.at(first)} is free.")
        booking = self._book(offer, first)
        invited, token = self._read_confirmation(offer, first)
        self._move(offer, token, first, second)
        moved = self._read_change(offer, invited, second)
        self._cancel(offer, token, second)
        self._read_cancellation(moved)
        self._tell.step(f"The life of booking {booking['reference']} is told: three mails, one calendar entry made, moved and removed.")

    def _book(self, offer: Offer, slot: dict[str, Any]) -> dict[str, Any]:
        hold = self._do(
            "Holding the time",
            "request_hold",
            practitioner_id=offer.practitioner["practitioner_id"],
            service_id=offer.service["service_id"],
            starts_at=slot["starts_at"],
            time_zone=offer.practitioner["time_zone"],
        )
        self._expect_seats(offer, slot, slot["seats_left"] - 1, "while it is held")
        self._tell.step("The time is held, and nobody else is offered it.")
        client = {
            "name": "Noor Haddad",
            "email": self._address,
            "phone": "+1 416 555 0142",
            "consent": True,
            "time_zone": offer.practitioner["time_zone"],
            "locale": "en-CA",
        }
        booking = self._do("Confirming the hold", "confirm_hold", hold_key=hold["hold_key"], client=client)
        if booking["status"] != "confirmed":
            raise SmokeError(
                f"The booking is {booking['status']}, not confirmed.",
                why=f"{offer.service['name']} needs no approval, so its bookings are confirmed at once.",
                remedy="Look at app.booking_transitions and at confirm_hold.",
            )
        self._tell.step(f"The booking is made: reference {booking['reference']}, {booking['status']}.")
        return booking

    def _read_confirmation(self, offer: Offer, slot: dict[str, Any]) -> tuple[Event, str]:
        mail, event = self._next_mail(1, "REQUEST")
        self._expect_start(event, slot)
        link = LINK.search(mail.text)
        if link is None:
            raise SmokeError("The confirmation has no link.", why="The client needs it to move or cancel.", remedy="Look at the mail in the mailbox.")
        token = link.group(1)
        seen = self._do("Opening the link", "booking_by_token", token=token)
        if seen["allowed_actions"] != ["reschedule", "cancel"]:
            raise SmokeError(
                f"The link allows {seen['allowed_actions']}.",
                why=f"{offer.at(slot)} is far enough away to be moved and cancelled.",
                remedy="Look at booking_by_token and the service's change_notice_minutes.",
            )
        self._tell.step("The link in the mail opens the booking, to move or to cancel.")
        return event, token

    def _move(self, offer: Offer, token: str, old: dict[str, Any], new: dict[str, Any]) -> None:
        moved = self._do("Moving the booking", "reschedule_by_token", token=token, starts_at=new["starts_at"])
        if datetime.fromisoformat(moved["starts_at"]) != datetime.fromisoformat(new["starts_at"]):
            raise SmokeError("The booking did not move.", why=f"It says {moved['starts_at']}.", remedy="Look at reschedule_by_token.")
        self._expect_seats(offer, old, old["seats_left"], "after the booking left it")
        self._tell.step(f"Moved to {offer.at(new)}; the first time is free again.")

    def _read_change(self, offer: Offer, invited: Event, slot: dict[str, Any]) -> Event:
        _, event = self._next_mail(2, "REQUEST", patience=SECONDS_OF_QUIET + SECONDS_FOR_A_MAIL)
        self._expect_start(event, slot)
        self._expect_follows(event, invited)
        self._tell.step(f"The calendar entry follows to {offer.at(slot)}: same UID, SEQUENCE {event['SEQUENCE']}.")
        return event

    def _cancel(self, offer: Offer, token: str, slot: dict[str, Any]) -> None:
        cancelled = self._do("Cancelling the booking", "cancel_by_token", token=token)
        again = self._do("Opening the link again", "booking_by_token", token=token)
        if {cancelled["status"], again["status"]} != {"cancelled"}:
            raise SmokeError(f"After cancelling the link says {again['status']}.", why="It should say cancelled.", remedy="Look at cancel_by_token.")
        self._expect_seats(offer, slot, slot["seats_left"], "after the cancellation")
        self._tell.step("Cancelled through the same link; the time is free again.")

    def _read_cancellation(self, moved: Event) -> None:
        _, event = self._next_mail(3, "CANCEL")
        self._expect_follows(event, moved)
        self._tell.step("The calendar entry is taken away by METHOD:CANCEL.")

    def _next_mail(self, count: int, method: str, *, patience: float = SECONDS_FOR_A_MAIL) -> tuple[ReceivedMail, Event]:
        try:
            mail = self._mailbox.wait_for(self._address, count=count, seconds=patience)[-1]
        except NoMailError as error:
            raise SmokeError(str(error), why="The worker sends each mail within seconds.", remedy="Look at the worker's log.") from error
        if mail.method != method:
            raise SmokeError(f"The mail's calendar says METHOD:{mail.method}.", why=f"{method} was due.", remedy="Look at the mail in the mailbox.")
        (event,) = Calendar.from_ical(mail.calendar).walk("VEVENT")
        self._tell.step(f"Mail to the client: {mail.message['Subject']}")
        self._tell.mail(mail, event)
        return mail, event

    def _expect_seats(self, offer: Offer, slot: dict[str, Any], seats: int, situation: str) -> None:
        now = {each["starts_at"]: each["seats_left"] for each in free_slots(self._api, offer.practitioner, offer.service)}
        if now.get(slot["starts_at"], 0) != seats:
            raise SmokeError(
                f"{offer.at(slot)} shows {now.get(slot['starts_at'], 0)} free seats {situation}.",
                why=f"It should be {seats}, unless somebody else books on this stack right now.",
                remedy="Run it again alone; then look at available_slots.",
            )

    def _do(self, doing: str, verb: str, **arguments: Any) -> Any:  # noqa: ANN401 - JSON
        return asked(lambda: self._api.call(verb, **arguments), doing)

    @staticmethod
    def _expect_start(event: Event, slot: dict[str, Any]) -> None:
        if event["DTSTART"].dt != datetime.fromisoformat(slot["starts_at"]):
            raise SmokeError(f"The calendar says {event['DTSTART'].dt}.", why=f"The booking is at {slot['starts_at']}.", remedy="Look at ics.py.")

    @staticmethod
    def _expect_follows(event: Event, earlier: Event) -> None:
        if event["UID"] != earlier["UID"] or event["SEQUENCE"] <= earlier["SEQUENCE"]:
            raise SmokeError(
                f"The new calendar object has UID {event['UID']} and SEQUENCE {event['SEQUENCE']}.",
                why=f"Calendars follow only the same UID ({earlier['UID']}) with a SEQUENCE above {earlier['SEQUENCE']}.",
                remedy="Look at ics_uid and ics_sequence of the booking.",
            )


def find_offer(api: DataApi, organization: str | None = None) -> Offer:
    """
    Return a published practitioner's service that is booked without approval and has two free times far enough ahead.

    Of the *organization* with this slug, if one is named.
    """
    wanted = {"organization_slug": organization} if organization else {}
    practitioners = asked(lambda: api.rows("practitioners", published=True, accepting_clients=True, active=True, **wanted), "Looking for practitioners")
    services = {each["service_id"]: each for each in asked(lambda: api.rows("services", active=True, requires_approval=False), "Looking for services")}
    links = asked(lambda: api.rows("practitioner_services", active=True), "Looking for offers")
    for practitioner in practitioners:
        for link in links:
            service = services.get(link["service_id"])
            if service is None or link["practitioner_id"] != practitioner["practitioner_id"]:
                continue
            earliest = datetime.now(UTC) + timedelta(minutes=service["change_notice_minutes"], hours=1)
            slots = [each for each in free_slots(api, practitioner, service) if datetime.fromisoformat(each["starts_at"]) > earliest]
            if len(slots) > 1:
                return Offer(practitioner, service, slots)
    raise SmokeError(
        f"Nobody has two free times in the next {DAYS_AHEAD} days that could be booked without approval.",
        why=f"{len(practitioners)} practitioners and {len(services)} such services are published here.",
        remedy="Load the demo practices (`make demo`), or publish a practitioner with a service and availability.",
    )


def free_slots(api: DataApi, practitioner: dict[str, Any], service: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the free times of the coming four weeks, earliest first."""
    today = datetime.now(zone(practitioner["time_zone"])).date()
    arguments = {
        "practitioner_id": practitioner["practitioner_id"],
        "service_id": service["service_id"],
        "from_date": today.isoformat(),
        "to_date": (today + timedelta(days=DAYS_AHEAD)).isoformat(),
    }
    return sorted(asked(lambda: api.call("available_slots", **arguments), "Looking for free times"), key=lambda each: each["starts_at"])


def asked(ask: Callable[[], Any], doing: str) -> Any:  # noqa: ANN401 - JSON
    """Return what *ask* returns; a refusal becomes the sentence of a `SmokeError`."""
    try:
        return ask()
    except BookingError as error:
        raise SmokeError(
            f"{doing} was refused: {error.name} ({error.status}).",
            why=error.detail or "The Data API gave no reason.",
            remedy=error.hint or "Is the stack up (`make up`), and are the migrations applied?",
        ) from error


def main(arguments: list[str]) -> int:
    """Run the story.  Returns the exit code: 0 when everything was as promised, 1 when not, 2 when nothing could be tried."""
    parser = argparse.ArgumentParser(prog="python -m python_functions.smoke", description=__doc__)
    parser.add_argument("--transcript", action="store_true", help="show the mails too")
    parser.add_argument("--organization", metavar="SLUG", help="book with this one; else with whoever has two free times")
    options = parser.parse_args(arguments)
    try:
        supabase_url, publishable_key, mail_url = (
            variable(os.environ, name, parse) for name, parse in (("SUPABASE_URL", url), ("SUPABASE_PUBLISHABLE_KEY", key), ("MAIL_URL", url))
        )
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    try:
        with httpx.Client(base_url=mail_url, timeout=5) as http:
            api = DataApi.connect(supabase_url, key=publishable_key)
            Story(api, Mailbox(http), Narrator(long=options.transcript), organization=options.organization).run()
    except SmokeError as error:
        sys.stderr.write(f"\nThe main job failed. {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
