"""Many cases at once, for workers to find: reported ones whose letters wait, and ones whose periods are over."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import insert

from claims.store.tables import table
from tests.support.casebook import ORDER, Case
from tests.support.world import INJURED, World
from workflows.acting import act

REPORTED_ON = date(2024, 10, 9)
REPORT = {
    "person_id": INJURED, "platform": "美团", "industry": "外卖", "channel": "phone", "accident_on": "2024-10-08",
    "order_state": "delivering", "accident_place": "铜梁区", "accident_course": "摔倒", "injury": "右手腕骨折",
}  # fmt: skip
CODES = ("T5", "T8", "T2", "T7")  # the bureau's own periods, a platform's and an applicant's


def report_many(world: World, reports: int, withdrawals: int) -> list[str]:
    """So many cases are reported, each with a letter to be made; on the first of them the rider asks to withdraw.

    Returns the numbers of those that are to be withdrawn.
    """
    world.moment = datetime(2024, 10, 9, 4, 0, tzinfo=UTC)
    numbers = []
    for place in range(reports):
        data = {**REPORT, "order_no": str(place)}
        outcome = act(world.desk, "intake1", "new", "report", REPORTED_ON, data, key=f"report {place}")
        assert outcome.done, outcome.refusals
        numbers.append(outcome.claim_no)
    for no in numbers[:withdrawals]:
        asked = act(
            world.desk, "rider1", no, "request_withdrawal", REPORTED_ON, {"reason": "不再申请"}, key=f"ask {no}"
        )
        assert asked.done, asked.refusals
    return numbers[:withdrawals]


def cases_with_periods_over(world: World, cases: int) -> int:
    """So many cases with four clocks each, started day by day through the summer, all of them long over; returns how many
    clocks. Written in bulk.
    """
    made = []
    for place in range(cases):
        case = Case(world, "investigating", f"TL-2024-{1000 + place:06d}")
        for code in CODES:
            case.clock(code, date(2024, 7, 1 + place % 31))
        case.finish()
        made.append(case)
    with world.engine.begin() as connection:
        for name in ORDER:
            rows = [row for case in made for row in case.of(name)]
            if rows:
                connection.execute(insert(table(name)), rows)
    return len(CODES) * cases
