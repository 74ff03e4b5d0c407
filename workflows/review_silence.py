"""A review whose period went by without a decision 复议机关逾期不作决定: whether it did, and whether it stands still.

Who asked for the review can sue the act itself within fifteen days (行政诉讼法第四十五条). That the organ had extended the period
or suspended the review in time is often told later, by post: then it was not over.
"""

from __future__ import annotations

from datetime import date

from claims.store.rows import Row
from workflows import clockwork
from workflows.casefile import CaseFile

PERIOD, RAN_OUT = "T26", "review_ran_out"


def run_out(file: CaseFile, dispute_id: str) -> list[Row]:
    """The periods of a review that were taken to be over, and still are."""
    acts = _noted(file, dispute_id)
    return file.where("clock", lambda row: row["code"] == PERIOD and row["closed_by"] in acts)


def has_run_out(file: CaseFile, dispute_id: str) -> bool:
    """Whether it was ever noted that the period of a review had gone by, even if that was taken back since."""
    return bool(_noted(file, dispute_id))


def _noted(file: CaseFile, dispute_id: str) -> set[str]:
    return {row["id"] for row in file.rows("event") if (row["subject"], row["trigger"]) == (dispute_id, RAN_OUT)}


def suspended_on(file: CaseFile, dispute_id: str) -> date | None:
    """Since when the review organ has suspended it; None where it goes on."""
    for clock in clockwork.open_clocks(file, PERIOD, dispute_id):
        if clock["state"] == "paused":
            begun: date = max(row["notice_on"] for row in clockwork.pauses_of(file, clock))
            return begun
    return None
