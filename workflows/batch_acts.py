"""What a person may do with a batch, and why not: asked of the tables for its payments, of the batch's own rule for its seal."""

from __future__ import annotations

from dataclasses import dataclass

from claims.errors import Refused, words
from claims.store.rows import Row, select_one, select_rows
from workflows.bank_files import require_cashier
from workflows.command import Refusal
from workflows.machines import MACHINES
from workflows.moves import choices_on, looks
from workflows.payment_board import UNSEEN_BEFORE
from workflows.transaction import Desk, reading

ASKED_OF = 20


@dataclass(frozen=True, slots=True)
class BatchActs:
    """`reasons` by act: empty where it may be done, absent where this person has no such act."""

    reasons: dict[str, tuple[str, ...]]

    def may(self, act: str) -> bool:
        """Whether the act may be done now."""
        return self.reasons.get(act) == ()


def may_pay(desk: Desk, username: str) -> bool:
    """Whether this person makes and releases batches, and takes the bank's files in."""
    with reading(desk) as connection:
        try:
            require_cashier(connection, username, desk.today())
        except Refused:
            return False
    return True


def batch_acts(desk: Desk, username: str, batch_no: str) -> BatchActs:
    """Sealing, taking out and releasing. The releaser is asked of the first payments; the release itself asks of all."""
    if not may_pay(desk, username):
        return BatchActs({})
    found: dict[str, tuple[str, ...]] = {}
    with reading(desk) as connection:
        batch = select_one(connection, "batch", no=batch_no)
        if batch is None:
            raise Refused("batch_not_there", batch=batch_no)
        inside = [row for row in select_rows(connection, "payment", batch_no=batch_no) if row["state"] == "batched"]
        if not batch["sealed"]:
            found["seal"] = _against_sealing(batch, username, inside)
        elif inside:
            found["release"] = ()
        asked = inside[:ASKED_OF] if "release" in found else []
        viewers = looks(desk, connection, username, sorted({row["claim_no"] for row in asked}))
        by_case = {viewer.file.no: viewer for viewer in viewers}
        for row in asked:
            viewer = by_case[row["claim_no"]]
            payment = viewer.file.find("payment", row["id"])
            for choice in choices_on(viewer, MACHINES["payment"], payment or row):
                if choice.move.trigger == "release":
                    said = [told(one) for one in choice.reasons if one.code not in UNSEEN_BEFORE]
                    found["release"] = tuple(dict.fromkeys((*found["release"], *said)))
    return BatchActs(found)


def told(refusal: Refusal) -> str:
    """A refusal as the page of the batch says it: to its maker first in one short sentence."""
    short = words("maker_cannot_release") if refusal.code == "released_by_another" else ""
    return f"{short}{refusal.message()}"


def _against_sealing(batch: Row, username: str, inside: list[Row]) -> tuple[str, ...]:
    if batch["made_by"] != username:
        return (words("batch_not_yours_to_seal", batch=batch["no"]),)
    return () if inside else (words("batch_empty", batch=batch["no"]),)
