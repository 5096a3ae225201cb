"""Dates and times as people of a language write them, in the zone they live in."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton, format_time, get_timezone_location, get_timezone_name
from babel.units import format_unit

LANGUAGES = ("en", "fr")
FALLBACK = "en_CA"
FIRST = re.compile(r"(?<!\d)1(?=(\s|\N{EN DASH})+(\d|[a-zé]))")
# 9 h 00, not 09 h 00 (Office québécois de la langue française).
LEADING_ZERO = re.compile(r"\b0(?=\d\s?h)")
TOGETHER = {ord(" "): "\N{NO-BREAK SPACE}"}


def best_locale(*wishes: str | None) -> Locale:
    """Return the first of *wishes* (such as fr-CA) whose language we write, in its Canadian form when it names no country."""
    for wish in wishes:
        try:
            locale = Locale.parse((wish or "").replace("-", "_"))
        except (ValueError, UnknownLocaleError):
            continue
        if locale.language in LANGUAGES:
            return locale if locale.territory else Locale(locale.language, "CA")
    return Locale.parse(FALLBACK)


def day(at: datetime, *, zone: ZoneInfo, locale: Locale) -> str:
    """Return the date in full: Tuesday, December 1, 2026."""
    local = at.astimezone(zone)
    return _ordinal(format_date(local, "full", locale=locale), locale=locale)


def days(first: date, last: date, *, locale: Locale) -> str:
    """Return a span of days: December 1 - 5, 2026."""
    if first == last:
        return _ordinal(format_date(first, "long", locale=locale), locale=locale)
    # From midnight to midnight, since Babel asks for the clock that goes with an interval.
    return _ordinal(format_interval(datetime(*first.timetuple()[:3]), datetime(*last.timetuple()[:3]), "yMMMMd", locale=locale), locale=locale)  # noqa: DTZ001


def hours(starts_at: datetime, ends_at: datetime, *, zone: ZoneInfo, locale: Locale) -> str:
    """Return the span of time: 10:00-10:50 a.m., or 10 h 00 - 10 h 50, which no line break tears apart."""
    twelve_hours = "a" in str(locale.time_formats["short"])
    skeleton = "hm" if twelve_hours else "Hm"
    if starts_at.astimezone(zone).date() != ends_at.astimezone(zone).date():
        return f"{clock(starts_at, zone=zone, locale=locale)} \N{EN DASH} {brief(ends_at, zone=zone, locale=locale)}"
    written = format_interval(starts_at.astimezone(zone), ends_at.astimezone(zone), skeleton, tzinfo=zone, locale=locale).translate(TOGETHER)
    return LEADING_ZERO.sub("", written) if locale.language == "fr" else written


def clock(at: datetime, *, zone: ZoneInfo, locale: Locale) -> str:
    """Return the time of day: 10:00 a.m."""
    written = format_time(at, "short", tzinfo=zone, locale=locale).translate(TOGETHER)
    return LEADING_ZERO.sub("", written) if locale.language == "fr" else written


def length(minutes: int, *, locale: Locale) -> str:
    """Return how long that is: 90 minutes, 2 hours."""
    whole_hours, left = divmod(minutes, 60)
    written = format_unit(minutes, "duration-minute", locale=locale) if left else format_unit(whole_hours, "duration-hour", locale=locale)
    return written.translate(TOGETHER)


def brief(at: datetime, *, zone: ZoneInfo, locale: Locale) -> str:
    """Return day and time in short, for a subject: Tue, Dec 1, 10:00 a.m."""
    date = format_skeleton("MMMEd", at, tzinfo=zone, locale=locale)
    return f"{_ordinal(date, locale=locale)}, {clock(at, zone=zone, locale=locale)}"


def zone_name(at: datetime, *, zone: ZoneInfo, locale: Locale) -> str:
    """
    Return the zone as people call it, with a city and the offset at that moment: Eastern Time (Toronto, UTC-5).

    The offset tells the two passes of a repeated hour apart, and stays right where a zone gave up its winter time.
    """
    name = get_timezone_name(zone, width="long", locale=locale, zone_variant="generic")
    city = get_timezone_location(zone, locale=locale, return_city=True)
    offset = _offset(at.astimezone(zone))
    details = offset if city in {name, "UTC", "GMT"} else f"{city}, {offset}"
    return f"{name[:1].upper()}{name[1:]} ({details})"


def _ordinal(written: str, *, locale: Locale) -> str:
    # French counts the first day of a month as an ordinal, which CLDR's patterns cannot say.
    return FIRST.sub("1er", written) if locale.language == "fr" else written


def _offset(local: datetime) -> str:
    delta = local.utcoffset()
    minutes = int(delta.total_seconds() // 60) if delta else 0
    if minutes == 0:
        return "UTC"
    sign = "+" if minutes > 0 else "\N{MINUS SIGN}"
    whole, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{whole}" + (f":{rest:02}" if rest else "")
