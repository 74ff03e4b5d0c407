"""What came of the pilot, in the numbers the bureau reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date

from claims.store.rows import Row, select_rows
from pilot.invariants.holding import faults
from pilot.office import BANK_FOLDER, STATEMENT
from pilot.stories.money import LUMP_SUM, MEDICAL
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.reconciling import Published, reconcile
from workflows.transaction import Desk, reading

TABLES = ("claim", "award_item", "transfer", "letter", "clock", "rung", "dispute")
SIGNS = {"paid": 1, "refunded": -1, "overpaid": -1}
UNDONE = ("revoked", "quashed_final", "redeciding")
OWED_BY = (Duty.BUREAU, Duty.PLATFORM, Duty.BANK)


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts and sums (fen) up to the pilot's last day.

    `confirmed` counts confirmations served by then, `graded` persons with a final grade of 1 to 10, `lump_sum_fen` and
    `medical_fen` what was paid and not to be given back, `refused` cases not accepted or not confirmed, `deadlines` the periods
    of bureau, platforms and bank that ended in time or late, `told` the rungs that told somebody by the level told,
    `green_channel` the disputes on the fast track, `reconciled` whether awards, ledger and the bank's statement agree with the
    figures case by case, `invariants` what must hold, by name.
    """

    confirmed: int
    graded: int
    lump_sum_fen: int
    medical_fen: int
    refused: int
    letters: int
    journal_entries: int
    deadlines: dict[str, int]
    told: dict[str, int]
    green_channel: int
    reconciled: bool
    invariants: dict[str, bool]

    def as_json(self) -> dict[str, object]:
        """The same as plain JSON values."""
        return asdict(self)


def summed_up(desk: Desk, until: date) -> Summary:
    """The summary of all that happened on the database of `desk` up to `until`."""
    with reading(desk) as connection:
        rows = {name: select_rows(connection, name) for name in TABLES}
    transfers = [row for row in rows["transfer"] if row["value_on"] <= until]
    codes = {row["id"]: row["code"] for row in rows["award_item"]}
    confirmed = len({row["person_id"] for row in rows["claim"] if _is_confirmed(row, until)})
    lump_sum_fen, medical_fen = (_paid_fen(transfers, codes, code) for code in (LUMP_SUM, MEDICAL))
    return Summary(
        confirmed=confirmed,
        graded=len({row["person_id"] for row in rows["claim"] if row["grade"]}),
        lump_sum_fen=lump_sum_fen,
        medical_fen=medical_fen,
        refused=sum(row["refusal_reason"] is not None for row in rows["claim"]),
        letters=sum(row["dated_on"] <= until for row in rows["letter"]),
        journal_entries=len(transfers),
        deadlines={state: sum(_ended(row, state, until) for row in rows["clock"]) for state in ("met", "late")},
        told=dict(sorted(Counter(row["level"] for row in rows["rung"]).items())),
        green_channel=sum(bool(row["fast"]) for row in rows["dispute"]),
        reconciled=_reconciled(desk, Published(confirmed, lump_sum_fen, medical_fen), until),
        invariants={name: not found for name, found in faults(desk).items()},
    )


def _reconciled(desk: Desk, figures: Published, until: date) -> bool:
    statement = desk.var_dir / BANK_FOLDER / STATEMENT
    return reconcile(desk, figures, until, [statement.read_bytes()] if statement.exists() else []).agrees


def _is_confirmed(claim: Row, until: date) -> bool:
    """Decided by then, not against the person, and not undone since."""
    decided = claim["decided_on"] is not None and claim["decided_on"] <= until
    return decided and claim["refusal_reason"] is None and claim["state"] not in UNDONE


def _paid_fen(transfers: list[Row], codes: dict[str, str], code: str) -> int:
    """What the bank paid on items of `code`, less what came back and what turned out to be too much."""
    return sum(row["amount_fen"] * SIGNS.get(row["entry"], 0) for row in transfers if codes.get(row["item_id"]) == code)


def _ended(clock: Row, state: str, until: date) -> bool:
    owed = CLOCK_RULES[clock["code"]].duty in OWED_BY
    return owed and clock["state"] == state and clock["closed_on"] <= until
