"""Every write through a view, tried by every caller: settings by those whose they are, everything else by verbs only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .attempts import Attempts
from .grid import cells

if TYPE_CHECKING:
    from .conftest import Watch
    from .desk import Desk
    from .world import World

pytestmark = pytest.mark.slow

# "nothing": the policies leave no row that could be changed.
GRID = """
                                  anon    ben      ada      noah     cleo     ines     eve      service
update organization_settings      denied  nothing  nothing  nothing  ok       nothing  nothing  denied
insert practitioners              denied  denied   denied   denied   ok       denied   denied   denied
update practitioners              denied  nothing  ok       nothing  ok       nothing  nothing  denied
insert services                   denied  denied   denied   denied   ok       denied   denied   denied
update services                   denied  nothing  nothing  nothing  ok       nothing  nothing  denied
insert practitioner_services      denied  denied   denied   denied   ok       denied   denied   denied
update practitioner_services      denied  nothing  nothing  nothing  ok       nothing  nothing  denied
insert specialties                denied  denied   denied   denied   ok       denied   denied   denied
update specialties                denied  nothing  nothing  nothing  ok       nothing  nothing  denied
delete specialties                denied  nothing  nothing  nothing  ok       nothing  nothing  denied
insert practitioner_specialties   denied  denied   ok       denied   ok       denied   denied   denied
delete practitioner_specialties   denied  nothing  ok       nothing  ok       nothing  nothing  denied
insert availability_rules         denied  denied   ok       denied   ok       denied   denied   denied
update availability_rules         denied  nothing  ok       nothing  ok       nothing  nothing  denied
delete availability_rules         denied  nothing  ok       nothing  ok       nothing  nothing  denied
insert availability_exceptions    denied  denied   ok       denied   ok       denied   denied   denied
update availability_exceptions    denied  nothing  ok       nothing  ok       nothing  nothing  denied
delete availability_exceptions    denied  nothing  ok       nothing  ok       nothing  nothing  denied
insert organization_billing_codes  denied  denied   denied   denied   ok       denied   denied   denied
update organization_billing_codes  denied  nothing  nothing  nothing  ok       nothing  nothing  denied
delete organization_billing_codes  denied  nothing  nothing  nothing  ok       nothing  nothing  denied
insert resources                  denied  denied   denied   denied   ok       denied   denied   denied
update resources                  denied  nothing  nothing  nothing  ok       nothing  nothing  denied
delete resources                  denied  denied   denied   denied   denied   denied   denied   denied
insert service_needs              denied  denied   denied   denied   ok       denied   denied   denied
update service_needs              denied  nothing  nothing  nothing  ok       nothing  nothing  denied
delete service_needs              denied  nothing  nothing  nothing  ok       nothing  nothing  denied
insert places                     denied  denied   ok       denied   ok       denied   denied   denied
update places                     denied  nothing  ok       nothing  ok       nothing  nothing  denied
delete places                     denied  nothing  ok       nothing  ok       nothing  nothing  denied
update clients                    denied  nothing  nothing  nothing  ok       nothing  nothing  denied
insert clients                    denied  denied   denied   denied   denied   denied   denied   denied
delete clients                    denied  denied   denied   denied   denied   denied   denied   denied
insert bookings                   denied  denied   denied   denied   denied   denied   denied   denied
update bookings                   denied  denied   denied   denied   denied   denied   denied   denied
delete bookings                   denied  denied   denied   denied   denied   denied   denied   denied
insert organizations              denied  denied   denied   denied   denied   denied   denied   denied
update organizations              denied  denied   denied   denied   denied   denied   denied   denied
insert members                    denied  denied   denied   denied   denied   denied   denied   denied
update members                    denied  denied   denied   denied   denied   denied   denied   denied
delete members                    denied  denied   denied   denied   denied   denied   denied   denied
insert invitations                denied  denied   denied   denied   denied   denied   denied   denied
insert reviews                    denied  denied   denied   denied   denied   denied   denied   denied
update reviews                    denied  denied   denied   denied   denied   denied   denied   denied
delete reviews                    denied  denied   denied   denied   denied   denied   denied   denied
update practice_rooms             denied  denied   denied   denied   denied   denied   denied   denied
delete practice_rounds            denied  denied   denied   denied   denied   denied   denied   denied
update booking_series             denied  denied   denied   denied   denied   denied   denied   denied
insert audit_log                  denied   denied    denied    denied    denied    denied    denied    denied
update audit_log                  denied   denied    denied    denied    denied    denied    denied    denied
delete audit_log                  denied   denied    denied    denied    denied    denied    denied    denied
delete services                   denied  denied   denied   denied   denied   denied   denied   denied
"""


@pytest.mark.req("TS-5", "TS-4", "BM-R10", "DR-1.3", "CP-12.5")
@pytest.mark.parametrize(("attempt", "name", "answer"), cells(GRID))
def test_who_writes_what(world: World, attempts: Attempts, nothing_written: Watch, attempt: str, name: str, answer: str) -> None:
    """What is refused writes nothing; what is allowed is audited."""
    command, view = attempt.split()
    caller = world.caller(name)
    request = attempts.request(caller, command, view)
    if answer == "ok":
        assert caller.outcome_of(request) == "ok"
        return
    with nothing_written():
        assert caller.outcome_of(request) == answer
    assert answer == "nothing" or caller.answer.status_code == (401 if name == "anon" else 403)


@pytest.fixture(scope="module")
def attempts(world: World, desk: Desk) -> Attempts:
    """One set of rows for the whole grid."""
    return Attempts(world, desk)
