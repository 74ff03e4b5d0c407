"""Money that was paid too much: what stands on 1104 多付待处理 for an item and a person, since when, what covers it.

A sum is covered while a recovery of it waits for its decision. The sweep opens a recovery of what nothing covers; what it
leaves (another recovery of the item is being decided, or a decision was withdrawn) stands in the list of receivables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import inf

from sqlalchemy import Connection, text

from claims.ledger import Account
from claims.store.rows import Row
from workflows.bank_overpaid import bank_part
from workflows.due import Due, StoredRows
from workflows.machines.recovery import BY_BANK, REGRADED, REVOKED, STOPPED
from workflows.recoveries import NETTED, UNDECIDED, onto_overpaid_fen

GROUND_BY_STATE = {"revoked": REVOKED, "waived": REVOKED, "suspended": STOPPED, "ended": STOPPED}
AWAITS_SWEEP, BESIDE_ANOTHER, AFTER_WITHDRAWAL = (
    "overpaid_awaits_sweep",
    "overpaid_beside_another",
    "overpaid_withdrawn",
)
CANDIDATES = text(
    "SELECT DISTINCT claim_no FROM transfer WHERE (debit = '1104' OR credit = '1104') AND claim_no IS NOT NULL "
    "GROUP BY claim_no, item_id, beneficiary "
    "HAVING SUM(CASE WHEN debit = '1104' THEN amount_fen ELSE -amount_fen END) > 0 ORDER BY claim_no"
)


@dataclass(frozen=True, slots=True)
class SetApart:
    """What stands on 1104 for one item and person on a day, in fen, and the code of why no recovery covers all of it."""

    claim_no: str
    item_id: str
    beneficiary: str
    since: date
    standing_fen: int
    covered_fen: int
    bank_fen: int
    why: str

    @property
    def left_fen(self) -> int:
        """What no recovery covers."""
        return max(0, self.standing_fen - self.covered_fen)


def set_apart(transfers: Iterable[Row], recoveries: Iterable[Row], day: date) -> list[SetApart]:
    """What stands on 1104 at the end of `day`, by item and person in their order."""
    moved: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in transfers:
        if Account.OVERPAID in (row["debit"], row["credit"]) and row["entry"] != NETTED and _legal_day(row) <= day:
            moved[row["claim_no"], row["item_id"], row["beneficiary"]].append(row)
    known: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for recovery in recoveries:
        if recovery["account"] == Account.OVERPAID and recovery["opened_on"] <= day:
            known[recovery["item_id"], recovery["beneficiary"]].append(recovery)
    found = (_standing(key, rows, known[key[1], key[2]], day) for key, rows in sorted(moved.items()))
    return [one for one in found if one.standing_fen > 0]


def _standing(key: tuple[str, str, str], rows: list[Row], recoveries: list[Row], day: date) -> SetApart:
    """The sum, and the day since which there has always been something of it."""
    held, since = 0, _legal_day(rows[0])
    moves = sorted([*rows, *(_netted(row) for row in recoveries if _is_netted(row, day))], key=_in_order)
    for row in moves:
        since = _legal_day(row) if held <= 0 else since
        held += onto_overpaid_fen(row)
    waiting = [row for row in recoveries if _is_undecided(row, day)]
    latest = max(recoveries, key=lambda row: int(row["id"].rpartition("-")[2]), default=None)
    fell = latest["closed_on"] if latest is not None and latest["state"] == "withdrawn" else None
    withdrawn = (
        fell is not None and since <= fell <= day
    )  # what has been paid too much since then has nothing to do with it
    why = BESIDE_ANOTHER if waiting else AFTER_WITHDRAWAL if withdrawn else AWAITS_SWEEP
    bank_fen, _ = bank_part(moves)
    return SetApart(*key, since, held, sum(row["amount_fen"] for row in waiting), bank_fen, why)


def _in_order(row: Row) -> tuple[date, float]:
    return _legal_day(row), row.get("id") or inf


def _netted(recovery: Row) -> Row:
    """What was kept back before anything was decided, as if it had been booked here: the last thing of its day."""
    day, fen = recovery["closed_on"], recovery["set_off_fen"]
    return {"entry": NETTED, "debit": Account.PAYABLE, "amount_fen": fen, "value_on": day, "occurred_on": day}


def _legal_day(row: Row) -> date:
    """The day on which it happened, where the books were closed for it too."""
    day: date = row["occurred_on"] or row["value_on"]
    return day


def _is_undecided(recovery: Row, day: date) -> bool:
    open_then = recovery["closed_on"] is None or recovery["closed_on"] > day
    in_force = recovery["effective_on"] is not None and recovery["effective_on"] <= day
    return open_then and not in_force


def _is_netted(recovery: Row, day: date) -> bool:
    """Whether the person had it kept back before anything was decided: posted on the item that paid less."""
    return recovery["effective_on"] is None and recovery["state"] == "settled" and bool(recovery["closed_on"] <= day)


def overpaid_items(connection: Connection, *, day: date) -> Iterator[Due]:
    """Sums on 1104 that nobody follows up: each gets its recovery. One whose decision was withdrawn is opened by a person."""
    for no in connection.execute(CANDIDATES).scalars().all():
        file = StoredRows(connection, no)
        items = {row["id"]: row for row in file.rows("award_item")}
        for one in set_apart(file.rows("transfer"), file.rows("recovery"), day):
            if one.why == AWAITS_SWEEP:
                ground = ground_of(one, items[one.item_id], file.rows("instalment"))
                data = (("item", one.item_id), ("beneficiary", one.beneficiary), ("ground", ground))
                yield Due(f"{no}/recovery", 0, "open", day, data)


def ground_of(found: SetApart, item: Row, months: Iterable[Row]) -> str:
    """Why the sum was paid too much: by the bank, where all of it is the bank's, else by what became of item or months."""
    if found.bank_fen >= found.standing_fen:
        return BY_BANK
    stopped = any((row["item_id"], row["state"]) == (item["id"], "revoked") for row in months)
    return GROUND_BY_STATE.get(item["state"], STOPPED if stopped else REGRADED)


def undecided_of(recoveries: Iterable[Row], item_id: str, beneficiary: str) -> Row | None:
    """The recovery of the item from the person that waits for its decision."""
    same = (row for row in recoveries if (row["item_id"], row["beneficiary"]) == (item_id, beneficiary))
    return next((row for row in same if row["state"] in UNDECIDED), None)
