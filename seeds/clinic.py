"""Hill Clinic, Vancouver: doctors, short appointments, examination rooms and one ultrasound, open on Saturdays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeds.people import Person, guests
from seeds.practice import Practice, Said

if TYPE_CHECKING:
    from seeds.stack import Demo

SLUG, NAME, ZONE = "hill-clinic", "Hill Clinic", "America/Vancouver"

INES = Person("Ines Duarte", "ines@hill.example", "+1 604 555 0100")
EVE = Person("Dr. Eve Tanaka", "eve@hill.example", "+1 604 555 0101")
OMAR = Person("Dr. Omar Haddad", "omar@hill.example", "+1 604 555 0102")
SUNITA = Person("Dr. Sunita Grewal", "sunita@hill.example", "+1 604 555 0103")
GRACE = Person("Grace Nakamura", "grace@client.example", "+1 604 555 0144")
GUESTS = guests(
    "Marcus Oyelaran +1 604 555 0111",
    "Linh Pham +1 778 555 0122",
    "Peter Van-Dijk +1 604 555 0133",
    "Fatima Rahmani +1 778 555 0154",
    "Owen Bradshaw +1 604 555 0165",
    "Elena Castillo +1 236 555 0176",
    "Jasper Leung +1 604 555 0187",
    "Moira Sinclair +1 778 555 0198",
)

ACCOUNTS = {INES: "admin", EVE: "practitioner", OMAR: "practitioner", SUNITA: "practitioner", GRACE: "client"}

CONSULTATION, SKIN, ULTRASOUND, CHECKUP = "Consultation", "Skin check", "Ultrasound", "Annual check-up"


# By the day and hour of the appointment.
SAID = {
    (-8, "09:00"): Said(5, "Explained everything twice and never looked at the clock.", 10),
    (-7, "09:30"): Said(4, "Good advice. The waiting room was full.", 8, "Thank you. We have moved the walk-in hour to the afternoon."),
    (-6, "10:15"): Said(5, None, 9),
    (-5, "10:20"): Said(5, "Quick, careful, and it did not hurt.", 10),
    (-4, "10:20"): Said(4, "Friendly, and I saw the pictures at once.", 9),
}


def load(demo: Demo) -> None:
    """Open the clinic and let its last weeks and the coming ones happen."""
    practice = Practice.open(
        demo,
        admin=INES,
        name=NAME,
        slug=SLUG,
        time_zone=ZONE,
        weekdays="123456",
        profile="medical",
        discreet=True,
        about="Family medicine, skin and pregnancy care on Hastings Street. Please come five minutes early.",
        brand_color="#1F5FA8",
        postal_address="300 Hill Road, Vancouver BC  V5K 0A1",
        reply_to="desk@hill.example",
    )
    _furnish(practice)
    _last_weeks(practice)
    _today(practice)
    _coming(practice)
    practice.finish("For emergencies call 9-1-1. For a nurse at night, call 8-1-1.")


def _furnish(practice: Practice) -> None:
    practice.insert(
        "specialties",
        {"slug": "family-medicine", "name": "Family medicine"},
        {"slug": "dermatology", "name": "Dermatology"},
        {"slug": "pregnancy", "name": "Pregnancy care"},
    )
    practice.insert(
        "resources",
        {"kind": "room", "name": "Examination room 1"},
        {"kind": "room", "name": "Examination room 2"},
        {"kind": "ultrasound", "name": "Ultrasound"},
    )
    practice.add_services(
        {"name": CONSULTATION, "description": "Fifteen minutes. Bring your card and a list of what you take.", "duration_minutes": 15, "step_minutes": 15},
        {"name": SKIN, "description": "A look at moles and marks, from head to toe.", "duration_minutes": 20, "step_minutes": 20, "change_notice_minutes": 120},
        {"name": ULTRASOUND, "description": "Twenty minutes; please come with a full bladder.", "duration_minutes": 20, "step_minutes": 20,
         "buffer_after_minutes": 10, "min_notice_minutes": 720, "change_notice_minutes": 1440},
        {"name": CHECKUP, "description": "Once a year, with blood work.", "duration_minutes": 40, "step_minutes": 20, "buffer_after_minutes": 5,
         "min_notice_minutes": 1440, "daily_limit": 4, "change_notice_minutes": 1440, "requires_approval": True, "approval_minutes": 4320},
    )  # fmt: skip
    for service in (CONSULTATION, SKIN, CHECKUP):
        practice.need(service, room=1)
    practice.need(ULTRASOUND, room=1, ultrasound=1)
    practice.invite(EVE, OMAR, SUNITA)
    practice.profile(
        EVE,
        slug="eve-tanaka",
        offers=[CONSULTATION, CHECKUP],
        specialties=("family-medicine",),
        location="Vancouver, Hastings",
        languages=["en", "ja"],
        bio="Family physician. For all ages, and for the questions that one is shy to ask.",
    )
    practice.profile(
        OMAR,
        slug="omar-haddad",
        offers=[CONSULTATION, SKIN],
        specialties=("dermatology",),
        location="Vancouver, Hastings",
        languages=["en", "ar", "fr"],
        bio="Dermatologist. Skin, hair and nails; no cosmetics.",
    )
    practice.profile(
        SUNITA,
        slug="sunita-grewal",
        offers=[CONSULTATION, ULTRASOUND, CHECKUP],
        specialties=("family-medicine", "pregnancy"),
        location="Vancouver, Hastings",
        languages=["en", "pa"],
        bio="Family physician with a practice in pregnancy care.",
        max_clients=400,
    )
    for host, door in (("eve-tanaka", "1"), ("omar-haddad", "2"), ("sunita-grewal", "3")):
        place = {"practitioner_id": practice.practitioners[host], "address": f"300 Hill Road, door {door}, Vancouver"}
        practice.insert("places", place, by=practice.hosts[host])
    practice.hours("eve-tanaka", ("08:30", "12:00"), ("13:00", "16:30"), weekdays="12345")
    practice.hours("omar-haddad", ("09:00", "13:00"), ("14:00", "17:00"), weekdays="2346")
    practice.hours("sunita-grewal", ("10:00", "14:00"), ("15:00", "18:00"), weekdays="1246")
    practice.publish(*practice.hosts)
    practice.close("eve-tanaka", 9, "Teaching at the hospital")
    practice.add_hours("eve-tanaka", 4, "17:30", "19:30", "Flu clinic")
    endpoint = practice.demo.call(
        "register_webhook_endpoint",
        by=INES,
        organization_id=practice.organization_id,
        url="https://records.example/bookfast",
        event_types=["booking.created", "booking.cancelled"],
        description="Patient records",
    )
    # Off, for nobody answers there.
    practice.demo.call("disable_webhook_endpoint", by=INES, endpoint_id=endpoint["endpoint_id"])


def _last_weeks(practice: Practice) -> None:
    at, book, settle = practice.at, practice.book, practice.settle
    for day, clock, host, service, client in (
        (-8, "09:00", "eve-tanaka", CONSULTATION, "Marcus"), (-7, "09:30", "eve-tanaka", CONSULTATION, "Linh"),
        (-6, "10:15", "eve-tanaka", CONSULTATION, "Peter"),
        (-5, "14:00", "eve-tanaka", CONSULTATION, "Fatima"), (-3, "09:15", "eve-tanaka", CONSULTATION, "Owen"),
        (-2, "11:00", "eve-tanaka", CONSULTATION, "Elena"),
        (-5, "10:20", "omar-haddad", SKIN, "Jasper"), (-3, "14:40", "omar-haddad", SKIN, "Moira"), (-2, "10:00", "omar-haddad", CONSULTATION, "Marcus"),
        (-4, "10:20", "sunita-grewal", ULTRASOUND, "Elena"), (-2, "15:30", "sunita-grewal", CONSULTATION, "Linh"),
    ):  # fmt: skip
        booking = book(host, service, at(host, day, clock), GUESTS[client])
        settle(booking)
        if (day, clock) in SAID:
            practice.review(booking, SAID[day, clock])
    settle(book("eve-tanaka", CONSULTATION, at("eve-tanaka", -4, "10:00"), GRACE, account=True))
    settle(book("eve-tanaka", CONSULTATION, at("eve-tanaka", -1, "09:00"), GUESTS["Jasper"]), missed=True)
    settle(book("omar-haddad", SKIN, at("omar-haddad", -1, "15:20"), GUESTS["Owen"]), missed=True)
    # Allergy shots: the same quarter of an hour every week.
    settle(
        practice.enter(
            "eve-tanaka", CONSULTATION, practice.calendars["eve-tanaka"].weeks_before(1, 2, "08:30"), GUESTS["Moira"], recurrence="FREQ=WEEKLY;COUNT=6"
        )
    )
    practice.cancel(book("eve-tanaka", CONSULTATION, at("eve-tanaka", -2, "13:30"), GRACE, account=True), by=GRACE, reason="I feel well again.")
    practice.bounce(
        book("omar-haddad", SKIN, at("omar-haddad", 2, "16:20"), Person("Bruno Falk", "bruno@typo.example", "+1 604 555 0119"), days_before=3),
        "550 5.4.4 Unable to route: no such domain",
    )
    practice.assign(GRACE, "eve-tanaka")
    for reader in (EVE, INES, GRACE):
        practice.read(reader, days_ago=3)


def _today(practice: Practice) -> None:
    at, book, settle = practice.at, practice.book, practice.settle
    for clock, host, service, client in (
        ("08:45", "eve-tanaka", CONSULTATION, "Marcus"), ("09:00", "eve-tanaka", CONSULTATION, "Linh"), ("09:45", "eve-tanaka", CONSULTATION, "Owen"),
        ("10:30", "eve-tanaka", CONSULTATION, "Peter"), ("14:15", "eve-tanaka", CONSULTATION, "Fatima"),
        ("09:20", "omar-haddad", SKIN, "Jasper"), ("11:00", "omar-haddad", SKIN, "Moira"), ("14:00", "omar-haddad", CONSULTATION, "Peter"),
        ("11:00", "sunita-grewal", ULTRASOUND, "Elena"), ("15:15", "sunita-grewal", CONSULTATION, "Linh"),
    ):  # fmt: skip
        booking = book(host, service, at(host, 0, clock), GUESTS[client])
        # The rest of the day is left to whoever tries the buttons.
        if clock < "09:30":
            settle(booking)
    book("eve-tanaka", CONSULTATION, at("eve-tanaka", 0, "13:00"), GRACE, account=True, note="It is about my knee again.")
    practice.enter("eve-tanaka", CONSULTATION, at("eve-tanaka", 0, "14:15"), GUESTS["Elena"], overbook=True, note="Fever; squeezed in.", days_before=0.5)


def _coming(practice: Practice) -> None:
    at, book = practice.at, practice.book
    for day, clock, host, service, client in (
        (1, "09:00", "eve-tanaka", CONSULTATION, "Owen"), (2, "09:15", "eve-tanaka", CONSULTATION, "Peter"), (3, "13:15", "eve-tanaka", CONSULTATION, "Linh"),
        (6, "10:00", "eve-tanaka", CONSULTATION, "Marcus"), (1, "10:20", "omar-haddad", SKIN, "Marcus"), (3, "14:20", "omar-haddad", SKIN, "Fatima"),
        (1, "12:00", "sunita-grewal", ULTRASOUND, "Elena"), (2, "15:00", "sunita-grewal", CONSULTATION, "Jasper"),
    ):  # fmt: skip
        book(host, service, at(host, day, clock), GUESTS[client])
    practice.move(book("eve-tanaka", CONSULTATION, at("eve-tanaka", 2, "10:30"), GRACE, account=True, days_before=5), at("eve-tanaka", 5, "11:15"), by=GRACE)
    practice.move(book("omar-haddad", SKIN, at("omar-haddad", 2, "11:40"), GUESTS["Moira"]), at("omar-haddad", 4, "11:40"))
    # What just happened, with its mails.  A check-up waits for the doctor's word.
    book("eve-tanaka", CHECKUP, at("eve-tanaka", 7, "15:00"), GRACE, account=True, live=True)
    book("sunita-grewal", CHECKUP, at("sunita-grewal", 5, "15:00"), GUESTS["Owen"], live=True)
    practice.wish(CONSULTATION, GUESTS["Fatima"], host="omar-haddad", days=(1, 12), hours=("09:00", "13:00"))
    # Somebody waits for just the time that comes free now, and is offered it.
    freed = book("eve-tanaka", CONSULTATION, at("eve-tanaka", 3, "09:30"), GUESTS["Jasper"])
    practice.wish(CONSULTATION, GRACE, host="eve-tanaka", days=(1, 8), hours=("09:00", "10:00"), account=True)
    practice.cancel(freed, reason="Cancelled by telephone.", live=True)
