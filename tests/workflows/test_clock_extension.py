"""A clock is extended once, and only by more of its own unit."""

from __future__ import annotations

from datetime import date

import pytest

from claims.errors import Refused
from claims.store.rows import Row
from tests.workflows.hand_made import HandMadeCase
from workflows import clockwork
from workflows.situation import Situation

EXTENSION = "limits.appraisal_extension"


def examined(amount: int, unit: str) -> tuple[Situation, Row, HandMadeCase]:
    """A case whose appraisal has a running clock of that length."""
    case = HandMadeCase()
    row = case.appraisal(1, "examining", panel_size=3)
    clock = case.clock("T15", row, "2024-03-04", "2024-05-06", amount=amount, unit=unit)
    return case.situation("appraisal", "extend", row, on="2024-05-06", reason="需要会诊"), clock, case


def refused(s: Situation) -> Refused:
    with pytest.raises(Refused) as caught:
        clockwork.extend(s, "T15", EXTENSION, "需要会诊", "延期1号")
    return caught.value


def test_sixty_days_extended_by_thirty_are_ninety_from_the_same_start() -> None:
    s, clock, _ = examined(60, "calendar_days")
    clockwork.extend(s, "T15", EXTENSION, "需要会诊", "延期1号")
    # The sixtieth day is 3 May, a holiday; the extension does not count from 6 May, on which that period would end.
    assert clock["due_on"] == date(2024, 6, 3)


def test_a_second_extension_is_refused() -> None:
    s, clock, case = examined(60, "calendar_days")
    clockwork.extend(s, "T15", EXTENSION, "需要会诊", "延期1号")
    assert refused(s).code == "extended_before"
    assert (clock["due_on"], len(case.file.rows("clock_extension"))) == (date(2024, 6, 3), 1)


@pytest.mark.parametrize(("amount", "unit"), [(60, "working_days"), (2, "months"), (1, "years")])
def test_an_extension_in_another_unit_is_refused(amount: int, unit: str) -> None:
    s, clock, case = examined(amount, unit)
    refusal = refused(s)
    assert refusal.code == "extension_of_other_unit"
    assert "不能延长30日" in refusal.message()
    assert (clock["due_on"], case.file.rows("clock_extension")) == (date(2024, 5, 6), [])
