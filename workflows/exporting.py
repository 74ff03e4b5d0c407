"""The ledger as a table for an auditor: every transfer with both its dates, as of a day that is over.

As of a day means what counts for that day or earlier and was known by the end of it. Rows are read and written one by
one, so that a ledger of any length needs no more memory than a line.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TextIO

from sqlalchemy import Connection, Select, select

from claims.clock import SHANGHAI, instant_text
from claims.ledger import ACCOUNT_NAMES, ENTRIES, balances
from claims.store.rows import Row
from claims.store.tables import table
from workflows.transaction import Desk, reading

TRANSFER = table("transfer")
COLUMNS = (
    "凭证号",
    "业务日期",
    "记录时间（UTC）",
    "案件编号",
    "事项编号",
    "行号",
    "业务",
    "业务名称",
    "借方科目",
    "借方科目名称",
    "贷方科目",
    "贷方科目名称",
    "金额（元）",
    "现金收支",
    "待遇项目",
    "支付",
    "权利人",
    "变更后权利人",
    "依据文书",
    "规则版本",
    "基金标记",
    "冲销凭证号",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Cut:
    """What an export takes in: transfers that count for a day up to `value_to` and were recorded before `known_before`."""

    value_to: date | None = None
    known_before: str | None = None


EVERYTHING = Cut()


@dataclass(slots=True)
class Totals:
    """What was exported: rows, their sum in fen, and the balance of every account (debits less credits)."""

    rows: int = 0
    sum_fen: int = 0
    balances_fen: dict[str, int] = field(default_factory=dict)

    def add(self, transfer: Row) -> None:
        """Count one transfer."""
        self.rows += 1
        self.sum_fen += transfer["amount_fen"]
        for account, fen in balances([transfer]).items():
            self.balances_fen[account] = self.balances_fen.get(account, 0) + fen


def as_of(day: date) -> Cut:
    """The ledger at the end of `day` in Asia/Shanghai, by value date and by what was known."""
    return Cut(day, end_of(day))


def end_of(day: date) -> str:
    """The first instant after `day` in Asia/Shanghai, in the form in which instants are stored."""
    return instant_text(datetime.combine(day + timedelta(days=1), time(), SHANGHAI))


def export_csv(desk: Desk, out: TextIO, cut: Cut = EVERYTHING, progress: Callable[[int], None] | None = None) -> Totals:
    """Write the ledger as CSV, a transfer a line in order of value date, and return its totals.

    `out` is opened by the caller as `utf-8-sig` with newline="", so that spreadsheets read it; `progress` is told the
    number of rows from time to time. Text that a spreadsheet would run as a formula is written as text.
    """
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    totals = Totals()
    with reading(desk) as connection:
        for transfer in _transfers(connection, cut):
            writer.writerow([harmless(cell) for cell in _cells(transfer)])
            totals.add(transfer)
            if progress is not None and totals.rows % AT_A_TIME == 0:
                progress(totals.rows)
    return totals


def harmless(cell: str) -> str:
    """`cell` with an apostrophe before it where a spreadsheet would take it for a formula (CWE-1236)."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _transfers(connection: Connection, cut: Cut) -> Iterator[Row]:
    chosen = _chosen(cut).order_by(TRANSFER.c.value_on, TRANSFER.c.id)
    found = connection.execution_options(yield_per=AT_A_TIME).execute(chosen)
    yield from (dict(row) for row in found.mappings())


def _chosen(cut: Cut) -> Select[tuple[object, ...]]:
    chosen = select(TRANSFER)
    if cut.value_to is not None:
        chosen = chosen.where(TRANSFER.c.value_on <= cut.value_to)
    if cut.known_before is not None:
        chosen = chosen.where(TRANSFER.c.recorded_at < cut.known_before)
    return chosen


def _cells(row: Row) -> tuple[str, ...]:
    return (
        str(row["id"]),
        row["value_on"].isoformat(),
        row["recorded_at"],
        row["claim_no"] or "",
        row["event_id"],
        str(row["line"]),
        row["entry"],
        ENTRIES[row["entry"]].label,
        row["debit"],
        ACCOUNT_NAMES[row["debit"]],
        row["credit"],
        ACCOUNT_NAMES[row["credit"]],
        yuan_number(row["amount_fen"]),
        "是" if row["cash"] else "否",
        row["item_id"] or "",
        row["payment_id"] or "",
        row["beneficiary"] or "",
        row["to_beneficiary"] or "",
        row["document"] or "",
        "；".join(json.loads(row["parameters"])),
        row["fund_tag"],
        "" if row["reverses"] is None else str(row["reverses"]),
    )


def yuan_number(fen: int) -> str:
    """A sum in yuan as spreadsheets read it: `47961.00`."""
    sign, amount = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{amount // 100}.{amount % 100:02d}"
