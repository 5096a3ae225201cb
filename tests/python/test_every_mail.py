"""What holds for every mail, whatever it says and to whom: who is told what, what strangers may read, and how it is written down."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from icalendar import Calendar

from python_functions.mail.topics import STATES
from python_functions.mail.words import words

from .events import series_row
from .every_mail import BRAND, CLIENT, PRACTITIONER, SERVICE, SWITCHABLE, TOKEN, WAY_OUT, Reading, composed, html_of, row, text_of, topics

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tests.conftest import Stack

TOPICS = topics()
MATRIX = re.compile(r"^\| `([a-z_]+\.[a-z_]+)`[^|]*\|([^|]+)\|([^|]+)\|", re.MULTILINE)
GMAIL_CLIPS_AT = 102 * 1024
every_topic = pytest.mark.parametrize(("topic", "recipient"), TOPICS)
every_language = pytest.mark.parametrize("locale", ["en-CA", pytest.param("fr-CA", marks=pytest.mark.slow)])


@pytest.mark.req("SC-1.3", "SC-1.4", "SC-1.5", "CP-4.2", "CP-4.6", "CP-4.7", "CP-11.1", "CP-11.6", "CP-11.7", "CP-11.8", "DR-5.1")
def test_who_is_told_what_is_the_same_everywhere(stack: Stack) -> None:
    """The table in ARCHITECTURE.md, the database's kinds of message and the letters that are written agree."""
    with psycopg.connect(stack.database_url) as connection:
        kinds = set(connection.execute("select topic, recipient from app.message_kinds").fetchall())
        switchable = set(connection.execute("select topic, recipient from app.message_kinds where not essential").fetchall())
    said = MATRIX.findall(Path("ARCHITECTURE.md").read_text(encoding="utf-8"))
    documented = {(topic, "guest" if topic.startswith("practice_room.") else "client") for topic, client, _ in said if client.strip()} | {
        (topic, other(topic)) for topic, _, theirs in said if theirs.strip()
    }
    documented |= {(topic, "admin") for topic, _, theirs in said if "or else as admin" in theirs}

    assert kinds == set(TOPICS)
    assert kinds == documented
    assert switchable == set(SWITCHABLE)
    assert {topic for topic, _ in kinds} == set(STATES)


def other(topic: str) -> str:
    if topic == "join.requested":
        return "admin"
    return {"member": "invitee", "join": "invitee", "support": "admin", "webhook": "admin", "practice_room": "host"}.get(
        topic.split(".", maxsplit=1)[0], "practitioner"
    )


def seen_by_strangers(message: EmailMessage) -> dict[str, str]:
    """What shows on a locked phone, in a list of mails, in a shared calendar or to whoever carries the mail."""
    seen = {f"header {name}": str(value) for name, value in message.items() if name not in {"To", "From", "Reply-To"}}
    seen["preview"] = Reading(html_of(message)).preview
    for part in message.walk():
        if part.get_filename():
            seen["filename"] = str(part.get_filename())
        if part.get_content_type() == "text/calendar":
            for event in Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT"):
                seen |= {f"calendar {name}": str(event[name]) for name in ("SUMMARY", "DESCRIPTION", "UID") if name in event}
    return seen


@every_topic
@every_language
def test_discreet_mails_tell_strangers_nothing(topic: str, recipient: str, locale: str) -> None:
    """No name of either party, no service and no reason outside the body; the reason and the note not even there."""
    message = composed(row(topic, recipient, locale=locale, brand=BRAND))
    words_of_theirs = {word for name in (CLIENT, PRACTITIONER, SERVICE) for word in re.findall(r"\w{4,}", name)} | {"relapse", "panic"}

    for where, seen in seen_by_strangers(message).items():
        assert {word for word in words_of_theirs if word.casefold() in seen.casefold()} == set(), where
    for reason in ("relapse", "panic attacks"):
        assert reason not in text_of(message) + html_of(message)
    if recipient in {"client", "practitioner", "host", "guest"}:
        addressed = CLIENT if recipient in {"client", "guest"} else PRACTITIONER
        assert message["To"].addresses[0].display_name == addressed, "the only name in the headers is the reader's own"


@pytest.mark.parametrize(("topic", "recipient"), [each for each in TOPICS if each[0].startswith(("booking.", "series.", "practice_room."))])
@every_language
def test_an_organization_that_switched_detail_on_names_what_and_who(topic: str, recipient: str, locale: str) -> None:
    message = composed(row(topic, recipient, locale=locale, discreet=False))
    who = PRACTITIONER if recipient in {"client", "guest"} else CLIENT
    preview = Reading(html_of(message)).preview
    for seen in (str(message["Subject"]), preview):
        assert SERVICE in seen
        assert who in seen


