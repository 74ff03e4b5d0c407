"""Bills handed in on a case: the medical item drafted from their sums, then checked line by line, each act under its own key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.acting import act
from workflows.command import Outcome
from workflows.transaction import Desk

MEDICAL = "medical"
COUNTED = ("claimed_fen", "allowed_fen")


@dataclass(frozen=True, slots=True)
class Bills:
    """What is handed in: the lines with their verdicts, the data of the draft beside its facts, and what a third party has
    paid of it, in fen."""

    lines: Sequence[Mapping[str, Any]]
    draft: Mapping[str, Any]
    third_party_fen: int = 0

    @property
    def facts(self) -> dict[str, Any]:
        """The facts that the item is computed from."""
        sums = [{"amount_fen": line["claimed_fen"], "allowed_fen": line["allowed_fen"]} for line in self.lines]
        paid = {"third_party_medical_paid_fen": self.third_party_fen} if self.third_party_fen else {}
        return {"medical": sums, **paid}


def verdict(claimed_fen: int, allowed_fen: int) -> str:
    """The verdict on a line by its sums: allowed in full, cut, or refused."""
    return "allowed" if claimed_fen == allowed_fen else "cut" if allowed_fen else "refused"


def hand_in(
    desk: Desk, username: str, claim_no: str, bills: Bills, day: date, key: str, item: str = ""
) -> tuple[str, Outcome]:
    """Draft the item (unless `item` names a draft) and check its lines; gives the item and what came of the last act.

    Where the lines are refused the draft stays and waits for them. Raises Refused, BadInput, Conflict as `act`.
    """
    target = item
    if not target:
        data = {"code": MEDICAL, "facts": [bills.facts], **bills.draft}
        drafted = act(desk, username, f"{claim_no}/item", "draft", day, data, key=f"{key}:draft")
        if not drafted.done:
            return "", drafted
        target = drafted.subject
    lines = [dict(line) for line in bills.lines]
    return target, act(desk, username, target, "allow", day, {"invoices": lines}, key=f"{key}:allow:{target}")
