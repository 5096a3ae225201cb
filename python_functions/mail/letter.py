"""What a mail says, as values: the letter that the templates show."""

from dataclasses import dataclass, field

from babel import Locale

from python_functions.mail.colours import Palette


class UnknownTopicError(Exception):
    """No letter is written for this topic and recipient."""


@dataclass(frozen=True)
class Time:
    """The time a letter is about, in the reader's zone; *earlier* is what it was before the booking moved."""

    day: str
    hours: str
    zone: str
    earlier: str | None


@dataclass(frozen=True)
class Date:
    """One of several times: *text* is day and hours, *note* what it was before; *over*: it does not take place."""

    text: str
    note: str | None
    over: bool


@dataclass(frozen=True)
class Button:
    """The one thing to do.  *note* says what to know about it; *shows_address* prints the link under it as well."""

    label: str
    url: str
    note: str | None = None
    shows_address: bool = False


@dataclass(frozen=True)
class Frame:
    """What stands around every letter of an organization: its name or logo, its colours, and what it says at the end of each."""

    organization: str
    logo_url: str | None
    palette: Palette
    sent_by: str
    closing: list[str]
    postal_address: list[str]


@dataclass(frozen=True)
class Letter:
    """
    Everything that the templates of a mail show, and nothing that they have to work out.

    *state* is one of the words of `topics.STATES`; *footer* says why the reader gets this.
    """

    locale: Locale
    state: str
    subject: str
    preview: str
    headline: str
    lead: str
    rows: list[tuple[str, str]]
    footer: str
    frame: Frame
    labels: dict[str, str]
    state_label: str | None = None
    time: Time | None = None
    dates: list[Date] = field(default_factory=list)
    button: Button | None = None
    calendar_note: str | None = None
    unsubscribe: Button | None = None
