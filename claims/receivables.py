"""Money that is to come back: instalments that add up, what of them is overdue and how old, what may be set off.

All sums are fen, all days legal days. Nothing here knows who owes or what for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from claims.calendar import months_later
from claims.errors import BadInput
from claims.money import share

AGES = ((30, "0-30"), (90, "31-90"), (365, "91-365"))  # the last day of a bucket, and its name
OLDEST = ">365"
BUCKETS = (*(name for _, name in AGES), OLDEST)
NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of what is owed, and the day by which it is to be paid."""

    due_on: date
    amount_fen: int


def instalments(total_fen: int, count: int, first_on: date) -> tuple[Instalment, ...]:
    """`total_fen` in `count` monthly parts that add up to it exactly; parts that are not even go by the largest remainder.

    The parts fall due on the same-numbered day of each month, or on its last. Raises BadInput `plan_does_not_divide`
    where a part would be nothing.
    """
    if count < 1 or total_fen < count:
        raise BadInput("plan_does_not_divide", total_fen=total_fen, count=count)
    parts = share(total_fen, [1] * count)
    return tuple(Instalment(months_later(first_on, place), part) for place, part in enumerate(parts))


def unpaid(plan: Sequence[Instalment], settled_fen: int) -> tuple[Instalment, ...]:
    """What is left of each instalment when `settled_fen` has come in; the oldest is settled first."""
    left: list[Instalment] = []
    for part in plan:
        covered = min(settled_fen, part.amount_fen)
        settled_fen -= covered
        if covered < part.amount_fen:
            left.append(Instalment(part.due_on, part.amount_fen - covered))
    return tuple(left)


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return months_later(day.replace(day=1), 1) - timedelta(days=1)


def age_of(due_on: date, day: date) -> str:
    """The bucket of what fell due on `due_on` and is unpaid on `day`: `not_due` up to and on that day itself."""
    late = (day - due_on).days
    if late <= 0:
        return NOT_DUE
    return next((name for last, name in AGES if late <= last), OLDEST)


def aged(parts: Iterable[Instalment], day: date) -> dict[str, int]:
    """What is unpaid on `day` by age: `not_due` and every bucket, in fen, with 0 where there is nothing."""
    found = dict.fromkeys((NOT_DUE, *BUCKETS), 0)
    for part in parts:
        found[age_of(part.due_on, day)] += part.amount_fen
    return found


def most_to_set_off(payable_fen: int, outstanding_fen: int, floor_fen: int) -> int:
    """The most that may be kept back from a sum that is to be paid: what stays for the person is never below `floor_fen`.

    `floor_fen` is 0 for what is paid once. Never negative, and never more than is owed or payable.
    """
    return max(0, min(outstanding_fen, payable_fen - floor_fen))
