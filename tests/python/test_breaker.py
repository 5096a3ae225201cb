"""A provider that is down is left alone, and no message pays for it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage

import pytest

from python_functions.senders.breaker import GuardedSender
from python_functions.senders.sender import MailDelayedError, MailRefusedError, ProviderDownError

REST = 30


class Moody:
    """A sender that does what *mood* says, and counts."""

    def __init__(self) -> None:
        """Be well until a test says otherwise."""
        self.mood: Exception | None = None
        self.asked = 0

    def send(self, _message: EmailMessage) -> str:
        self.asked += 1
        if self.mood:
            raise self.mood
        return "taken"

    def check(self) -> None:
        """All is well."""


def fail(guarded: GuardedSender, times: int) -> None:
    for _ in range(times):
        with pytest.raises(ProviderDownError, match="gone"):
            guarded.send(EmailMessage())


def test_after_some_failures_in_a_row_the_provider_rests() -> None:
    moody = Moody()
    moody.mood = ProviderDownError("gone")
    guarded = GuardedSender(moody, failures=3, rest_seconds=REST)
    fail(guarded, 2)
    assert guarded.resting_seconds() == 0
    fail(guarded, 1)
    assert REST - 5 < guarded.resting_seconds() <= REST
    with pytest.raises(ProviderDownError, match="left alone"):
        guarded.send(EmailMessage())
    assert moody.asked == 3


@pytest.mark.parametrize("answer", [MailRefusedError("no such recipient"), MailDelayedError("mailbox busy"), None])
def test_whatever_is_an_answer_ends_the_row(answer: Exception | None) -> None:
    moody = Moody()
    guarded = GuardedSender(moody, failures=3, rest_seconds=REST)
    for _ in range(3):
        moody.mood = ProviderDownError("gone")
        fail(guarded, 2)
        moody.mood = answer
        if answer is None:
            guarded.send(EmailMessage())
        else:
            with pytest.raises(type(answer)):
                guarded.send(EmailMessage())
    assert guarded.resting_seconds() == 0


def test_after_the_rest_one_message_tries_for_all() -> None:
    moody = Moody()
    moody.mood = ProviderDownError("gone")
    guarded = GuardedSender(moody, failures=1, rest_seconds=0)
    fail(guarded, 2)
    moody.mood = None
    assert guarded.send(EmailMessage()) == "taken"
    assert guarded.resting_seconds() == 0


def test_a_slow_provider_holds_nobody_up() -> None:
    """Messages go side by side: the breaker asks before and counts after, and locks nothing between."""
    both_there = threading.Barrier(2, timeout=10)

    class Slow(Moody):
        def send(self, _message: EmailMessage) -> str:
            both_there.wait()
            return "taken"

    guarded = GuardedSender(Slow())
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(guarded.send, [EmailMessage(), EmailMessage()])) == ["taken", "taken"]


def test_while_one_message_tries_for_all_the_others_wait() -> None:
    asked, go_on = threading.Event(), threading.Event()
    moody = Moody()
    moody.mood = ProviderDownError("gone")
    guarded = GuardedSender(moody, failures=1, rest_seconds=0)
    fail(guarded, 1)

    def slowly(_message: EmailMessage) -> str:
        asked.set()
        assert go_on.wait(10)
        return "taken"

    moody.send = slowly  # type: ignore[method-assign]
    assert guarded.welcome() == 1
    with ThreadPoolExecutor(1) as pool:
        trial = pool.submit(guarded.send, EmailMessage())
        assert asked.wait(10)
        with pytest.raises(ProviderDownError, match="left alone"):
            guarded.send(EmailMessage())
        go_on.set()
        assert trial.result(10) == "taken"
    assert guarded.welcome() > 1000


def test_a_trial_that_fails_begins_another_rest() -> None:
    moody = Moody()
    moody.mood = ProviderDownError("gone")
    guarded = GuardedSender(moody, failures=3, rest_seconds=0.2)
    fail(guarded, 3)
    assert guarded.welcome() == 0
    deadline = time.monotonic() + 10
    while guarded.welcome() == 0:
        assert time.monotonic() < deadline
    fail(guarded, 1)
    assert guarded.resting_seconds() > 0
