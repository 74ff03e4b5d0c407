"""The columns of the exported ledger, and how a stored transfer is written in them.

The same cells are written three ways that must agree to the byte: here in Python, in `statements.py` in the SQL of
SQLite and in that of PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from claims.ledger import ACCOUNT_NAMES, ENTRIES
from claims.store.ledger import FORMULA_STARTS

RAW = (
    "id",
    "value_on",
    "recorded_at",
    "claim_no",
    "event_id",
    "line",
    "entry",
    "debit",
    "credit",
    "amount_fen",
    "cash",
    "item_id",
    "payment_id",
    "beneficiary",
    "to_beneficiary",
    "document",
    "parameters",
    "fund_tag",
    "reverses",
)
PLACE = {name: place for place, name in enumerate(RAW)}
RawRow = Sequence[Any]


class Shown(Enum):
    """How a stored value becomes a cell."""

    GIVEN = "as it is"
    FREE = "a text that may come from a person: never a formula"
    NAME = "the Chinese name of the code"
    YUAN = "fen as yuan"
    YES_NO = "是 or 否"
    LISTED = "a JSON list, its members apart"


class Column(NamedTuple):
    """One column: the stored one that it shows, its heading, and how it is shown."""

    stored: str
    heading: str
    shown: Shown = Shown.GIVEN


COLUMNS = (
    Column("id", "凭证号"),
    Column("value_on", "业务日期"),
    Column("recorded_at", "记录时间（UTC）"),
    Column("claim_no", "案件编号", Shown.FREE),
    Column("event_id", "事项编号", Shown.FREE),
    Column("line", "行号"),
    Column("entry", "业务"),
    Column("entry", "业务名称", Shown.NAME),
    Column("debit", "借方科目"),
    Column("debit", "借方科目名称", Shown.NAME),
    Column("credit", "贷方科目"),
    Column("credit", "贷方科目名称", Shown.NAME),
    Column("amount_fen", "金额（元）", Shown.YUAN),
    Column("cash", "现金收支", Shown.YES_NO),
    Column("item_id", "待遇项目", Shown.FREE),
    Column("payment_id", "支付", Shown.FREE),
    Column("beneficiary", "权利人", Shown.FREE),
    Column("to_beneficiary", "变更后权利人", Shown.FREE),
    Column("document", "依据文书", Shown.FREE),
    Column("parameters", "规则版本", Shown.LISTED),
    Column("fund_tag", "基金标记", Shown.FREE),
    Column("reverses", "冲销凭证号"),
)
HEADINGS = tuple(column.heading for column in COLUMNS)
NAME_HEADINGS = ("权利人姓名", "收款账号末四位")
ENTRY_LABELS = {code: entry.label for code, entry in ENTRIES.items()}
ACCOUNT_LABELS = {str(account): name for account, name in ACCOUNT_NAMES.items()}
NAMES: Mapping[str, Mapping[str, str]] = {
    "entry": ENTRY_LABELS,
    "debit": ACCOUNT_LABELS,
    "credit": ACCOUNT_LABELS,
}
NOT_KNOWN = "（不在科目表中）"
YES, NO = "是", "否"
BETWEEN = "；"


def harmless(cell: str) -> str:
    """`cell` with an apostrophe before it where a spreadsheet would take it for a formula (CWE-1236)."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def yuan_number(fen: int) -> str:
    """A sum in yuan as spreadsheets read it: `47961.00`."""
    sign, amount = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{amount // 100}.{amount % 100:02d}"


def listed(document: str) -> str:
    """The members of a canonical JSON list of plain names, apart by `；`."""
    members = document.replace('["', "").replace('"]', "").replace('","', BETWEEN)
    return "" if members == "[]" else members


def label_of(stored: str, code: str) -> str:
    """The Chinese name of an entry or an account."""
    return NAMES[stored].get(code, NOT_KNOWN)


def cells(row: RawRow) -> list[str]:
    """A raw row as the cells of `COLUMNS`."""
    return [_cell(column, row[PLACE[column.stored]]) for column in COLUMNS]


def _cell(column: Column, value: Any) -> str:
    match column.shown:
        case Shown.YUAN:
            return yuan_number(value)
        case Shown.YES_NO:
            return YES if value else NO
        case Shown.NAME:
            return label_of(column.stored, value)
        case Shown.LISTED:
            return listed(value)
        case Shown.FREE:
            return harmless(value or "")
    return "" if value is None else str(value)
