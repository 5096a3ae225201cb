"""Time zones by IANA name, from the pinned `tzdata` package and not from the machine, whose rules may be years old."""

import importlib.resources
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@cache
def zone(name: str) -> ZoneInfo:
    """
    Return the zone *name*, such as America/Toronto.

    Raises `ZoneInfoNotFoundError` for a name that the tz database does not have.
    """
    parts = name.split("/")
    resource = importlib.resources.files("tzdata").joinpath("zoneinfo", *parts)
    if ".." in parts or not resource.is_file():
        raise ZoneInfoNotFoundError(f"No time zone {name!r} in the tz database.")
    with resource.open("rb") as rules:
        try:
            return ZoneInfo.from_file(rules, key=name)
        except ValueError as error:
            raise ZoneInfoNotFoundError(f"{name!r} is no time zone.") from error


def zone_or(name: str | None, *, default: str) -> ZoneInfo:
    """Return the zone *name*, or that of *default* when there is no such name: a wish from outside must not stop a mail."""
    try:
        return zone(name or default)
    except ZoneInfoNotFoundError:
        return zone(default)
