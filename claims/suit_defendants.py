"""Against whom a suit about a decision goes once there has been a review of it; without one it goes against the bureau.

行政诉讼法第二十六条第一款至第三款；法释〔2018〕1号第二十二条、第一百三十三条、第一百三十四条. Nothing here reads a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from claims.dispute_results import CHANGED, DISMISSED, PARTLY_QUASHED, QUASHED, QUASHED_REDO, UPHELD, VOID


class Defendants(StrEnum):
    """Who is sued."""

    BUREAU = "bureau"
    BOTH = "both"  # the bureau and the review organ together 共同被告
    REVIEW_ORGAN = "review_organ"


# Who waited in vain for the review organ sues the act itself; that the organ was silent would be another suit, against it
# (行政诉讼法第二十六条第三款).
AFTER_SILENCE = Defendants.BUREAU
# 确认违法 is a change unless its ground was procedure, and what ended without a decision or ordered the bureau to act is
# decided by its reasons: of these the outcome alone does not tell who is sued.
_AFTER_REVIEW: Mapping[str, Defendants] = {
    **dict.fromkeys((UPHELD, DISMISSED, PARTLY_QUASHED), Defendants.BOTH),
    **dict.fromkeys((CHANGED, QUASHED, QUASHED_REDO, VOID), Defendants.REVIEW_ORGAN),
}


def defendants_after_review(outcome: str | None) -> Defendants | None:
    """Who is sued after a review that ended so; None where its outcome alone does not tell.

    驳回 counts as upholding, but not where it was for want of the conditions of review (第一百三十三条): who reads the decision
    sees which.
    """
    return _AFTER_REVIEW.get(outcome or "")
