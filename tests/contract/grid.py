"""Tables of expected answers that a person can read: one line for each question, one column for each caller."""

from __future__ import annotations

import re


def cells(grid: str) -> list[tuple[str, str, str]]:
    """(question, caller, answer) for each cell; columns are set apart by two spaces or more."""
    head, *lines = [re.split(r"\s{2,}", line.strip()) for line in grid.strip().splitlines()]
    return [(question, caller, answer) for question, *answers in lines for caller, answer in zip(head, answers, strict=True)]
