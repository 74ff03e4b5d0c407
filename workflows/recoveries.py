"""What stands open on a recovery 追回 and on the accounts behind it, read out of the case in memory."""

from __future__ import annotations

from collections.abc import Collection

from claims.ledger import Account
from claims.receivables import Instalment
from claims.store.rows import Row
from workflows.casefile import CaseFile
from workflows.versions import CaseRows

UNDECIDED = ("opened", "heard", "decided")
GIVEN_UP = ("dropped", "withdrawn")
LESSENED = "lessened"
NETTED = "overpaid_netted"


def outstanding_fen(recovery: Row) -> int:
    """What is still to come of a recovery, in fen."""
    return int(recovery["amount_fen"] - settled_fen(recovery))


def settled_fen(recovery: Row) -> int:
    """What was received, set off and written off of a recovery, in fen."""
    return int(recovery["received_fen"] + recovery["set_off_fen"] + recovery["written_off_fen"])


def lessened_fen(file: CaseRows, recovery: Row) -> int:
    """By how much the sum has fallen since its decision, in fen: its letter names so much more than is owed."""
    own = (
        row for row in file.rows("recovery_receipt") if (row["recovery_id"], row["kind"]) == (recovery["id"], LESSENED)
    )
    return sum(int(row["amount_fen"]) for row in own if row["document"] and row["document"] == recovery["letter_id"])


def overpaid_moves(file: CaseRows, item_id: str, beneficiary: str | None = None) -> list[Row]:
    """The transfers that moved what stands on 1104 多付待处理 for an item (and one person, if named), in their order. What was
    netted with consent is booked on the item that bore it, and comes off here.
    """
    own = {row["id"] for row in file.rows("recovery") if row["item_id"] == item_id}
    netted = {row["event_id"] for row in file.rows("recovery_receipt") if row["recovery_id"] in own}
    return [
        row
        for row in file.rows("transfer")
        if Account.OVERPAID in (row["debit"], row["credit"])
        and beneficiary in (None, row["beneficiary"])
        and (row["event_id"] in netted if row["entry"] == NETTED else row["item_id"] == item_id)
    ]


def onto_overpaid_fen(row: Row) -> int:
    """What a transfer puts on 1104, in fen; less than nothing where it takes off."""
    return int(row["amount_fen"] if row["debit"] == Account.OVERPAID else -row["amount_fen"])


def overpaid_fen(file: CaseRows, item_id: str, beneficiary: str | None = None) -> int:
    """What stands on 1104 for an item (of one person, if named): paid too much, and nothing decided about it."""
    return sum(onto_overpaid_fen(row) for row in overpaid_moves(file, item_id, beneficiary))


def who_was_overpaid(file: CaseRows, item: Row) -> str:
    """Who has received what stands on 1104 for the item: its beneficiary, or else the one before him."""
    people = [whom for whom, _ in overpaid_by_person(file, item["id"])]
    own = str(item["beneficiary"])
    return own if own in people else next(iter(people), own)


def overpaid_by_person(file: CaseRows, item_id: str) -> list[tuple[str, int]]:
    """For whom how much stands on 1104 for the item, in fen, as they were paid."""
    people = dict.fromkeys(str(row["beneficiary"]) for row in file.rows("transfer") if row["item_id"] == item_id)
    sums = ((whom, overpaid_fen(file, item_id, whom)) for whom in people)
    return [(whom, fen) for whom, fen in sums if fen > 0]


def written_off_fen(file: CaseRows, items: Collection[str]) -> int:
    """What has been lost on some items and has not come back from the bank since, in fen."""
    own = (row for row in file.rows("transfer") if row["item_id"] in items)
    return sum(
        row["amount_fen"] * ((row["debit"] == Account.WRITTEN_OFF) - (row["credit"] == Account.WRITTEN_OFF))
        for row in own
    )


def standing_fen(file: CaseFile, recovery: Row) -> int:
    """What of a recovery's sum still stands where it is claimed from: on 1104, or as paid where a missing person returned."""
    if recovery["account"] == Account.OVERPAID:
        return overpaid_fen(file, recovery["item_id"], recovery["beneficiary"])
    return int(item_of(file, recovery["item_id"])["paid_fen"])


def plan_of(file: CaseFile, recovery: Row) -> tuple[Instalment, ...]:
    """The instalments of the plan in force, in their order; without a plan none."""
    own = file.where("plan_part", lambda row: (row["recovery_id"], row["plan"]) == (recovery["id"], recovery["plan"]))
    return tuple(Instalment(row["due_on"], row["amount_fen"]) for row in sorted(own, key=lambda row: row["place"]))


def item_of(file: CaseFile, item_id: str) -> Row:
    """The item `item_id` of the case. Raises LookupError where there is none."""
    item = file.find("award_item", item_id)
    if item is None:
        raise LookupError(item_id)
    return item
