"""Entries of the ledger written past the engine, for tests of what reads it."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from claims.canonical import canonical_json
from claims.ledger import transfer
from claims.store.rows import Row, insert_rows
from tests.support.casebook import blank
from tests.support.world import World
from workflows.exporting import EVERYTHING, Cut, export_csv

PARAMETERS = canonical_json(["benefits.grade_months.9@2011-01-01", "wages.private_average@2022-01-01"])
NO = "TL-2025-000001"
HOSTILE = (
    "=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＠1", "'=1", "", " =1", 'a"b', "a,b", "a\r\nb",
    "a\rb", "\\.", "\\", "铜人社职核〔2025〕1号", "𠮷", "％", "%(x)s", ":x", "NULL", "1e5", "Ｚ", "\u200b=1", "é",
)  # fmt: skip


def post(world: World, entry: str, fen: int, value_on: date, recorded_at: str, **columns: Any) -> None:
    """A transfer written past the engine."""
    world.insert("transfer", entry_row(entry, fen, value_on, recorded_at, **columns))


def entry_row(entry: str, fen: int, value_on: date, recorded_at: str, **columns: Any) -> Row:
    """A transfer as it is stored."""
    posted = transfer(entry, fen, "disability_lump_sum")
    facts = {
        "event_id": f"{NO}#9", "claim_no": NO, "line": 1, "entry": entry, "debit": posted.debit, "credit": posted.credit,
        "amount_fen": fen, "cash": posted.cash, "parameters": PARAMETERS, "fund_tag": "pilot", "value_on": value_on,
        "recorded_at": recorded_at, "beneficiary": "P000001",
    }  # fmt: skip
    return {**blank("transfer"), **facts, **columns}


def post_many(world: World, count: int) -> None:
    """So many entries of one day, each of its own event."""
    day, rows = date(2025, 6, 30), []
    for place in range(count):
        recorded_at = f"2025-06-30T00:00:00.{place:06d}Z"
        rows.append(entry_row("released", 1 + place * 7919, day, recorded_at, event_id=f"{NO}#{place}"))
    with world.engine.begin() as connection:
        insert_rows(connection, "transfer", rows)


def post_award(world: World, fen: int = 4_796_100, day: int = 1) -> None:
    """An award that takes effect, is released and paid, on three days of June 2025 from `day` on, one event each."""
    for place, entry in enumerate(("award_effective", "released", "paid")):
        on = date(2025, 6, day + place)
        post(world, entry, fen, on, f"{on.isoformat()}T02:00:00.000000Z", event_id=f"{NO}#{day + place}")


def post_hostile(world: World) -> None:
    """Every hostile text in every column that can hold one."""
    for place, text in enumerate(HOSTILE):
        on = date(2025, 5, 1 + place)
        free = dict.fromkeys(("document", "to_beneficiary", "item_id", "payment_id", "beneficiary", "fund_tag"), text)
        given = {"claim_no": text, "event_id": text, "reverses": place or None, "parameters": canonical_json([text])}
        post(world, "released", 1 + place * 37, on, f"{on.isoformat()}T00:00:00.000000Z", **free, **given)


def csv_of(world: World, cut: Cut = EVERYTHING) -> bytes:
    """The ledger as CSV."""
    out = io.BytesIO()
    export_csv(world.desk, out, cut)
    return out.getvalue()
