"""What the stack says to a person when something is in the way."""

from __future__ import annotations


class StackError(Exception):
    """
    A failure with its reason and its remedy, made to be read.

    *what* happened and *why* make one sentence; *remedy* says what to do next.
    """

    def __init__(self, what: str, *, why: str = "", remedy: str = "") -> None:
        """Keep the three parts; `str()` joins those that are there."""
        self.what = what
        self.why = why
        self.remedy = remedy
        head = f"{what}: {why}" if why else what
        super().__init__("\n".join(line for line in (head, remedy and f"What to do: {remedy}") if line))
