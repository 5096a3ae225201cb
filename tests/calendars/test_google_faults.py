"""What goes wrong on the way to Google, and what comes of it."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from python_functions.calendars.backoff import Patience, seconds_of
from python_functions.calendars.errors import AuthorizationLost, CalendarError, Refused, Throttled, Unreachable
from python_functions.calendars.google import GoogleProvider
from python_functions.calendars.google_app import SCOPES
from tests.calendars.conftest import HOUR, TEN, Account, Waits, app_of, booked

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.google.server import Google


@pytest.mark.req("SC-4.3")
@pytest.mark.parametrize(
    ("status", "reason"),
    [(403, "rateLimitExceeded"), (403, "userRateLimitExceeded"), (429, "rateLimitExceeded"), (500, "backendError"), (503, "backendError")],
)
def test_what_may_work_later_is_asked_again_later_each_time(account: Account, waits: Waits, status: int, reason: str) -> None:
    account.google.faults.fail("calendar.events.insert", status, reason, times=3)
    account.put(booked())

    assert waits.seconds == [0.5, 1, 2]
    assert account.google.store.mails == []
    assert len(account.ada.events()) == 1


@pytest.mark.req("SC-4.3")
@pytest.mark.parametrize(
    ("status", "reason", "error"), [(429, "rateLimitExceeded", Throttled), (403, "quotaExceeded", Throttled), (503, "backendError", Unreachable)]
)
def test_what_does_not_end_goes_to_the_queue(account: Account, waits: Waits, status: int, reason: str, error: type[CalendarError]) -> None:
    account.google.faults.fail("*", status, reason, times=99)
    with pytest.raises(error, match=f"{status} {reason}") as raised:
        account.put(booked())

    assert type(raised.value) is error
    assert waits.seconds == [0.5, 1, 2], "four times, and no more"


@pytest.mark.req("SC-4.3")
def test_what_google_asks_us_to_wait_is_waited_and_no_longer_than_somebody_can_wait(account: Account, waits: Waits) -> None:
    account.google.faults.fail("calendar.events.insert", 503, retry_after="3")
    account.put(booked())
    assert waits.seconds == [3]

    account.google.faults.fail("calendar.events.insert", 429, "rateLimitExceeded", retry_after="120")
    with pytest.raises(Throttled) as raised:
        account.put(booked())
    assert raised.value.retry_after == 120
    assert waits.seconds == [3], "too long for a thread to sleep: its queue knows when"


def test_a_date_says_as_well_when_to_come_back() -> None:
    soon = seconds_of(format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True))
    assert soon is not None
    assert 85 < soon <= 90
    assert [seconds_of(each) for each in (None, "", "later", "7", format_datetime(TEN - timedelta(days=900), usegmt=True))] == [None, None, None, 7, 0]


def test_many_who_failed_together_do_not_come_back_together() -> None:
    slept: list[float] = []

    def never() -> None:
        raise Unreachable("gone")

    for draw in (0.1, 0.9):
        with pytest.raises(Unreachable):
            Patience(sleep=slept.append, draw=lambda draw=draw: draw).ask(never)
    assert slept == pytest.approx([0.05, 0.1, 0.2, 0.45, 0.9, 1.8])


@pytest.mark.req("SC-4.3")
def test_a_server_that_is_down_or_silent_is_told_as_such_in_bounded_time(google: Google, account: Account, waits: Waits) -> None:
    google.faults.down = True
    with pytest.raises(Unreachable, match="cannot be reached"):
        account.put(booked())
    google.faults.clear()
    hasty = GoogleProvider(app_of(google), client=httpx.Client(timeout=0.1), patience=waits.patience(attempts=1))
    google.faults.slow("calendar.events.insert", 0.3)
    with pytest.raises(Unreachable, match="in time"):
        hasty.open(account.refresh_token).put_event(account.calendar_id, booked(), send_updates=False)
    hasty.close()

    account.put(booked())


@pytest.mark.req("SC-2.4", "SC-4.3")
def test_an_access_token_that_ends_in_the_middle_of_a_sync_is_replaced_once(account: Account) -> None:
    for number in range(5):
        account.put(booked(TEN + number * HOUR))
    account.google.faults.page_size = 2
    account.google.faults.slow("calendar.events.list", 0)
    account.google.oauth.access_seconds = 3599
    original = account.google.store.faults.next_for
    pages = []

    def expire(method: str) -> object:
        pages.append(method)
        if len(pages) == 2:
            account.ada.expire_access()
        return original(method)

    account.google.store.faults.next_for = expire  # type: ignore[method-assign]
    changes = account.calendar.changes(account.calendar_id, None)

    assert len(changes.events) == 5
    assert changes.sync_token is not None
    assert pages == ["calendar.events.list", "calendar.events.list", "token", "calendar.events.list", "calendar.events.list"]


def test_an_hours_work_needs_one_access_token_and_those_who_need_one_at_once_get_one(account: Account) -> None:
    asked: list[str] = []
    original = account.google.store.faults.next_for
    account.google.store.faults.next_for = lambda method: asked.append(method) or original(method)  # type: ignore[method-assign]
    account.ada.expire_access()
    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(account.provider.open(account.refresh_token).calendars) for _ in range(8)]
        assert all(each.result(10) for each in work)

    assert asked.count("token") == 1


@pytest.mark.req("SC-2.5")
def test_a_new_refresh_token_is_kept_before_anything_is_done_with_it(account: Account) -> None:
    kept: list[str] = []
    account.google.oauth.rotate = True
    account.ada.expire_access()
    with account.google.store.lock:
        (grant,) = account.google.store.grants
    account.provider.open(account.refresh_token, rotated=kept.append).calendars()

    assert kept == [grant.refresh_token]
    assert kept != [account.refresh_token]
    account.ada.expire_access()
    assert account.calendar.calendars(), "who still has the old one in hand is led to the new one"


@pytest.mark.req("SC-2.1")
@pytest.mark.parametrize("how", ["withdrawn", "expired and withdrawn", "never heard of", "wrong secret", "too few scopes"])
def test_whoever_is_not_let_in_any_more_hears_that_only_the_owner_can_mend_it(google: Google, account: Account, provider: GoogleProvider, how: str) -> None:
    calendar = account.calendar
    match how:
        case "withdrawn":
            account.ada.withdraw()
        case "expired and withdrawn":
            calendar.calendars()
            account.ada.expire_access()
            account.ada.withdraw()
        case "never heard of":
            calendar = provider.open("1//nothing")
        case "wrong secret":
            google.store.clients.clear()
            account.ada.expire_access()
            # An operator's mistake, and no reason to have everybody connect anew.
            with pytest.raises(Unreachable, match="invalid_client"):
                calendar.calendars()
            return
        case "too few scopes":
            calendar = provider.open(google.consent("cleo@example.test", [SCOPES[2]]))
    for _ in range(2):
        with pytest.raises(AuthorizationLost):
            calendar.calendars()


@pytest.mark.req("SC-2.1")
def test_what_was_granted_is_given_back_and_that_may_be_said_twice(account: Account) -> None:
    account.google.faults.down = True
    with pytest.raises(Unreachable):
        account.calendar.revoke()
    account.google.faults.clear()
    account.google.faults.fail("revoke", 503)
    for _ in range(2):
        account.calendar.revoke()
    assert [grant.revoked for grant in account.google.store.grants] == [True]
    with pytest.raises(AuthorizationLost):
        account.calendar.calendars()


def test_a_token_server_with_trouble_is_no_lost_account(account: Account, waits: Waits) -> None:
    account.ada.expire_access()
    account.google.faults.fail("token", 503, retry_after="2")
    account.google.faults.fail("token", 429, "rate_limit_exceeded")
    account.put(booked())
    assert waits.seconds == [2, 1]

    account.ada.expire_access()
    account.google.faults.fail("token", 500, times=99)
    with pytest.raises(Unreachable, match="trouble with tokens: 500"):
        account.put(booked())


def test_an_api_that_is_switched_off_is_the_operators_to_mend(account: Account) -> None:
    account.google.faults.fail("*", 403, "accessNotConfigured", times=99)
    with pytest.raises(Unreachable):
        account.put(booked())
    account.google.faults.clear()
    account.google.faults.fail("*", 403, "forbiddenForNonOrganizer", times=99)
    with pytest.raises(Refused):
        account.put(booked())


@pytest.mark.req("SC-2.4")
def test_an_hour_without_google_loses_nothing(account: Account) -> None:
    """Nobody was heard; then all that happened meanwhile is told, and all that was to be written is."""
    remote_id = account.put(booked())
    token = account.calendar.changes(account.calendar_id, None).sync_token
    account.google.faults.down = True
    late = booked(TEN + 2 * HOUR)
    attempts: list[Callable[[], object]] = [lambda: account.put(late), lambda: account.calendar.changes(account.calendar_id, token)]
    for attempt in attempts:
        with pytest.raises(Unreachable):
            attempt()
    account.ada.shift(remote_id, minutes=30)
    account.google.faults.clear()

    assert account.put(late) in {event["id"] for event in account.ada.events()}
    told = {event.remote_id: event.starts_at for event in account.calendar.changes(account.calendar_id, token).events}
    assert told == {remote_id: TEN + HOUR / 2, late.key.hex: late.starts_at}


def test_no_secret_title_or_guest_stands_in_an_error_or_a_log(account: Account, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    for status, reason in ((400, "invalid"), (403, "rateLimitExceeded"), (404, "notFound"), (500, "backendError")):
        account.google.faults.fail("*", status, reason, times=9)
        with pytest.raises(CalendarError) as raised:
            account.put(booked())
        said += [str(raised.value), repr(raised.value)]
        account.google.faults.clear()
    account.ada.expire_access()
    account.ada.withdraw()
    with pytest.raises(AuthorizationLost) as raised:
        account.put(booked())
    said += [str(raised.value), repr(raised.value)]
    warned = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]

    for secret in (account.refresh_token, "ya29.", account.google.client_secret, "Coaching", "ben@example", "ada@example", account.calendar_id):
        assert secret not in "\n".join(said + warned), secret
