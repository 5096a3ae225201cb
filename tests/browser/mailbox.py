"""The visitor's mailbox, read through the mail catcher's REST interface."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import httpx

POLL_SECONDS = 0.1
LINK = re.compile(r"https?://[^\s\"'<>]+/manage#[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Mailbox:
    """All mail that the running stack has delivered."""

    url: str

    def letters_to(self, address: str) -> list[dict[str, object]]:
        """Every message to *address*, oldest first."""
        letters = httpx.get(f"{self.url}/email").raise_for_status().json()
        return [letter for letter in letters if any(to["address"] == address for to in letter["to"])]

    def wait_for(self, address: str, *, count: int, seconds: float = 30) -> list[dict[str, object]]:
        """The first *count* messages to *address*; raises `TimeoutError` when they have not come within *seconds*."""
        deadline = time.monotonic() + seconds
        while len(letters := self.letters_to(address)) < count:
            if time.monotonic() > deadline:
                message = f"{len(letters)} of {count} messages reached {address} within {seconds} s."
                raise TimeoutError(message)
            # The mail travels through a process of its own: there is nothing here to wait on but the mailbox.
            time.sleep(POLL_SECONDS)
        return letters[:count]


def link_in(letter: dict[str, object]) -> str:
    """The client's link in the message's text."""
    found = LINK.search(str(letter["text"]))
    if not found:
        message = f"No link in {letter['text']!r}"
        raise AssertionError(message)
    return found.group()
