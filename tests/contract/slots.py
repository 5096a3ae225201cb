"""What is offered at one instant."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .callers import Caller
    from .world import Tenant


def same(*instants: str) -> bool:
    """Whether all name one instant, whatever their offsets."""
    return len({datetime.fromisoformat(instant) for instant in instants}) == 1


def offered(caller: Caller, tenant: Tenant, starts_at: str, *, practitioner: str = "ada", service: str = "talk", **more: Any) -> int:  # noqa: ANN401
    """How many seats *caller* is offered at *starts_at*."""
    day = datetime.fromisoformat(starts_at).astimezone(tenant.zone).date().isoformat()
    slots = caller.call("available_slots", **tenant.offer(practitioner, service), from_date=day, to_date=day, **more)
    return sum(slot["seats_left"] for slot in slots if same(slot["starts_at"], starts_at))
