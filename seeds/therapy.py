"""Riverside Therapy, Toronto: discreet, sessions of fifty minutes, first conversations by approval, and the same hour every week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeds.people import Person, guests
from seeds.practice import Practice

if TYPE_CHECKING:
    from seeds.stack import Demo

SLUG, NAME, ZONE = "riverside-therapy", "Riverside Therapy", "America/Toronto"

CLEO = Person("Cleo Martin", "cleo@riverside.example")
ADA = Person("Ada Okafor", "ada@riverside.example")
NOAH = Person("Noah Lindqvist", "noah@riverside.example")
PRIYA = Person("Priya Raman", "priya@riverside.example")
THEO = Person("Theo Papadakis", "theo@riverside.example")
BEN = Person("Ben Sato", "ben@client.example", "+1 416 555 0142")
AMARA = Person("Amara Diallo", "amara@client.example", "+1 647 555 0118")
GUESTS = guests(
    "Mei Chen +1 416 555 0163",
    "Jonas Weber +1 647 555 0127",
    "Hannah Kowalski +1 905 555 0171",
    "Lucas Pereira +1 416 555 0109",
    "Samir Qureshi +1 437 555 0188",
    "Ruth Abernathy +1 905 555 0134",
    "Tomasz Zielinski +1 647 555 0155",
)

ACCOUNTS = {
    CLEO: "admin",
    ADA: "practitioner",
    NOAH: "practitioner",
    PRIYA: "practitioner",
    THEO: "practitioner, profile not yet public",
    BEN: "client",
    AMARA: "client",
}

FIRST_STEPS = (
    {
        "kind": "consent",
        "title": "Care and confidentiality",
        "body": "What you tell us stays between you and your therapist. We keep notes for ten years, as the College asks.\n\n"
        "There are limits: when somebody is in danger, when a child is, and when a court orders it. We tell you first wherever we can.",
    },
    {
        "kind": "question",
        "title": "Have you been in therapy before?",
        "answer_type": "choice",
        "choices": ["Never", "Some time ago", "I am at present"],
    },
    {"kind": "question", "title": "Is there anything that we should know before we meet?", "answer_type": "long_text", "required": False},
    {"kind": "document", "title": "Fees and cancellations", "body": "A session that is cancelled less than a day before is charged in full."},
)

SESSION, FIRST, COUPLES = "Individual session", "First conversation", "Couples session"


def load(demo: Demo) -> None:
    """Open the practice and let its last weeks and the coming ones happen."""
    practice = Practice.open(
        demo,
        admin=CLEO,
        name=NAME,
        slug=SLUG,
        time_zone=ZONE,
        weekdays="12345",
        profile="therapy",
        discreet=True,
        approve_practitioners=True,
        about="Four therapists above the river. The first conversation is free, and nobody is kept longer than it helps.",
        brand_color="#2F5D62",
        postal_address="12 River Street, Toronto ON  M5A 3N9",
        reply_to="hello@riverside.example",
    )
    _furnish(practice)
    _last_weeks(practice)
    _today(practice)
    _coming(practice)
    _first_steps(practice)
    practice.finish("In a crisis call or text 9-8-8, at any hour.")


def _furnish(practice: Practice) -> None:
    practice.insert(
        "specialties",
        {"slug": "anxiety", "name": "Anxiety"},
        {"slug": "grief", "name": "Grief and loss"},
        {"slug": "couples", "name": "Couples"},
        {"slug": "trauma", "name": "Trauma"},
    )
    practice.add_services(
        {"name": SESSION, "description": "Fifty minutes, in person. Weekly for most people, at the same hour.", "duration_minutes": 50, "step_minutes": 60,
         "buffer_after_minutes": 10, "change_notice_minutes": 1440, "price_cents": 16500, "billing_code": "90834"},
        {"name": FIRST, "description": "Twenty minutes by video, free of charge, to find out whether we suit each other.", "duration_minutes": 20,
         "step_minutes": 30, "min_notice_minutes": 120, "requires_approval": True, "approval_minutes": 2880, "location_kind": "online"},
        {"name": COUPLES, "description": "Eighty minutes for two.", "duration_minutes": 80, "step_minutes": 90, "buffer_after_minutes": 10,
         "min_notice_minutes": 1440, "change_notice_minutes": 2880, "price_cents": 24000},
    )  # fmt: skip
    practice.invite(ADA, NOAH, PRIYA, THEO)
    practice.profile(
        ADA,
        slug="ada-okafor",
        offers=[SESSION, FIRST],
        specialties=("anxiety", "grief"),
        location="Toronto, Corktown",
        languages=["en", "fr"],
        bio="Psychotherapist. Anxiety, grief, and the ordinary hard years. I listen first, and we decide together what is worth trying.",
        max_clients=30,
    )
    practice.profile(
        NOAH,
        slug="noah-lindqvist",
        offers=[SESSION, FIRST, COUPLES],
        specialties=("couples",),
        location="Toronto, Corktown",
        languages=["en", "sv"],
        bio="Couples and families, for twenty years. Evenings by arrangement.",
    )
    practice.profile(
        PRIYA,
        slug="priya-raman",
        offers=[SESSION, FIRST],
        specialties=("trauma", "anxiety"),
        location="Toronto, Corktown",
        languages=["en", "ta"],
        bio="Trauma-informed therapy for adults. Slowly, and at your pace.",
        accepting_clients=False,
    )
    practice.profile(
        THEO,
        slug="theo-papadakis",
        offers=[FIRST],
        location="Toronto, Corktown",
        languages=["en", "el"],
        bio="In training; supervised by Ada Okafor.",
    )
    for host in practice.hosts:
        place = {
            "practitioner_id": practice.practitioners[host],
            "address": "12 River Street, 2nd floor, Toronto",
            "video_url": f"https://video.example/{host}",
        }
        practice.insert("places", place, by=practice.hosts[host])
    practice.hours("ada-okafor", ("09:00", "12:00"), ("13:00", "17:00"))
    practice.hours("noah-lindqvist", ("10:00", "13:00"), ("14:00", "18:30"))
    practice.hours("priya-raman", ("09:00", "12:00"), ("13:00", "16:00"), weekdays="135")
    practice.hours("theo-papadakis", ("13:00", "16:00"), weekdays="24")
    # Admins publish here, and have not looked at Theo's profile yet.
    practice.publish("ada-okafor", "noah-lindqvist", "priya-raman", by=CLEO)
    practice.add_hours("noah-lindqvist", 3, "18:30", "20:00", "Evening for a couple who works late")
    practice.close("ada-okafor", 8, "Supervision group")
    practice.close("priya-raman", 11, "Conference in Ottawa")
    practice.demo.call(
        "invite_member", by=CLEO, organization_id=practice.organization_id, email="wei@riverside.example", role="practitioner", display_name="Wei Hartmann"
    )
    practice.demo.call("create_calendar_feed", by=ADA, practitioner_id=practice.practitioners["ada-okafor"])


def _last_weeks(practice: Practice) -> None:
    at, book, settle = practice.days.at, practice.book, practice.settle
    weekly = practice.enter("ada-okafor", SESSION, practice.days.weeks_before(1, 3, "16:00"), GUESTS["Hannah"], recurrence="FREQ=WEEKLY;COUNT=10")
    settle(weekly)
    fortnightly = practice.enter(
        "noah-lindqvist", SESSION, practice.days.weeks_before(2, 4, "11:00"), GUESTS["Samir"], recurrence="FREQ=WEEKLY;INTERVAL=2;COUNT=6"
    )
    settle(fortnightly)
    for day, clock, host, client in (
        (-12, "09:00", "ada-okafor", "Mei"),
        (-9, "10:00", "ada-okafor", "Jonas"),
        (-6, "11:00", "ada-okafor", "Lucas"),
        (-5, "09:00", "ada-okafor", "Mei"),
        (-8, "15:00", "noah-lindqvist", "Tomasz"),
        (-3, "12:00", "noah-lindqvist", "Ruth"),
        (-1, "13:00", "ada-okafor", "Lucas"),
        (-4, "14:00", "ada-okafor", "Mei"),
        (-3, "15:00", "ada-okafor", "Jonas"),
        (-3, "11:00", "ada-okafor", "Tomasz"),
        (-2, "09:00", "ada-okafor", "Jonas"),
        (-2, "14:00", "ada-okafor", "Mei"),
        (-1, "10:00", "ada-okafor", "Tomasz"),
    ):
        settle(book(host, SESSION, at(day, clock), GUESTS[client]))
    # Priya takes no new clients, so she books for those she has.
    settle(practice.enter("priya-raman", SESSION, practice.at("priya-raman", -2, "14:00"), GUESTS["Ruth"]))
    with_ben = [book("ada-okafor", SESSION, at(day, clock), BEN, account=True) for day, clock in ((-11, "11:00"), (-6, "13:00"), (-2, "11:00"))]
    for session in with_ben:
        settle(session)
    practice.note(with_ben[1], "Sleep still short, three nights of five hours. Diary agreed on; look at it next time.\n\nNo risk spoken of or seen.")
    practice.note(with_ben[2], "Diary kept on nine of ten days. Wakes at four, thinks of work. Next: the hour before bed.")
    practice.note(with_ben[2], "For the week: the diary, and the lamp off at eleven. Write here how it went, if you like.", shared=True)
    practice.note(with_ben[2], "Five of seven nights. The lamp helps.", by=BEN, shared=True)
    settle(book("ada-okafor", SESSION, at(-7, "14:00"), GUESTS["Jonas"]), missed=True)
    settle(book("noah-lindqvist", SESSION, at(-4, "17:00"), BEN, account=True), missed=True)
    practice.cancel(book("ada-okafor", SESSION, at(-4, "10:00"), BEN, account=True, days_before=9), by=BEN, reason="I am travelling that week.")
    practice.cancel(book("noah-lindqvist", COUPLES, at(-2, "14:00"), GUESTS["Tomasz"]), reason="The practitioner is ill.")
    practice.bounce(
        book("noah-lindqvist", SESSION, at(3, "15:00"), Person("Viktor Almeida", "viktor@mailbox-gone.example", "+1 647 555 0190"), days_before=2),
        "550 5.1.1 No such mailbox here",
    )
    practice.assign(BEN, "ada-okafor")
    practice.assign(GUESTS["Hannah"], "ada-okafor")
    practice.assign(GUESTS["Samir"], "noah-lindqvist")
    practice.talk(
        "ada-okafor",
        BEN,
        (50, BEN, "Thank you for the exercise. I have tried it every evening so far."),
        (47.2, ADA, "I am glad to hear it. How did you sleep?"),
        (46.9, BEN, "Better, until Sunday. May we speak about that next time?"),
        (22.5, ADA, "Of course. Write down when you woke, a word or two is enough, and bring it along."),
    )
    practice.talk("noah-lindqvist", BEN, (70, BEN, "I am sorry that I missed our appointment. May I book another?"))
    for reader in (ADA, NOAH, CLEO, BEN):
        practice.read(reader, days_ago=2)


def _today(practice: Practice) -> None:
    at, book, settle = practice.days.at, practice.book, practice.settle
    for clock, host, client in (
        ("09:00", "ada-okafor", "Mei"),
        ("11:00", "ada-okafor", "Jonas"),
        ("15:00", "ada-okafor", "Lucas"),
        ("10:00", "noah-lindqvist", "Ruth"),
        ("16:00", "noah-lindqvist", "Tomasz"),
    ):
        booking = book(host, SESSION, at(0, clock), GUESTS[client])
        # The rest of the day is left to whoever tries the buttons.
        if clock < "11:00":
            settle(booking)
    book("ada-okafor", SESSION, at(0, "13:00"), BEN, account=True, note="May we talk about sleep this time?")
    book("noah-lindqvist", COUPLES, at(0, "14:00"), GUESTS["Samir"])
    practice.enter("priya-raman", SESSION, at(0, "14:00"), GUESTS["Ruth"])


def _coming(practice: Practice) -> None:
    at, book = practice.days.at, practice.book
    for day, clock, host, client in (
        (1, "09:00", "ada-okafor", "Jonas"),
        (1, "12:00", "noah-lindqvist", "Ruth"),
        (2, "11:00", "ada-okafor", "Mei"),
        (3, "10:00", "noah-lindqvist", "Tomasz"),
        (4, "13:00", "ada-okafor", "Lucas"),
        (6, "09:00", "ada-okafor", "Mei"),
        (7, "11:00", "ada-okafor", "Jonas"),
        (9, "14:00", "ada-okafor", "Lucas"),
        (1, "11:00", "ada-okafor", "Mei"),
        (1, "14:00", "ada-okafor", "Tomasz"),
        (2, "09:00", "ada-okafor", "Ruth"),
        (2, "15:00", "ada-okafor", "Jonas"),
        (3, "11:00", "ada-okafor", "Lucas"),
        (3, "13:00", "ada-okafor", "Mei"),
        (4, "10:00", "ada-okafor", "Jonas"),
        (5, "15:00", "ada-okafor", "Tomasz"),
    ):
        book(host, SESSION, at(day, clock), GUESTS[client])
    # One more than the hour has room for, on purpose.
    practice.enter("ada-okafor", SESSION, at(2, "11:00"), GUESTS["Lucas"], overbook=True, note="Could only come then; Mei agreed to begin ten minutes later.")
    for day in (5, 10):
        book("ada-okafor", SESSION, at(day, "11:00"), BEN, account=True)
    practice.move(book("ada-okafor", SESSION, at(3, "14:00"), AMARA, account=True, days_before=4), at(4, "15:00"), by=AMARA)
    practice.move(book("noah-lindqvist", COUPLES, at(4, "14:00"), GUESTS["Ruth"], days_before=5), at(6, "14:00"))
    # What just happened, with its mails.
    book("ada-okafor", FIRST, at(2, "14:00"), AMARA, account=True, live=True, note="I have never done this before.")
    book("noah-lindqvist", FIRST, at(3, "12:00"), Person("Ingrid Solberg", "ingrid@client.example", "+1 416 555 0177"), live=True)
    practice.cancel(book("ada-okafor", SESSION, at(5, "13:00"), GUESTS["Jonas"]), reason="Closed for repairs that afternoon.", live=True)
    practice.move(book("noah-lindqvist", SESSION, at(7, "10:00"), GUESTS["Tomasz"], live=True), at(7, "15:00"), live=True)
    practice.wish(SESSION, BEN, host="ada-okafor", days=(1, 5), hours=("09:00", "12:00"), account=True)
    practice.wish(SESSION, GUESTS["Samir"], days=(1, 10))


def _first_steps(practice: Practice) -> None:
    """Ben has answered everything that is asked of clients, Amara has begun."""
    call = practice.demo.call
    for step in FIRST_STEPS:
        saved = call("save_onboarding_step", by=CLEO, organization_id=practice.organization_id, step=step)
        call("publish_onboarding_step", by=CLEO, step_id=saved["step_id"])
    answers = ({"value": True}, {"value": "Some time ago"}, {"value": "I sleep badly."}, {"value": True})
    for client, count in ((BEN, 4), (AMARA, 1)):
        steps = call("my_onboarding", by=client, organization_id=practice.organization_id)["steps"]
        for step, answer in list(zip(steps, answers, strict=True))[:count]:
            call("answer_onboarding_step", by=client, step_id=step["step_id"], version=step["version"], answer=answer)
