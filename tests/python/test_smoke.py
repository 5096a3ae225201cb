"""The main job, as `make smoke` runs it on the running stack."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from python_functions.mailbox import Mailbox, NoMailError
from tests.browser.practice import connect, open_practice

from .mail_servers import free_port

if TYPE_CHECKING:
    from tests.conftest import Stack


def smoke(stack: Stack, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "python_functions.smoke", *arguments],
        env={**os.environ, **stack.env, **changes},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_one_bookings_life_is_told_within_30_seconds(stack: Stack) -> None:
    """BM-R5 BM-R6 BM-R7 BM-R8 SC-1.3 SC-1.4 SC-1.5: booked, moved and cancelled by link, each with its mail."""
    practice = open_practice(connect(stack.supabase_url, stack.supabase_publishable_key))
    started = time.monotonic()
    told = smoke(stack, "--transcript", "--organization", practice.organization_slug)
    assert told.returncode == 0, told.stderr
    assert time.monotonic() - started < 30
    for sentence in ("is free.", "METHOD:REQUEST  SEQUENCE:0", "METHOD:REQUEST  SEQUENCE:1", "METHOD:CANCEL  SEQUENCE:2", "is told"):
        assert sentence in told.stdout
    assert "/manage#…" in told.stdout, "a transcript is shown to others, so it hides the token"


@pytest.mark.slow
@pytest.mark.parametrize(("variable", "complaint"), [("SUPABASE_URL", "did not answer"), ("MAIL_URL", "does not answer")])
def test_a_part_that_is_away_is_named_with_what_to_do(stack: Stack, variable: str, complaint: str) -> None:
    open_practice(connect(stack.supabase_url, stack.supabase_publishable_key))
    told = smoke(stack, **{variable: f"http://127.0.0.1:{free_port()}"})
    assert told.returncode == 1
    assert told.stderr.startswith("\nThe main job failed. ")
    assert complaint in told.stderr
    assert "\n  Why: " in told.stderr
    assert "\n  Next: " in told.stderr


def test_a_missing_variable_is_named(stack: Stack) -> None:
    told = smoke(stack, MAIL_URL="")
    assert told.returncode == 2
    assert told.stderr.startswith("MAIL_URL is not set: it should be ")


def test_a_mail_that_does_not_come_is_told_apart_from_a_mailbox_that_is_away(stack: Stack) -> None:
    with httpx.Client(base_url=stack.mail_url) as http, pytest.raises(NoMailError, match="0 of 1 mails"):
        Mailbox(http).wait_for("nobody@client.example", count=1, seconds=0.2)
