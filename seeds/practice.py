"""What happens in a practice of the demo: bookings made, moved, kept, missed and cancelled."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from seeds.premises import Premises

if TYPE_CHECKING:
    from seeds.people import Person


@dataclass(frozen=True)
class Said:
    """What a client says of an appointment, and what the practitioner answers."""

    rating: int
    comment: str | None = None
    recommend: int | None = None
    answer: str | None = None


class Practice(Premises):
    """A practice that is lived in."""

    def book(self, host: str, service: str, starts_at: datetime, client: Person, **more: Any) -> dict[str, Any]:  # noqa: ANN401
        """
        The client books: some days before, or now with `live=True`.

        `account=True`: signed in; `note`: what the client adds; `days_before`: how long before today or the booking.
        """
        when = None if more.pop("live", False) else self._earlier(starts_at, more.pop("days_before", None))
        by = client if more.pop("account", False) else None
        with self.demo.past.day(when) if when else nullcontext():
            held = self.demo.call("request_hold", by=by, when=when, **self._slot(host, service, starts_at))
            made = self.demo.call("confirm_hold", by=by, when=when, hold_key=held["hold_key"], client=client.details(self.time_zone), **more)
        return made | {"host": host, "when": when}

    def enter(self, host: str, service: str, starts_at: datetime, client: Person, **more: Any) -> dict[str, Any]:  # noqa: ANN401
        """The practitioner books for the client, some days before; `recurrence` and `overbook` as the verb takes them."""
        when = self._earlier(starts_at, more.pop("days_before", None))
        made = self.demo.call(
            "create_booking", by=self.hosts[host], when=when, **self._slot(host, service, starts_at), client=client.details(self.time_zone), **more
        )
        return made | {"host": host, "when": when}

    def settle(self, booking: dict[str, Any], *, missed: bool = False) -> None:
        """The practitioner says, when it is over, who came; each of a series that is over.  Nothing is said of what is not."""
        for each in booking["bookings"]:
            over = datetime.fromisoformat(each["ends_at"]) + timedelta(minutes=5)
            if over < self.demo.now:
                verb = "mark_no_show" if missed else "complete_booking"
                self.demo.call(verb, by=self.hosts[booking["host"]], when=over, booking_id=each["booking_id"])

    def review(self, booking: dict[str, Any], said: Said, *, by: Person | None = None) -> None:
        """The client says how it was, some hours later: with the account of *by*, or by the link in the mail.  Nothing is said of what is not over."""
        (each,) = booking["bookings"]
        when = datetime.fromisoformat(each["ends_at"]) + timedelta(hours=3)
        if when > self.demo.now:
            return
        words = {"rating": said.rating, "comment": said.comment, "recommend": said.recommend}
        if by:
            made = self.demo.call("review_booking", by=by, when=when, booking_id=each["booking_id"], **words)
        else:
            token = token_hex(32)
            self.demo.owner.execute(
                "insert into app.booking_tokens (token_hash, organization_id, booking_id, expires_at)"
                " select sha256(convert_to(%s, 'UTF8')), organization_id, booking_id, ends_at + interval '1 day' from app.bookings where booking_id = %s",
                [token, each["booking_id"]],
            )
            made = self.demo.call("review_by_token", by=None, when=when, token=token, **words)
        if said.answer:
            self.demo.call("answer_review", by=self.hosts[booking["host"]], when=when + timedelta(minutes=40), review_id=made["review_id"], answer=said.answer)

    def cancel(self, booking: dict[str, Any], *, by: Person | None = None, reason: str | None = None, live: bool = False) -> None:
        """Somebody cancels, the practitioner unless *by* says who; a day after it was booked, or now."""
        when = None if live else min(booking["when"] + timedelta(days=1, hours=2), self.demo.now - timedelta(minutes=40))
        self.demo.call("cancel_booking", by=by or self.hosts[booking["host"]], when=when, booking_id=booking["booking_id"], reason=reason)

    def move(self, booking: dict[str, Any], starts_at: datetime, *, by: Person | None = None, live: bool = False) -> None:
        """Somebody moves it, the practitioner unless *by* says who; a day after it was booked, or now."""
        when = None if live else min(booking["when"] + timedelta(days=1, hours=3), self.demo.now - timedelta(minutes=30))
        self.demo.call("reschedule_booking", by=by or self.hosts[booking["host"]], when=when, booking_id=booking["booking_id"], starts_at=starts_at)

    def wish(self, service: str, client: Person, *, days: tuple[int, int], account: bool = False, **more: Any) -> None:  # noqa: ANN401
        """The client waits for a time of these days; `host`: with whom, `hours`: between which hours of the day."""
        first, last = (self.days.day(number).isoformat() for number in days)
        arguments = {"service_id": self.services[service], "from_date": first, "to_date": last, "client": client.details(self.time_zone)}
        arguments |= {"practitioner_id": self.practitioners[more["host"]]} if "host" in more else {}
        arguments |= dict(zip(("from_local", "until_local"), more.get("hours", ()), strict=False))
        self.demo.call("join_waitlist", by=client if account else None, **arguments)

    def note(self, booking: dict[str, Any], content: str, *, by: Person | None = None, shared: bool = False) -> None:
        """Somebody writes a note and signs it today, the practitioner unless *by* says who; on the first of a series."""
        self.demo.note(booking["bookings"][0]["booking_id"], content, by=by or self.hosts[booking["host"]], shared=shared)

    def assign(self, client: Person, host: str) -> None:
        """The admin gives a client to a practitioner."""
        for row in self._read("clients", by=self.admin, email=client.email):
            self.demo.call("assign_practitioner", by=self.admin, client_id=row["client_id"], practitioner_id=self.practitioners[host])

    def talk(self, host: str, client: Person, *said: tuple[float, Person, str]) -> None:
        """The two write to each other, each so many hours ago; who answers has read what was said before, and nobody has read the last."""
        by_client = {"practitioner_id": self.practitioners[host]}
        talk = self.demo.call("open_conversation", by=client, when=self.demo.now - timedelta(hours=said[0][0]), **by_client)
        position = 0
        for hours_ago, person, body in said:
            when = self.demo.now - timedelta(hours=hours_ago)
            if position:
                self.demo.call("mark_conversation_read", by=person, when=when, **talk, up_to=position)
            position = self.demo.call("send_message", by=person, when=when, **talk, body=body)["position"]

    def open_room(self, host: Person, starts_at: datetime, *, title: str, guest: Person | None = None) -> str:
        """A practice room, offered three days before today or before it began, and booked a day later by *guest*; returns its id."""
        when = min(starts_at, self.demo.now) - timedelta(days=3, hours=2)
        offer = {"organization_id": self.organization_id, "starts_at": starts_at, "duration_minutes": 45, "title": title}
        room_id = self.demo.call("create_practice_room", by=host, when=when, **offer)["room_id"]
        if guest:
            self.demo.call("book_practice_room", by=guest, when=when + timedelta(days=1, hours=3), room_id=room_id)
        return room_id

    def practise(self, room_id: str, began: datetime, *, host: Person, case: str, **written: str) -> None:
        """One round with the guest as candidate, its *written* transcript and assessment, and the end of the room."""
        begun = self.demo.call("start_round", by=host, when=began + timedelta(minutes=5), room_id=room_id, candidate="guest", case_brief=case)
        over = began + timedelta(minutes=25)
        self.demo.call("finish_round", by=host, when=over, round_id=begun["round_id"], **written)
        self.demo.call("update_practice_room", by=host, when=over + timedelta(minutes=15), room_id=room_id, stage="done")

    def offer_time(self, host: Person, starts_at: datetime, *, title: str) -> None:
        """A time at which somebody would host, offered the day before yesterday."""
        offer = {"organization_id": self.organization_id, "starts_at": starts_at, "duration_minutes": 30, "title": title}
        self.demo.call("create_room_slot", by=host, when=self.demo.now - timedelta(days=2), **offer)

    def bounce(self, booking: dict[str, Any], error: str) -> None:
        """The client's first mail did not arrive: a mail server refused it."""
        self.demo.owner.execute(
            "update app.outbox_events set status = 'failed', receipt = null, last_error = %s"
            " where (subject_id, recipient, status) = (%s, 'client', 'delivered')",
            [error, booking["booking_id"]],
        )

    def read(self, person: Person, *, days_ago: int) -> None:
        """Somebody has read what the app told them until then."""
        until = self.demo.now - timedelta(days=days_ago)
        self.demo.call("mark_notifications_read", by=person, up_to=until)

    def _slot(self, host: str, service: str, starts_at: datetime) -> dict[str, Any]:
        return {"practitioner_id": self.practitioners[host], "service_id": self.services[service], "starts_at": starts_at}

    def _earlier(self, starts_at: datetime, days_before: float | None) -> datetime:
        """When it was booked: at some hour of the day, a few days before it began, or before today."""
        self.bookings += 1
        days = days_before or 2 + self.bookings % 7
        return min(starts_at, self.demo.now) - timedelta(days=days, minutes=37 * self.bookings % 540)
