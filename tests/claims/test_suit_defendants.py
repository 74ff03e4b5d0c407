"""行政诉讼的被告: after a review the outcome tells who is sued, and where it does not, nobody is guessed at."""

from __future__ import annotations

import pytest

from claims.dispute_results import ADMINISTRATIVE_OUTCOMES
from claims.suit_defendants import Defendants, defendants_after_review

BOTH = {"维持", "驳回", "部分撤销"}
ORGAN = {"变更", "撤销", "撤销并责令重作", "确认无效"}
UNSURE = {"确认违法", "责令履行", "终止", "调解书"}


@pytest.mark.parametrize("outcome", ADMINISTRATIVE_OUTCOMES)
def test_every_outcome_of_a_review_has_its_defendants_or_is_said_not_to(outcome: str) -> None:
    wanted = Defendants.BOTH if outcome in BOTH else Defendants.REVIEW_ORGAN if outcome in ORGAN else None
    assert defendants_after_review(outcome) is wanted
    assert outcome in BOTH | ORGAN | UNSURE


def test_without_an_outcome_there_is_no_defendant() -> None:
    assert defendants_after_review(None) is None
