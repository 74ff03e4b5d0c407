"""The yearly adjustment 待遇调整 of what is paid monthly: by how much, from which month, by which paper; read from a file.

A file names each kind of item once or more (`[[adjust]]`), with `percent` (of the present sum), `amount` (yuan added) or
`to` (yuan, the new sum), and may narrow it to `grades`. Everything is half-up to the fen, once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claims.errors import BadInput, words
from claims.files import os_reason
from claims.formulas.items import KINDS, ItemCode
from claims.formulas.working import percent_text
from claims.money import grouped, half_up, parse_yuan
from claims.months import read_month

ADJUSTMENT_ARTICLE = "工伤保险条例第四十条"
PER_10000 = 10_000
KINDS_OF_CHANGE = ("percent", "amount", "to")
_PERCENT = re.compile(r"\d{1,3}(\.\d{1,2})?")
_HEAD = ("from", "source", "document")


@dataclass(frozen=True, slots=True)
class Adjustment:
    """How a monthly sum changes: `kind` with `value` (percent per 10,000; else fen), and the paper that orders it."""

    kind: str
    value: int
    document: str
    source: str

    def applied_to(self, amount_fen: int) -> int:
        """The adjusted monthly sum in fen."""
        if self.kind == "percent":
            return half_up(amount_fen * (PER_10000 + self.value), PER_10000)
        return self.value if self.kind == "to" else amount_fen + self.value

    def explained(self, before_fen: int, after_fen: int) -> str:
        """The line of the working: the sum before, what changes it, the sum after, and by which paper."""
        by = percent_text(self.value) if self.kind == "percent" else f"{grouped(self.value)}元"
        said = {"before": grouped(before_fen), "by": by, "after": grouped(after_fen)}
        return words(f"adjusted_by_{self.kind}", **said, document=self.document)

    def as_facts(self) -> dict[str, Any]:
        """The adjustment as it is kept with the item and handed to the act that drafts it."""
        return {"kind": self.kind, "value": self.value, "document": self.document, "source": self.source}


@dataclass(frozen=True, slots=True)
class Order:
    """One entry of a file: which items it is for, and how they change. No `grades`: all of them."""

    code: str
    adjustment: Adjustment
    grades: tuple[int, ...] = ()

    def is_for(self, code: str, grade: int | None) -> bool:
        """Whether an item of that kind, of a case of that grade, is adjusted by this entry."""
        return code == self.code and (not self.grades or grade in self.grades)


@dataclass(frozen=True, slots=True)
class Orders:
    """A whole file: from which month, and its entries in order; the first that fits an item counts."""

    from_month: str
    document: str
    entries: tuple[Order, ...]

    def for_item(self, code: str, grade: int | None) -> Adjustment | None:
        """How an item is adjusted; None where the file says nothing of it."""
        return next((entry.adjustment for entry in self.entries if entry.is_for(code, grade)), None)


def read_adjustment(raw: Mapping[str, Any]) -> Adjustment:
    """An adjustment as an act carries it. Raises BadInput `adjustment_unreadable`."""
    kind, value, document = raw.get("kind"), raw.get("value"), raw.get("document")
    whole = isinstance(value, int) and not isinstance(value, bool) and value > 0
    if kind not in KINDS_OF_CHANGE or not whole or not document:
        raise BadInput("adjustment_unreadable", fault=f"kind={kind}，value={value}，document={document}")
    return Adjustment(str(kind), int(str(value)), str(document), str(raw.get("source") or ""))


def read_orders(path: Path) -> Orders:
    """The adjustments of a file. Raises BadInput naming what cannot be read."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise BadInput("adjustment_unreadable", fault=os_reason(fault)) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadInput("adjustment_unreadable", fault=str(fault)) from fault
    lacking = [name for name in _HEAD if not isinstance(told.get(name), str) or not told[name].strip()]
    entries = told.get("adjust")
    if lacking or not isinstance(entries, list) or not entries or set(told) - {*_HEAD, "adjust"}:
        raise BadInput(
            "adjustment_unreadable", fault=words("adjustment_head", lacking="、".join(lacking) or "[[adjust]]")
        )
    month = read_month(told["from"])
    return Orders(month, told["document"], tuple(_order(entry, told) for entry in entries))


def _order(entry: Mapping[str, Any], told: Mapping[str, Any]) -> Order:
    code, kinds = entry.get("code"), [kind for kind in KINDS_OF_CHANGE if kind in entry]
    monthly = {item.value for item, kind in KINDS.items() if kind.monthly and item is not ItemCode.ALLOWANCE_TOP_UP}
    strange = set(entry) - {"code", "grades", *KINDS_OF_CHANGE}
    if code not in monthly or len(kinds) != 1 or strange:
        raise BadInput("adjustment_unreadable", fault=words("adjustment_entry", codes="、".join(sorted(monthly))))
    value = _percent(entry["percent"]) if kinds == ["percent"] else parse_yuan(str(entry[kinds[0]]))
    if value <= 0:
        raise BadInput("adjustment_unreadable", fault=f"{kinds[0]}={entry[kinds[0]]}")
    grades = entry.get("grades", [])
    if not isinstance(grades, list) or not all(grade in range(1, 11) for grade in grades):
        raise BadInput("adjustment_unreadable", fault=f"grades={grades}")
    return Order(str(code), Adjustment(kinds[0], value, told["document"], told["source"]), tuple(grades))


def _percent(raw: object) -> int:
    """`"4.5"` as 450 of 10,000."""
    if not isinstance(raw, str) or not _PERCENT.fullmatch(raw):
        raise BadInput("adjustment_unreadable", fault=words("adjustment_percent", percent=raw))
    whole, _, rest = raw.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0"))
