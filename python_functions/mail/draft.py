"""Drafts: what every letter has by its topic and its reader, before it says anything of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self
from zoneinfo import ZoneInfo

from babel import Locale

from python_functions.mail.events import Event
from python_functions.mail.letter import Letter
from python_functions.mail.reader import frame, reader, sentences
from python_functions.mail.topics import STATES


@dataclass(frozen=True)
class Draft:
    """A letter begun: its reader's *locale* and *zone*, all that is *said* in the language, and what is *written* of the topic to such a reader."""

    event: Event
    locale: Locale
    zone: ZoneInfo
    said: dict[str, Any]
    written: dict[str, str]

    @classmethod
    def of(cls, event: Event) -> Self:
        """Begin the letter about *event*.  Raises `UnknownTopicError`."""
        locale, zone = reader(event)
        said, written = sentences(event, locale)
        return cls(event, locale, zone, said, written)

    @property
    def labels(self) -> dict[str, str]:
        """What rows are called."""
        return self.said["labels"]

    @property
    def actions(self) -> dict[str, str]:
        """What buttons say."""
        return self.said["actions"]

    def letter(
        self,
        *,
        rows: Iterable[tuple[str, str | None]],
        footer: str,
        lead: str = "lead",
        filled: dict[str, Any] | None = None,
        **own: Any,  # noqa: ANN401 - fields of a letter
    ) -> Letter:
        """
        Return the letter with those of the *rows* that say something.

        Subject, preview, headline and lead are what is written of the topic, the names *filled* in and the organization's with
        them; *lead* is which of several, *footer* the word for why the reader gets this, and *own* is said in this letter alone.
        """
        organization = self.event.payload.organization
        names = {"organization": organization.name, **(filled or {})}
        own |= {part: self.written[part].format(**names) for part in ("subject", "preview", "headline") if part not in own}
        return Letter(
            locale=self.locale,
            state=STATES[self.event.topic],
            lead=self.written[lead].format(**names),
            rows=[(label, value) for label, value in rows if value],
            footer=self.said["footer"][footer].format(organization=organization.name),
            frame=frame(organization, self.said),
            labels=self.labels,
            **own,
        )
