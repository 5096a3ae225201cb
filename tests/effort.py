"""
How hard the tests try.

By default every run draws the same examples, so that what is green stays green until something changes.
`EXPLORE=1` draws new ones, and many of them, to find what nobody thought of; `FAST=1` draws few.
"""

from __future__ import annotations

import os

from hypothesis import settings

FAST = bool(os.environ.get("FAST"))
EXPLORE = bool(os.environ.get("EXPLORE"))


def effort(*, fast: int, whole: int, explore: int) -> int:
    """Return the number for this run."""
    if EXPLORE:
        return explore
    return fast if FAST else whole


def draw_the_same() -> None:
    """Let Hypothesis draw by the test's name alone, unless this run explores; how long one example takes says how busy the machine is, no more."""
    settings.register_profile("bookfast", derandomize=not EXPLORE, deadline=None)
    settings.load_profile("bookfast")
