"""What the result of a dispute 争议 does to the case: by what was disputed and what was decided, once it is effective.

The table is law, the acting is `workflows/effects/dispute_result.py`. Nothing here reads a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

UPHELD, DISMISSED, ENDED, MEDIATED = "维持", "驳回", "终止", "调解书"
CHANGED, QUASHED, PARTLY_QUASHED, QUASHED_REDO = "变更", "撤销", "部分撤销", "撤销并责令重作"
UNLAWFUL, VOID, ORDERED = "确认违法", "确认无效", "责令履行"
GRANTED, PARTLY_GRANTED = "支持请求", "部分支持请求"
ADMINISTRATIVE_OUTCOMES = (
    UPHELD, CHANGED, QUASHED, PARTLY_QUASHED, QUASHED_REDO, UNLAWFUL, VOID, ORDERED, DISMISSED, ENDED, MEDIATED,
)  # fmt: skip
CIVIL_OUTCOMES = (GRANTED, PARTLY_GRANTED, DISMISSED, ENDED, MEDIATED)
REAPPRAISAL_OUTCOMES = (UPHELD, CHANGED)
OUTCOMES = (*ADMINISTRATIVE_OUTCOMES, GRANTED, PARTLY_GRANTED)
OUTCOMES_OF_ROUTE: Mapping[str, tuple[str, ...]] = {
    "review": ADMINISTRATIVE_OUTCOMES,
    "suit": ADMINISTRATIVE_OUTCOMES,
    "arbitration": CIVIL_OUTCOMES,
    "civil": CIVIL_OUTCOMES,
    "mediation": (MEDIATED,),
    "reappraisal": REAPPRAISAL_OUTCOMES,
}
# Where the next instance decides so, what the one before decided stands.
LETS_STAND = (UPHELD, DISMISSED, ENDED)


class Consequence(StrEnum):
    """What follows for the case."""

    NOTHING = "nothing"  # the act stands, or the case was never concerned
    REDO = "redo"  # the conclusion is made anew, in the term the organ set
    REOPEN = "reopen"  # the application is examined anew
    SET_ASIDE = "set_aside"  # the conclusion is gone; setting it aside is put to three levels of approval
    ACT = "act"  # the bureau acts within the term the organ set
    REASSESS = "reassess"  # the award is made anew, by a new version of its items
    BY_HAND = "by_hand"  # the table knows no answer: the legal officer finds it


_ACT_STANDS = dict.fromkeys((UPHELD, DISMISSED, ENDED, MEDIATED, UNLAWFUL), Consequence.NOTHING)
_CONSEQUENCES: Mapping[str, Mapping[str, Consequence]] = {
    "confirmation": {
        **_ACT_STANDS,
        **dict.fromkeys((CHANGED, PARTLY_QUASHED, QUASHED_REDO, VOID), Consequence.REDO),
        QUASHED: Consequence.SET_ASIDE,
    },
    "not_accepted": {
        **_ACT_STANDS,
        **dict.fromkeys((CHANGED, QUASHED, PARTLY_QUASHED, QUASHED_REDO, VOID, ORDERED), Consequence.REOPEN),
    },
    "inaction": {**_ACT_STANDS, ORDERED: Consequence.ACT},
    "award": {
        **_ACT_STANDS,
        **dict.fromkeys((CHANGED, QUASHED, PARTLY_QUASHED, QUASHED_REDO, VOID, ORDERED), Consequence.REASSESS),
    },
}
# The appraisal itself carries a new grade to the case; the others are disputes with somebody else than the bureau.
_OF_OTHERS = ("grade", "living_support", "labour_relation", "third_party")


def consequence(matter: str, outcome: str | None) -> Consequence:
    """What an effective `outcome` does to the case in a dispute about `matter`."""
    if matter in _OF_OTHERS or outcome is None:
        return Consequence.NOTHING
    return _CONSEQUENCES[matter].get(outcome, Consequence.BY_HAND)


def standing_outcome(outcome: str | None, below: str | None) -> str | None:
    """The outcome that binds in the end: the one below where this instance lets it stand."""
    return below if below is not None and outcome in LETS_STAND else outcome
