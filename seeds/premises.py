"""What a practice of the demo has before anybody books: settings, services, people, hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from seeds.days import Days

if TYPE_CHECKING:
    from datetime import datetime

    from seeds.people import Person
    from seeds.stack import Demo

# The last thing that a practice gets, so that whoever finds it finds a whole practice.
LAST_SETTING = "mail_footer"


@dataclass
class Premises:
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
    def open(cls, demo: Demo, *, admin: Person, name: str, slug: str, weekdays: str, **settings: Any) -> Self:  # noqa: ANN401
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
        """The practitioner completes a profile; the admin says what it offers and which specialties it has."""
        columns |= {"slug": slug, "locale": person.locale, "time_zone": self.time_zone}
        if person is self.admin:
            self.insert("practitioners", columns | {"display_name": person.name, "member_id": self._member_of(person)})
        else:
            self.demo.update("practitioners", columns, by=person, member_id=self._member_of(person))
        found = self._read("practitioners", by=person, slug=slug)
        self.hosts[slug], self.practitioners[slug] = person, found[0]["practitioner_id"]
        own = {"practitioner_id": self.practitioners[slug]}
        self.insert("practitioner_services", *(own | {"service_id": self.services[name]} for name in offers))
        for each in self._read("specialties", by=person):
            if each["slug"] in specialties:
                self.insert("practitioner_specialties", own | {"specialty_id": each["specialty_id"]})

    def publish(self, *hosts: str, by: Person | None = None) -> None:
        """Show the profiles to the public, now that nothing is missing: each practitioner the own one, unless *by* says who."""
        for host in hosts:
            self.demo.update("practitioners", {"published": True}, by=by or self.hosts[host], practitioner_id=self.practitioners[host])

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

    def finish(self, footer: str) -> None:
        """Say under each mail what the practice says there.  The last step: see `LAST_SETTING`."""
        self.set(**{LAST_SETTING: footer})

    def _member_of(self, person: Person) -> str:
        return self._read("members", by=person, user_id=self.demo.account(person).user_id)[0]["member_id"]

    def _read(self, view: str, *, by: Person, **where: str) -> list[dict[str, Any]]:
        return self.demo.account(by).client.table(view).select("*").match({"organization_id": self.organization_id} | where).execute().data
