"""How the value of each unit is written in a file and what it becomes: yuan text is integer fen, percent per_10000."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from claims.digits import whole_number

_YUAN = re.compile(r"\d+(\.\d{1,2})?")
_SATURDAY = 5
_HOURS = 24


class Unreadable(Exception):
    """A value does not fit its unit; `reason` says why, in Chinese."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def _count(raw: object) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or raw < 0:
        raise Unreadable("应当是不带引号的非负整数")
    return raw


def _clock_hour(raw: object) -> int:
    hour = _count(raw)
    if hour >= _HOURS:
        raise Unreadable("钟点应当是 0 至 23")
    return hour


def _fen(raw: object) -> int:
    if not isinstance(raw, str) or not _YUAN.fullmatch(raw):
        raise Unreadable('金额应当写成带引号的元，最多两位小数，如 "60380.00"')
    yuan, _, rest = raw.partition(".")
    return int(yuan) * 100 + int(rest.ljust(2, "0"))


def _per_10000(raw: object) -> int:
    return _count(raw) * 100


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise Unreadable("应当是带引号、不为空的文字")
    return raw


def _flag(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise Unreadable("应当是 true 或 false")
    return raw


def _list(raw: object) -> list[object]:
    if not isinstance(raw, list) or not all(isinstance(item, str | int) for item in raw):
        raise Unreadable("应当是方括号里的一列文字或整数")
    if len(set(raw)) != len(raw):
        raise Unreadable("列表里有重复的项")
    return raw


def _record(raw: object) -> dict[str, object]:
    if not isinstance(raw, dict) or not raw:
        raise Unreadable("应当写成 value.名称 = 内容 的若干行")
    if any(isinstance(part, float | datetime) for part in raw.values()):
        raise Unreadable("不得使用小数或时刻")
    return raw


def _days(raw: object, weekend: bool) -> list[str]:
    if not isinstance(raw, list) or not all(isinstance(day, date) and not isinstance(day, datetime) for day in raw):
        raise Unreadable("放假和上班的日子应当写成日期，如 2025-01-01")
    if raw != sorted(set(raw)):
        raise Unreadable("日期应当从早到晚、不重复")
    if any((day.weekday() >= _SATURDAY) != weekend for day in raw):
        raise Unreadable("off 只写周一至周五，worked 只写周六、周日")
    return [day.isoformat() for day in raw]


def _calendar(raw: object) -> dict[str, object]:
    if not isinstance(raw, Mapping) or set(raw) != {"off", "worked"}:
        raise Unreadable("应当有 value.off 和 value.worked 两行")
    return {"off": _days(raw["off"], weekend=False), "worked": _days(raw["worked"], weekend=True)}


# unit in the file -> (unit of the loaded value, reader)
UNITS: Mapping[str, tuple[str, Callable[[object], object]]] = {
    **{unit: (unit, _count) for unit in ("working_days", "calendar_days", "months", "years", "hours", "minutes")},
    **{unit: (unit, _count) for unit in ("times", "multiple", "days", "levels", "persons")},
    **{unit: (unit, _count) for unit in ("files", "megabytes", "megapixels")},
    "clock_hour": ("clock_hour", _clock_hour),
    "yuan": ("fen", _fen),
    "yuan_per_day": ("fen_per_day", _fen),
    "yuan_per_month": ("fen_per_month", _fen),
    "yuan_per_year": ("fen_per_year", _fen),
    "percent": ("per_10000", _per_10000),
    "text": ("text", _text),
    "flag": ("flag", _flag),
    "list": ("list", _list),
    "record": ("record", _record),
    "calendar": ("calendar", _calendar),
}
_READ_AS = {loaded: (written, read) for written, (loaded, read) in UNITS.items()}
_BARE = frozenset({"text", "yuan", "yuan_per_day", "yuan_per_month", "yuan_per_year"})
_CANNOT_BE_TYPED = frozenset({"flag", "record", "calendar"})
_BETWEEN = re.compile(r"[\n、，,]+")


def is_money(unit: str) -> bool:
    """Whether a value of this loaded unit is a sum in fen."""
    return unit.startswith("fen")


def read_typed(unit: str, typed: str) -> object:
    """What a person typed, as a value of the loaded `unit`: yuan become fen, a list stands in lines.

    Raises Unreadable, also for a unit whose values have parts and stand in files only.
    """
    written, read = _READ_AS[unit]
    text = typed.strip()
    if written in _CANNOT_BE_TYPED:
        raise Unreadable("这一项有几个部分，只能随规则文件修改")
    if written == "list":
        return read([part.strip() for part in _BETWEEN.split(text) if part.strip()])
    if written in _BARE:
        return read(text.replace(",", "") if is_money(unit) else text)
    number = whole_number(text)
    if number is None:
        raise Unreadable("应当是不带小数的非负整数，例如 5")
    return read(number)
