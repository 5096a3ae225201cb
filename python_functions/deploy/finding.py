"""What the check of a deployment says, line by line."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """
    One thing that was looked at.

    *fault* is None when it is as it should be, else a sentence; *remedy* says what to do then.  What could not be looked
    at is a fault: nothing is taken on trust.
    """

    about: str
    fact: str
    fault: str | None = None
    remedy: str = ""

    def __str__(self) -> str:
        """Return it as people read it."""
        if self.fault is None:
            return f"  ok      {self.about}: {self.fact}"
        return f"  REFUSED {self.about}: {self.fault}\n          What to do: {self.remedy}"
