"""Common Ground, Halifax: people who practise listening with one another in the evening; everybody is host and guest, and nobody pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeds.people import Person, guests
from seeds.practice import Practice, Said

if TYPE_CHECKING:
    from seeds.stack import Demo

SLUG, NAME, ZONE = "common-ground", "Common Ground Peer Practice", "America/Halifax"

SAM = Person("Sam Whitehorse", "sam@common.example", "+1 902 555 0100")
JUNE = Person("June Park", "june@common.example", "+1 902 555 0101")
IRIS = Person("Iris MacLeod", "iris@common.example", "+1 902 555 0102")
DMITRI = Person("Dmitri Volkov", "dmitri@common.example", "+1 902 555 0103")
OMOLARA = Person("Omolara Adeyemi", "omolara@client.example", "+1 902 555 0147")
GUESTS = guests("Callum Fraser +1 902 555 0113", "Yuki Ito +1 902 555 0124", "Bettina Krause +1 902 555 0135")

ACCOUNTS = {SAM: "admin and host", JUNE: "host", IRIS: "host", DMITRI: "host", OMOLARA: "guest"}

PAIR, CIRCLE, WELCOME = "Listening in pairs", "Practice circle", "First evening"


SAID = {
    IRIS: Said(5, "It helps to hear it from somebody who has been there.", 10, "It helped me, too."),
    JUNE: Said(4, "Calm and honest.", 9),
}


def load(demo: Demo) -> None:
    """Found the community and let its last weeks and the coming ones happen."""
    practice = Practice.open(
        demo,
        admin=SAM,
        name=NAME,
        slug=SLUG,
        time_zone=ZONE,
        weekdays="12347",
        profile="peer",
        video_provider="jitsi",
        discreet=False,
        about="Neighbours who practise listening, in pairs and in circles. Everybody hosts, everybody is a guest, and nobody pays.",
        brand_color="#5B4B8A",
        postal_address="Community hall, 7 Common Lane, Halifax NS  B3K 1A1",
        reply_to="circle@common.example",
    )
    _furnish(practice)
    _last_weeks(practice)
    _today(practice)
    _coming(practice)
    _rooms(practice)
    practice.finish("We are peers, not professionals. What is said in a session stays there.")


def _furnish(practice: Practice) -> None:
    practice.insert("specialties", {"slug": "listening", "name": "Listening"}, {"slug": "nonviolent-communication", "name": "Nonviolent communication"})
    practice.add_services(
        {"name": PAIR, "description": "Half an hour for each of two, by video. Whoever hosts today is a guest tomorrow.", "duration_minutes": 60,
         "step_minutes": 60, "location_kind": "online", "change_notice_minutes": 60},
        {"name": CIRCLE, "description": "Ninety minutes in the hall, six chairs. Come as you are.", "duration_minutes": 90, "step_minutes": 90, "capacity": 6},
        {"name": WELCOME, "description": "An hour with a host, before your first circle.", "duration_minutes": 60, "step_minutes": 60,
         "requires_approval": True, "approval_minutes": 4320},
    )  # fmt: skip
    practice.invite(JUNE, IRIS, DMITRI)
    for host, slug, bio in (
        (SAM, "sam-whitehorse", "Started the circle in 2019, in a kitchen. Keeps the tea warm."),
        (JUNE, "june-park", "Hosts the circles. Nurse by day."),
        (IRIS, "iris-macleod", "Learning to ask shorter questions."),
        (DMITRI, "dmitri-volkov", "New here, and glad of it. Also in Russian."),
    ):
        languages = ["en", "ru"] if host is DMITRI else ["en"]
        practice.profile(
            host, slug=slug, offers=[PAIR, CIRCLE, WELCOME], specialties=("listening",), location="Halifax, North End", languages=languages, bio=bio
        )
        place = {
            "practitioner_id": practice.practitioners[slug],
            "address": "Community hall, 7 Common Lane, Halifax",
            "video_url": f"https://video.example/{slug}",
        }
        practice.insert("places", place, by=host)
        practice.hours(slug, ("18:00", "21:00"))
    practice.publish(*practice.hosts)
    practice.add_hours("sam-whitehorse", 2, "21:00", "22:00", "Late hour")
    practice.close("iris-macleod", 4, "Choir")


def _last_weeks(practice: Practice) -> None:
    at, book, settle = practice.days.at, practice.book, practice.settle
    for day, clock, host, guest in (
        (-9, "18:00", "sam-whitehorse", IRIS),
        (-7, "19:00", "iris-macleod", JUNE),
        (-5, "20:00", "june-park", DMITRI),
        (-4, "18:00", "dmitri-volkov", SAM),
        (-2, "19:00", "iris-macleod", DMITRI),
    ):
        booking = book(host, PAIR, at(day, clock), guest, account=True)
        settle(booking)
        if guest in SAID:
            practice.review(booking, SAID[guest], by=guest)
    for guest in (OMOLARA, IRIS, DMITRI):
        settle(book("june-park", CIRCLE, at(-3, "18:00"), guest, account=True))
    for guest in GUESTS.values():
        settle(book("june-park", CIRCLE, at(-3, "18:00"), guest), missed=guest.name == "Yuki Ito")
    settle(book("sam-whitehorse", PAIR, at(-6, "19:00"), OMOLARA, account=True))
    settle(book("iris-macleod", PAIR, at(-1, "20:00"), GUESTS["Callum"]), missed=True)
    settle(practice.enter("sam-whitehorse", PAIR, practice.days.weeks_before(1, 3, "20:00"), GUESTS["Bettina"], recurrence="FREQ=WEEKLY;COUNT=7"))
    practice.cancel(book("june-park", PAIR, at(-1, "18:00"), OMOLARA, account=True), by=OMOLARA, reason="My bus did not come.")
    for reader in (SAM, JUNE):
        practice.read(reader, days_ago=2)


def _today(practice: Practice) -> None:
    at, book = practice.days.at, practice.book
    for guest in (OMOLARA, DMITRI):
        book("june-park", CIRCLE, at(0, "18:00"), guest, account=True)
    for guest in ("Callum", "Yuki"):
        book("june-park", CIRCLE, at(0, "18:00"), GUESTS[guest])
    practice.settle(book("sam-whitehorse", PAIR, at(0, "18:00"), IRIS, account=True))
    book("iris-macleod", PAIR, at(0, "20:00"), JUNE, account=True)


def _coming(practice: Practice) -> None:
    at, book = practice.days.at, practice.book
    for day, clock, host, guest in (
        (1, "18:00", "dmitri-volkov", JUNE),
        (2, "19:00", "sam-whitehorse", DMITRI),
        (3, "20:00", "iris-macleod", SAM),
        (5, "18:00", "june-park", IRIS),
    ):
        book(host, PAIR, at(day, clock), guest, account=True)
    for guest in (SAM, IRIS):
        book("june-park", CIRCLE, at(4, "18:00"), guest, account=True)
    practice.move(book("iris-macleod", PAIR, at(2, "20:00"), OMOLARA, account=True, days_before=4), at(3, "18:00"), by=OMOLARA)
    practice.enter("june-park", PAIR, at(4, "18:00"), GUESTS["Yuki"], overbook=True, note="Joins the circle's first hour.")
    # What just happened, with its mails.
    book("dmitri-volkov", PAIR, at(3, "19:00"), OMOLARA, account=True, live=True)
    book("sam-whitehorse", WELCOME, at(4, "19:00"), Person("Pilar Echeverria", "pilar@client.example", "+1 902 555 0169"), live=True)
    practice.cancel(book("june-park", PAIR, at(6, "19:00"), GUESTS["Callum"]), reason="June is away.", live=True)
    practice.wish(CIRCLE, GUESTS["Bettina"], host="june-park", days=(1, 10))


def _rooms(practice: Practice) -> None:
    at = practice.days.at
    held = practice.open_room(SAM, at(-3, "12:15"), title="Asking open questions", guest=IRIS)
    practice.practise(
        held,
        at(-3, "12:15"),
        host=SAM,
        case="A neighbour has not slept since the move. She says that she only wants advice.",
        transcript="– You said that the nights are the worst part.\n– Yes. (long pause) It is so quiet.\n– Quiet.\n– Nobody to listen for any more.",
        assessment="The pause after “quiet” did more than any question. Next time: one question at a time.",
    )
    practice.open_room(IRIS, at(2, "12:15"), title="Staying with silence", guest=OMOLARA)
    practice.open_room(JUNE, at(3, "12:15"), title="Saying no, kindly")
    practice.open_room(DMITRI, at(5, "13:00"), title="Listening in Russian")
    practice.offer_time(SAM, at(4, "12:15"), title="Anything you like")
    practice.offer_time(IRIS, at(6, "13:00"), title="Shorter questions")
