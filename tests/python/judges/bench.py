"""All judges at once: each reads the same calendar object, and they have to agree."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import icalendar_package
from .reading import Reading, reading_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from .libical import Libical

SCRIPT = Path(__file__).with_name("ical_js.mjs")


class IcalJs:
    """ical.js in a Node process that stays for all readings."""

    def __init__(self) -> None:
        """Start it."""
        self._process = subprocess.Popen(["node", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")  # noqa: S607 - Node is found as everywhere else

    def read(self, raw: bytes) -> dict[str, Any]:
        """Return what `reading_of` takes, or {problem}."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(raw.decode()) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def __enter__(self) -> Self:
        """Return the judge."""
        return self

    def __exit__(self, *_: object) -> None:
        """End its process."""
        self._process.communicate()


@dataclass(frozen=True)
class Judges:
    """icalendar and ical.js, and libical where it is installed."""

    by_name: dict[str, Callable[[bytes], dict[str, Any]]]

    @classmethod
    def of(cls, ical_js: IcalJs, libical: Libical | None) -> Self:
        """Seat them."""
        judges = {"icalendar": icalendar_package.read, "ical.js": ical_js.read}
        return cls(judges | ({"libical": libical.read} if libical is not None else {}))

    def read(self, raw: bytes, *, without: str = "") -> Reading:
        """Return what all of them, or all *without* one, read in *raw*.  Fails when one does not accept it, or reads something else than the others."""
        found = {name: read(raw) for name, read in self.by_name.items() if name != without}
        assert {name: each["problem"] for name, each in found.items() if "problem" in each} == {}, raw.decode()
        readings = {name: reading_of(each) for name, each in found.items()}
        first = readings.pop("icalendar")
        for name, reading in readings.items():
            assert first == reading, f"icalendar and {name} read\n{raw.decode()}"
        return first
