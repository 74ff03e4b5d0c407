"""Reading the data of a command: text from a form, a file or a terminal becomes dates, sums and lists, or a named fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from unicodedata import category

from claims.clock import instant_text
from claims.day_text import read_day, within_reach
from claims.digits import whole_number
from claims.errors import BadInput
from claims.money import parse_yuan
from workflows.table import Field, Kind

UNREADABLE = frozenset({"Cc", "Cs"})  # controls, and halves of characters


def read_datum(field: Field, raw: object) -> Any:
    """`raw` as the kind of `field`. Raises ValueError where it cannot be read, BadInput for a sum that is none."""
    value = READERS[field.kind](raw)
    if field.choices and value not in field.choices:
        raise ValueError(f"{value} 不在 {'、'.join(field.choices)} 之中")
    return value


def read_data(fields: tuple[Field, ...], raw: Mapping[str, object]) -> tuple[dict[str, Any], list[str]]:
    """All data of a command by name, and the list of everything that is wrong with it (missing, unreadable, unknown)."""
    data: dict[str, Any] = {}
    faults: list[str] = []
    known = {field.name: field for field in fields}
    faults.extend(f"不认识的数据项：{name}" for name in raw if name not in known)
    for name, field in known.items():
        if raw.get(name) in (None, "", [], ()):
            if not field.optional:
                faults.append(f"缺少{field.label}（{name}）")
            continue
        try:
            data[name] = read_datum(field, raw[name])
        except (ValueError, BadInput) as fault:
            faults.append(f"{field.label}（{name}）读不懂：{fault}")
    return data, faults


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise ValueError("应为文字")
    unreadable = sorted({f"U+{ord(c):04X}" for c in raw if c not in "\n\t" and category(c) in UNREADABLE})
    if unreadable:
        raise ValueError(f"含有控制字符（{'、'.join(unreadable)}），请删去后重新填写")
    return raw.strip()


def _date(raw: object) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return within_reach(raw)
    return read_day(_text(raw))


def _instant(raw: object) -> str:
    moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(_text(raw))
    if moment.tzinfo is None:
        raise ValueError("时刻须带时区，如 2025-03-01T12:30:00+08:00")
    within_reach(moment.date())
    return instant_text(moment)


def _int(raw: object) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    number = None if isinstance(raw, bool) else whole_number(_text(raw))
    if number is None:
        raise ValueError("应为非负整数，例如 5")
    return number


def _fen(raw: object) -> int:
    """A sum: an integer is fen, a text is yuan."""
    amount = raw if isinstance(raw, int) and not isinstance(raw, bool) else parse_yuan(_text(raw))
    if amount < 0:
        raise ValueError("金额不能为负")
    return amount


def _flag(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    words = {"是": True, "yes": True, "true": True, "1": True, "否": False, "no": False, "false": False, "0": False}
    if _text(raw).lower() not in words:
        raise ValueError("应为 是 或 否")
    return words[_text(raw).lower()]


def _list(raw: object) -> list[str]:
    items = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple):
        raise ValueError("应为清单，用逗号隔开")
    return [_text(item) for item in items]


def _records(raw: object) -> list[dict[str, Any]]:
    if not isinstance(raw, list | tuple) or not all(isinstance(record, Mapping) for record in raw):
        raise ValueError("应为一组记录")
    return [dict(record) for record in raw]


READERS: dict[Kind, Callable[[object], Any]] = {
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.INSTANT: _instant,
    Kind.INT: _int,
    Kind.FEN: _fen,
    Kind.FLAG: _flag,
    Kind.CHOICE: _text,
    Kind.LIST: _list,
    Kind.RECORDS: _records,
}