@pytest.mark.one_of(11)
@every_topic
@every_language
def test_the_text_says_everything_that_the_html_says(topic: str, recipient: str, locale: str) -> None:
    message = composed(row(topic, recipient, locale=locale, brand=BRAND))
    reading, text = Reading(html_of(message)), " ".join(text_of(message).split())

    assert [said for said in reading.texts if said not in text and said.removesuffix(".") not in text] == []
    assert [link for link in reading.links if link not in text] == []
    assert "Crisis".casefold() in text.casefold(), "the footer of the organization's own"


@pytest.mark.one_of(11)
@every_topic
@every_language
def test_a_mail_names_its_language_and_hides_its_tokens(topic: str, recipient: str, locale: str) -> None:
    """BM-R11: a token stands in the links of text and HTML, behind the #, and in no header but the one that unsubscribes."""
    message = composed(row(topic, recipient, locale=locale))
    html = html_of(message)
    assert f'<html lang="{locale}"' in html
    assert message["Content-Language"] == locale
    for part in (html, text_of(message)):
        for token in (TOKEN, WAY_OUT):
            assert part.count(token) == len(re.findall(rf"https://book\.example/[a-z]+#{token}", part))
    assert TOKEN not in str([value for _, value in message.items()])
    assert (WAY_OUT in str(message["List-Unsubscribe"])) == ((topic, recipient) in SWITCHABLE)


@pytest.mark.one_of(13)
@every_topic
@every_language
@pytest.mark.parametrize("discreet", [True, False])
def test_lines_are_as_short_as_mail_servers_want_them(topic: str, recipient: str, locale: str, discreet: bool) -> None:  # noqa: FBT001
    """RFC 5322, 2.1.1: at most 998 octets, 78 where it can be; only the field that unsubscribes may not be folded."""
    octets = composed(row(topic, recipient, locale=locale, discreet=discreet, brand=BRAND)).as_bytes()
    long = [line for line in octets.split(b"\n") if len(line) > 79 and not line.startswith(b"List-Unsubscribe:")]
    assert long == []
    assert max(map(len, octets.split(b"\n"))) < 200
    assert octets.isascii()


def test_the_longest_mail_is_not_cut_off() -> None:
    """A series of two years, all of it: Gmail cuts what is longer than 102 kB."""
    made = series_row("series.confirmed", changes=104)
    made["payload"]["organization"] |= BRAND
    assert len(html_of(composed(made)).encode()) < GMAIL_CLIPS_AT


@pytest.mark.one_of(11)
@every_topic
@every_language
def test_nothing_is_left_unfilled(topic: str, recipient: str, locale: str) -> None:
    message = composed(row(topic, recipient, locale=locale))
    for seen in (str(message["Subject"]), text_of(message), *Reading(html_of(message)).texts):
        assert "None" not in seen
        assert not re.search(r"\{[a-z_]*\}", seen)


def test_the_catalogues_ask_for_the_same_fillings() -> None:
    english, french = flat(words("en")), flat(words("fr"))
    assert english.keys() == french.keys()
    for key, sentence in english.items():
        # French may name the organization where English says “we”, never the other way round with something that is not given.
        assert set(re.findall(r"\{(\w+)\}", french[key])) <= set(re.findall(r"\{(\w+)\}", sentence)) | {"organization"}, key


def test_french_is_set_as_in_quebec() -> None:
    """
    A no-break space before a colon and within guillemets, none before ; ! and ?; typographic apostrophes and dashes.

    No *de* or *que* before a name, which may begin with a vowel and would ask for *d’* and *qu’*.
    (Office québécois de la langue française, tableau des espacements.)
    """
    wrong = {
        "a colon without its no-break space": r"(?<![\N{NO-BREAK SPACE}])(?<!https):(?!//)",
        "a space before a mark that has none": r"\s[;!?]",
        "a straight apostrophe or quotation mark": r"['\"]",
        "a guillemet without its no-break space": r"«(?!\N{NO-BREAK SPACE})|(?<!\N{NO-BREAK SPACE})»",
        "three dots": r"\.\.\.",
        "an elision that depends on the name": r"(?i)\b(de|que|parce que|le|la|ne|se|si|jusque|lorsque) \{(organization|client|practitioner|name)",
        "two spaces": r"  ",
    }
    for key, sentence in flat(words("fr")).items():
        for what, pattern in wrong.items():
            assert not re.search(pattern, sentence), f"{key}: {what}: {sentence}"


def test_english_is_set_with_care() -> None:
    for key, sentence in flat(words("en")).items():
        assert not re.search(r"['\"]|\.\.\.|  | [;:!?]", sentence), f"{key}: {sentence}"


def flat(tree: dict, path: str = "") -> dict[str, str]:
    """Return all sentences by their place."""
    return {
        name: sentence
        for key, value in tree.items()
        for name, sentence in (flat(value, f"{path}/{key}") if isinstance(value, dict) else {f"{path}/{key}": value}).items()
    }
