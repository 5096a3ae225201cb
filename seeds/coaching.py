"""Atelier Coaching, Montréal: a team that works in French and English, online one to one and in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeds.people import Person, guests
from seeds.practice import Practice, Said

if TYPE_CHECKING:
    from seeds.stack import Demo

SLUG, NAME, ZONE = "atelier-coaching", "Atelier Coaching", "America/Toronto"

LEA = Person("Léa Bouchard", "lea@atelier.example", "+1 514 555 0100", "fr-CA")
MILA = Person("Mila Gagnon", "mila@atelier.example", "+1 514 555 0101", "fr-CA")
KOFI = Person("Kofi Mensah", "kofi@atelier.example", "+1 514 555 0102", "en-CA")
CHLOE = Person("Chloé Desrosiers", "chloe@client.example", "+1 514 555 0143", "fr-CA")
GUESTS = guests(
    "Étienne Lavoie +1 514 555 0112",
    "Amélie Nguyen +1 438 555 0123",
    "Youssef Amrani +1 514 555 0132",
    "Geneviève Roy +1 450 555 0145",
    "Mathis Pelletier +1 438 555 0156",
    "Salomé Ilunga +1 514 555 0167",
    locale="fr-CA",
) | guests("Harriet Bloom +1 514 555 0178", "Diego Ferrer +1 438 555 0189")

ACCOUNTS = {LEA: "admin", MILA: "practitioner", KOFI: "practitioner", CHLOE: "client"}

COACHING, GROUP, HELLO = "Séance de coaching", "Atelier en groupe", "Premier contact · First contact"
WORKSHOP = ("Étienne", "Amélie", "Youssef", "Geneviève", "Mathis", "Harriet")


# By the day and hour of the appointment.
SAID = {
    (-10, "10:00"): Said(5, "En une heure, j’ai vu plus clair qu’en six mois. Des questions simples, au bon moment.", 10),
    (-8, "14:00"): Said(4, "Practical and kind. I left with a plan and one thing to do by Friday.", 9, "Thank you. The plan was all yours."),
    (-6, "09:00"): Said(5, None, 9),
    (-5, "16:00"): Said(3, "Bonne rencontre, mais nous avons commencé avec dix minutes de retard.", 6, "Vous avez raison, et je m’en excuse."),
    (-4, "10:00"): Said(5, "Beaucoup d’écoute, et de l’humour.", 10, "Merci, à bientôt!"),
}


def load(demo: Demo) -> None:
    """Open the team's practice and let its last weeks and the coming ones happen."""
    practice = Practice.open(
        demo,
        admin=LEA,
        name=NAME,
        slug=SLUG,
        time_zone=ZONE,
        weekdays="12345",
        profile="coaching",
        discreet=False,
        locale="fr-CA",
        about="Une équipe de coachs à Montréal, en français et en anglais. We work in French and English, online and in the atelier.",
        brand_color="#B4532A",
        postal_address="45, rue de l’Atelier, Montréal (Québec)  H2T 1S6",
        reply_to="bonjour@atelier.example",
    )
    _furnish(practice)
    _last_weeks(practice)
    _today(practice)
    _coming(practice)
    practice.finish("Atelier Coaching · du lundi au vendredi, de 9 h à 18 h")


def _furnish(practice: Practice) -> None:
    practice.insert(
        "specialties", {"slug": "carriere", "name": "Carrière"}, {"slug": "leadership", "name": "Leadership"}, {"slug": "transitions", "name": "Transitions"}
    )
    practice.add_services(
        {"name": COACHING, "description": "Une heure, en ligne. One hour, online, in French or English.", "duration_minutes": 60, "step_minutes": 60,
         "min_notice_minutes": 60, "change_notice_minutes": 720, "price_cents": 18000, "location_kind": "online"},
        {"name": GROUP, "description": "Quatre-vingt-dix minutes à huit au plus, à l’atelier. Ninety minutes, eight people at most.", "duration_minutes": 90,
         "step_minutes": 90, "capacity": 8, "price_cents": 4500, "max_advance_days": 60},
        {"name": HELLO, "description": "Vingt minutes, sans frais. Twenty minutes, free of charge.", "duration_minutes": 20, "step_minutes": 30,
         "requires_approval": True, "approval_minutes": 2880, "location_kind": "online"},
    )  # fmt: skip
    practice.invite(MILA, KOFI)
    practice.profile(
        MILA,
        slug="mila-gagnon",
        offers=[COACHING, GROUP, HELLO],
        specialties=("carriere", "transitions"),
        location="Montréal, Mile End",
        languages=["fr", "en"],
        bio="Coach professionnelle depuis douze ans. Changer de métier, revenir d’un congé, apprendre à dire non.",
    )
    practice.profile(
        KOFI,
        slug="kofi-mensah",
        offers=[COACHING, HELLO],
        specialties=("leadership",),
        location="Montréal, Mile End",
        languages=["en", "fr"],
        bio="I work with people who lead for the first time. Je travaille aussi en français.",
    )
    # Léa runs the team, and coaches two mornings a week herself.
    practice.profile(
        LEA,
        slug="lea-bouchard",
        offers=[COACHING],
        specialties=("leadership", "carriere"),
        location="Montréal, Mile End",
        languages=["fr"],
        bio="Fondatrice de l’Atelier. Je coache des équipes de direction.",
    )
    for host in ("mila-gagnon", "kofi-mensah", "lea-bouchard"):
        place = {"practitioner_id": practice.practitioners[host], "address": "45, rue de l’Atelier, Montréal", "video_url": f"https://video.example/{host}"}
        practice.insert("places", place, by=practice.hosts[host])
    practice.hours("mila-gagnon", ("09:00", "12:00"), ("13:30", "18:00"))
    practice.hours("kofi-mensah", ("10:00", "13:00"), ("14:00", "19:00"))
    practice.hours("lea-bouchard", ("09:00", "12:00"), weekdays="24")
    practice.publish(*practice.hosts)
    practice.close("kofi-mensah", 6, "Congé")
    practice.add_hours("mila-gagnon", 5, "18:30", "20:00", "Atelier du soir")


