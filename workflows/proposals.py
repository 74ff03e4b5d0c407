"""What is put forward for approval: the act, its targets, and one hash of the exact content.

The hash covers everything that the signers see: the data of the act and what stands on its targets. If either changes
after a signature, the hash differs and the signature does not count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claims.canonical import canonical_json, sha256_hex
from claims.store.rows import Row
from workflows.casefile import CaseFile
from workflows.machines import MACHINES, SHORT_NAMES
from workflows.situation import Situation
from workflows.table import Move, Table

MONTHS_COUNTED = 12
SEEN = {
    "claim": ("no", "platform", "accident_on"),
    "award_item": ("id", "code", "beneficiary", "claimed_fen", "allowed_fen", "awarded_fen", "explanation"),
    "recovery": ("id", "item_id", "beneficiary", "amount_fen", "received_fen", "set_off_fen"),
    "payment": ("id", "item_id", "amount_fen", "account_hash", "state", "bank_ref", "told_fen", "paid_fen"),
}


@dataclass(frozen=True, slots=True)
class Aim:
    """One target of a proposal: its machine and its row."""

    machine: Table
    row: Row


def aims(file: CaseFile, targets: list[str]) -> list[Aim]:
    """The rows a proposal aims at; a target that is not on the case is left out."""
    found: list[Aim] = []
    for target in targets:
        _, _, rest = target.partition("/")
        machine = MACHINES[SHORT_NAMES.get(rest.partition("-")[0], "claim")] if rest else MACHINES["claim"]
        row = file.claim if not rest else file.find(machine.stored_in, target)
        if row is not None and (rest or target == file.no):
            found.append(Aim(machine, row))
    return found


def act_rows(file: CaseFile, act: str, targets: list[str]) -> list[Move]:
    """The table rows that an act fires on its targets, those that need an approval only."""
    return [
        move
        for aim in aims(file, targets)
        for move in aim.machine.rows(act, aim.row["state"])
        if move.approval is not None
    ]


def proposal_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of the proposed act."""
    records = data.get("proposal") or [{}]
    return dict(records[0])


def content_hash(file: CaseFile, act: str, targets: list[str], proposal: Mapping[str, Any]) -> str:
    """SHA-256 over the act, its data and what stands on its targets."""
    seen = [_seen(file, aim) for aim in aims(file, targets)]
    return sha256_hex(canonical_json({"act": act, "targets": targets, "proposal": proposal, "seen": seen}))


def _seen(file: CaseFile, aim: Aim) -> dict[str, Any]:
    """What stands on a target; of a payment also how far the others of its item have come, since they pay the same."""
    seen = {name: aim.row[name] for name in SEEN.get(aim.machine.name, ("id",))}
    if aim.machine.name == "payment":
        same = [row for row in file.rows("payment") if row["item_id"] == aim.row["item_id"] and row is not aim.row]
        seen["others"] = sorted([row["id"], row["state"]] for row in same)
    return seen


def stored_targets(approval: Row) -> list[str]:
    """The targets of an approval row."""
    return list(json.loads(approval["targets"]))


def stored_proposal(s: Situation, approval: Row) -> dict[str, Any]:
    """The whole data of an approval's act, the personal part included."""
    public = json.loads(approval["proposal"])
    private = next((row for row in private_rows(s) if row["approval_id"] == approval["id"]), None)
    return {**public, **(json.loads(private["body"]) if private else {})}


def private_rows(s: Situation) -> list[Row]:
    """The personal parts of the proposals of the case."""
    return s.file.rows("approval_private")


def current_hash(s: Situation, approval: Row) -> str:
    """The content hash as it would be now."""
    return content_hash(s.file, approval["act"], stored_targets(approval), stored_proposal(s, approval))


def committed_fen(file: CaseFile, kind: str, targets: list[str], proposal: Mapping[str, Any]) -> int:
    """The sum in fen by which approving would raise what is approved on the case; only awards commit money."""
    if kind == "award":
        return amount_of(file, targets)
    if kind == "award_supersede":
        return max(0, amount_of(file, [str(proposal.get("successor"))]) - amount_of(file, targets))
    return 0


def yearly_fen(item: Row) -> int:
    """What awarding an item commits, in fen: a monthly one counts for a year."""
    return int(item["awarded_fen"]) * (MONTHS_COUNTED if item["monthly"] else 1)


def amount_of(file: CaseFile, targets: list[str]) -> int:
    """The sum in fen that approving would commit: monthly items count for a year."""
    total = 0
    for aim in aims(file, targets):
        if aim.machine.name == "award_item" and aim.row["payer"] == "fund":
            total += yearly_fen(aim.row)
    return total
