"""A death that is settled: the widow took the case on, and a share of it is owed to the child."""

from __future__ import annotations

from claims.store.rows import Row
from tests.support.casebook import Case
from tests.support.fixtures.standing import SERVED, item, standing
from tests.support.riders import let_ring, ready_for_reports
from tests.support.world import INJURED, KIN, STRANGER, World

CHILD = STRANGER  # as the world knows him: of no relation to anybody until a case says so
SHARE_FEN = 50_000_000


def settled_death(world: World) -> Case:
    """The case, not saved yet; everybody on it can be rung."""
    ready_for_reports(world)
    for person in (INJURED, KIN, CHILD):
        let_ring(world, person)
    case = standing(world, "settling")
    case.claim.update(claimant_id=KIN, claimant_relation="kin", death_on=SERVED)
    return case


def owed(case: Case, state: str, code: str, to: str, sum_fen: int) -> Row:
    """An item of one of the kin; the record of the service of its letter on him."""
    sums = dict.fromkeys(("claimed_fen", "allowed_fen", "awarded_fen"), sum_fen)
    row = item(case, state, code=code, beneficiary=to, **sums)
    service = next(one for one in case.of("service") if one["letter_id"] == row["letter_id"])
    service.update(recipient=to)
    return service
