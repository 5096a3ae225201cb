"""The people of the demo.  All are made up, and so are their addresses, numbers and stories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Printed for everybody: the demo's accounts guard nothing.
PASSWORD = "bookfast-demo"  # noqa: S105


@dataclass(frozen=True)
class Person:
    """Somebody with a mailbox; with an account, too, where they act under one."""

    name: str
    email: str
    phone: str = "+1 416 555 0100"
    locale: str = "en-CA"

    def details(self, time_zone: str) -> dict[str, Any]:
        """What they type when they book."""
        typed = {"name": self.name, "email": self.email, "phone": self.phone, "consent": True}
        return typed | {"time_zone": time_zone, "locale": self.locale}


def guests(*lines: str, locale: str = "en-CA") -> dict[str, Person]:
    """Clients without an account, one for each line "Given Family +1 416 555 0142", by their given names."""
    people = {}
    for line in lines:
        name, number = line.split(" +", 1)
        given, *_ = name.split()
        people[given] = Person(name, f"{_plain(given)}@client.example", f"+{number}", locale)
    return people


def _plain(name: str) -> str:
    return name.lower().translate(str.maketrans("àâçéèêëîïôöûü'", "aaceeeeiioouu-"))
