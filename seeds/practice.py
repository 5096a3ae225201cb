"""A practice of the demo: opened by its admin, joined by its practitioners, and lived in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from seeds.days import Days

if TYPE_CHECKING:
    from seeds.people import Person
    from seeds.stack import Demo

# The last thing that a practice gets, so that whoever finds it finds a whole practice.
LAST_SETTING = "mail_footer"


@dataclass
class Practice:
    """What is known of it while it is loaded; ids by the names that people give things."""

    demo: Demo
    admin: Person
    days: Days
    organization_id: str
    time_zone: str
    hosts: dict[str, Person] = field(default_factory=dict)
    practitioners: dict[str, str] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)
    calendars: dict[str, Days] = field(default_factory=dict)
    bookings: int = 0

    @classmethod
    def open(cls, demo: Demo, *, admin: Person, name: str, slug: str, weekdays: str, **settings: Any) -> Practice:  # noqa: ANN401
        """Found it, with these settings.  Two seconds of quiet, so that whoever looks on sees the mail about a move come."""
        time_zone = settings["time_zone"]
        made = demo.call("create_organization", by=admin, name=name, slug=slug, time_zone=time_zone)
        practice = cls(demo, admin, Days.of(time_zone, weekdays=weekdays, now=demo.now), made["organization_id"], time_zone)
        practice.set(message_quiet_seconds=2, **settings)
        # No verb says what a founder is called.
        demo.owner.execute("update app.members set display_name = %s where organization_id = %s", [admin.name, practice.organization_id])
        return practice

    def set(self, **settings: Any) -> None:  # noqa: ANN401
        """Change settings, as the admin."""
        self.demo.update("organization_settings", settings, by=self.admin, organization_id=self.organization_id)

    def insert(self, view: str, *rows: dict[str, Any], by: Person | None = None) -> list[dict[str, Any]]:
        """Insert rows of this organization, as *by* or the admin."""
        return self.demo.insert(view, [{"organization_id": self.organization_id} | row for row in rows], by=by or self.admin)

    def add_services(self, *services: dict[str, Any]) -> None:
        """Services, by their columns.  All rows need the same ones, so the rest of each is what the database defaults to."""
        for service in services:
            (made,) = self.insert("services", service)
            self.services[service["name"]] = made["service_id"]

    def need(self, service: str, **quantities: int) -> None:
        """Say of which kinds of resources a service takes how many."""
        self.insert("service_needs", *({"service_id": self.services[service], "kind": kind, "quantity": number} for kind, number in quantities.items()))

    def invite(self, *people: Person) -> None:
        """Invite practitioners; they open the letters and join."""
        for person in people:
            self.demo.call(
                "invite_member", by=self.admin, organization_id=self.organization_id, email=person.email, role="practitioner", display_name=person.name
            )
        for person in people:
            self.demo.account(person)
            self.demo.call("accept_invitation", by=person, token=self.demo.invitation_of(person))

    def profile(self, person: Person, *, slug: str, offers: list[str], specialties: tuple[str, ...] = (), **columns: Any) -> None:  # noqa: ANN401
        """Complete and publish a profile; the admin says what it offers and which specialties it has."""
        columns |= {"slug": slug, "published": columns.get("published", True), "locale": person.locale, "time_zone": self.time_zone}
        if person is self.admin:
            self.insert("practitioners", columns | {"display_name": person.name, "member_id": self._member_of(person)})
        else:
            self.demo.update("practitioners", columns, by=person, member_id=self._member_of(person))
        found = self.demo.account(person).client.table("practitioners").select("practitioner_id").match({"slug": slug}).execute().data
        practitioner_id = found[0]["practitioner_id"]
        self.hosts[slug], self.practitioners[slug] = person, practitioner_id
        self.insert("practitioner_services", *({"practitioner_id": practitioner_id, "service_id": self.services[name]} for name in offers))
        # Which practitioner has which specialty has no view to be written through.
        self.demo.owner.execute(
            "insert into app.practitioner_specialties (practitioner_id, specialty_id, organization_id)"
            " select %s, s.specialty_id, s.organization_id from app.specialties as s where s.organization_id = %s and s.slug = any (%s)",
            [practitioner_id, self.organization_id, list(specialties)],
        )

    def hours(self, host: str, *spans: tuple[str, str], weekdays: str | None = None) -> None:
        """Weekly hours, the practice's weekdays or these; where the practice is closed today, extra hours for today."""
        days = self.calendars[host] = Days.of(self.time_zone, weekdays=weekdays, now=self.demo.now) if weekdays else self.days
        within = {"practitioner_id": self.practitioners[host]}
        rules = [within | {"weekday": day, "starts_local": starts, "ends_local": ends} for day in sorted(days.weekdays) for starts, ends in spans]
        self.insert("availability_rules", *rules, by=self.hosts[host])
        if not days.opens_today:
            for starts, ends in spans:
                self.add_hours(host, 0, starts, ends, "Open for once")

    def at(self, host: str, day: int, clock: str) -> datetime:
        """The instant at which the practice's clock shows *clock* on a day of the host's: 0 is today, 1 the next of the host's weekdays, and so on."""
        return self.calendars[host].at(day, clock)

    def add_hours(self, host: str, day: int, starts: str, ends: str, reason: str) -> None:
        """Extra hours on one day."""
        row = {"practitioner_id": self.practitioners[host], "kind": "extra_hours", "reason": reason}
        span = {"starts_at": self.at(host, day, starts).isoformat(), "ends_at": self.at(host, day, ends).isoformat()}
        self.insert("availability_exceptions", row | span, by=self.hosts[host])

    def close(self, host: str, day: int, reason: str) -> None:
        """Take one day off."""
        self.demo.call(
            "close_day", by=self.hosts[host], practitioner_id=self.practitioners[host], from_date=self.calendars[host].day(day).isoformat(), reason=reason
        )

    def book(self, host: str, service: str, starts_at: datetime, client: Person, **more: Any) -> dict[str, Any]:  # noqa: ANN401
        """
        The client books: some days before, or now with `live=True`.

        `account=True`: signed in; `note`: what the client adds; `days_before`: how long before today or the booking.
        """
        when = None if more.pop("live", False) else self._earlier(starts_at, more.pop("days_before", None))
        by = client if more.pop("account", False) else None
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

    def assign(self, client: Person, host: str) -> None:
        """The admin gives a client to a practitioner."""
        rows = self.demo.account(self.admin).client.table("clients").select("client_id").match({"organization_id": self.organization_id, "email": client.email})
        for row in rows.execute().data:
            self.demo.call("assign_practitioner", by=self.admin, client_id=row["client_id"], practitioner_id=self.practitioners[host])

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

    def finish(self, footer: str) -> None:
        """Say under each mail what the practice says there.  The last step: see `LAST_SETTING`."""
        self.set(**{LAST_SETTING: footer})

    def _slot(self, host: str, service: str, starts_at: datetime) -> dict[str, Any]:
        return {"practitioner_id": self.practitioners[host], "service_id": self.services[service], "starts_at": starts_at}

    def _earlier(self, starts_at: datetime, days_before: float | None) -> datetime:
        """When it was booked: at some hour of the day, a few days before it began, or before today."""
        self.bookings += 1
        days = days_before or 2 + self.bookings % 7
        return min(starts_at, self.demo.now) - timedelta(days=days, minutes=37 * self.bookings % 540)

    def _member_of(self, person: Person) -> str:
        account = self.demo.account(person)
        where = {"organization_id": self.organization_id, "user_id": account.user_id}
        return account.client.table("members").select("member_id").match(where).execute().data[0]["member_id"]
