"""What a benchmark has to say: figures in lines of one form, and how each goal was met."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def heading(text: str) -> None:
    """Begin a part."""
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


def figure(what: str, value: str, note: str = "") -> None:
    """Print one figure with its unit."""
    print(f"  {what:<52}{value:>16}  {note}".rstrip(), flush=True)


def goal(what: str, value: float, *, at_least: float | None = None, at_most: float | None = None) -> None:
    """Print a ratio beside its goal: met, or missed by how much."""
    bound, met = (at_least, value >= at_least) if at_least is not None else (at_most, value <= (at_most or 0))
    said = f"goal {'≥' if at_least is not None else '≤'} {bound:g}: "
    figure(what, f"{value:.3f}", said + ("met" if met else f"MISSED by {abs(value / (bound or 1) - 1):.0%}"))


def quantile(times: Sequence[float], share: float) -> float:
    """Return the *share* quantile of *times*; 0.5 is the median."""
    return statistics.quantiles(times, n=100, method="inclusive")[round(share * 100) - 1]


def milliseconds(times: Sequence[float]) -> str:
    """Return the median and the 95th percentile of times given in seconds."""
    return f"{quantile(times, 0.5) * 1000:.2f} / {quantile(times, 0.95) * 1000:.2f} ms"