def _last_weeks(practice: Practice) -> None:
    at, book, settle = practice.days.at, practice.book, practice.settle
    settle(practice.enter("mila-gagnon", COACHING, practice.days.weeks_before(1, 4, "11:00"), GUESTS["Geneviève"], recurrence="FREQ=WEEKLY;INTERVAL=2;COUNT=6"))
    for day, clock, host, client in (
        (-10, "10:00", "mila-gagnon", "Étienne"),
        (-6, "09:00", "mila-gagnon", "Amélie"),
        (-4, "10:00", "mila-gagnon", "Youssef"),
        (-8, "14:00", "kofi-mensah", "Harriet"),
        (-5, "16:00", "kofi-mensah", "Diego"),
        (-2, "10:00", "kofi-mensah", "Harriet"),
    ):
        booking = book(host, COACHING, at(day, clock), GUESTS[client])
        settle(booking)
        if (day, clock) in SAID:
            practice.review(booking, SAID[day, clock])
    for client in WORKSHOP[:5]:
        settle(book("mila-gagnon", GROUP, at(-3, "13:30"), GUESTS[client]), missed=client == "Mathis")
    settle(book("mila-gagnon", COACHING, at(-7, "09:00"), CHLOE, account=True))
    settle(book("kofi-mensah", COACHING, at(-1, "11:00"), GUESTS["Diego"]), missed=True)
    practice.cancel(book("mila-gagnon", COACHING, at(-1, "10:00"), CHLOE, account=True), by=CHLOE, reason="J’ai une réunion de dernière minute.")
    practice.assign(CHLOE, "mila-gagnon")
    practice.talk(
        "mila-gagnon",
        CHLOE,
        (30, MILA, "Bonjour Chloé! Avant notre rencontre, notez trois choses dont vous êtes fière cette année."),
        (26.4, CHLOE, "Trois, c’est beaucoup… Je m’y mets ce soir.\nEst-ce que je vous les envoie, ou je les apporte?"),
        (26.1, MILA, "Apportez-les, sur papier. À jeudi!"),
    )
    for reader in (MILA, LEA, CHLOE):
        practice.read(reader, days_ago=2)


def _today(practice: Practice) -> None:
    at, book, settle = practice.days.at, practice.book, practice.settle
    settle(book("mila-gagnon", COACHING, at(0, "09:00"), GUESTS["Salomé"]))
    for client in WORKSHOP[:4]:
        book("mila-gagnon", GROUP, at(0, "15:00"), GUESTS[client])
    book("mila-gagnon", COACHING, at(0, "10:00"), CHLOE, account=True, note="J’aimerais préparer mon entrevue de jeudi.")
    book("kofi-mensah", COACHING, at(0, "10:00"), GUESTS["Diego"])
    book("kofi-mensah", COACHING, at(0, "17:00"), GUESTS["Harriet"])


def _coming(practice: Practice) -> None:
    at, book = practice.days.at, practice.book
    # All eight seats of one workshop, and six of another.
    for client in (*WORKSHOP, "Diego", "Salomé"):
        book("mila-gagnon", GROUP, at(2, "13:30"), GUESTS[client])
    for client in WORKSHOP:
        book("mila-gagnon", GROUP, at(7, "13:30"), GUESTS[client])
    for day, clock, host, client in (
        (1, "09:00", "mila-gagnon", "Étienne"),
        (3, "10:00", "mila-gagnon", "Amélie"),
        (2, "11:00", "kofi-mensah", "Harriet"),
        (4, "15:00", "kofi-mensah", "Diego"),
    ):
        book(host, COACHING, at(day, clock), GUESTS[client])
    book("lea-bouchard", COACHING, practice.at("lea-bouchard", 1, "10:00"), GUESTS["Mathis"])
    practice.move(book("mila-gagnon", COACHING, at(3, "09:00"), CHLOE, account=True, days_before=4), at(4, "10:00"), by=CHLOE)
    practice.enter("kofi-mensah", COACHING, at(4, "15:00"), GUESTS["Salomé"], overbook=True, note="À deux, d’accord avec Diego.")
    # What just happened, with its mails.
    book("mila-gagnon", HELLO, at(4, "09:00"), Person("Nadège Baptiste", "nadege@client.example", "+1 438 555 0190", "fr-CA"), live=True)
    practice.cancel(book("kofi-mensah", COACHING, at(5, "10:00"), GUESTS["Harriet"]), reason="Kofi est malade.", live=True)
    practice.wish(GROUP, CHLOE, host="mila-gagnon", days=(1, 4), hours=("13:30", "15:00"), account=True)
