"""The values of rules as people read them: numbers with their units, codes and the parts of records by their names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from claims.money import FEN_PER_YUAN, grouped

COUNTED = {
    "working_days": "个工作日",
    "calendar_days": "日",
    "days": "天",
    "months": "个月",
    "years": "年",
    "hours": "小时",
    "minutes": "分钟",
    "times": "次",
    "multiple": "倍",
    "levels": "级",
    "persons": "人",
    "files": "个文件",
    "megabytes": " MB",
    "megapixels": "百万像素",
    "clock_hour": "时",
}
MONEY = {"fen": "元", "fen_per_day": "元/日", "fen_per_month": "元/月", "fen_per_year": "元/年"}
OF_FEN = "_fen"


def number_shown(number: int, unit: str) -> str:
    """A number of a unit: 10个工作日, 60,380.00元/年, 90%."""
    if unit in COUNTED:
        return f"{number}{COUNTED[unit]}"
    if unit in MONEY:
        return f"{grouped(number)}{MONEY[unit]}"
    whole, rest = divmod(number, FEN_PER_YUAN)
    return f"{whole}.{rest:02d}%" if rest else f"{whole}%"


def part_shown(key: str, part: object) -> str:
    """A part of the value `key` that is no number of its unit: a flag, a text or a code, a list, a record."""
    if isinstance(part, bool):
        return "是" if part else "否"
    if isinstance(part, list):
        return "、".join(part_shown(key, one) for one in part)
    if isinstance(part, dict):
        return "、".join(
            f"{_words()['part'].get(name, name)}：{_of_record(key, name, one)}" for name, one in part.items()
        )
    return _codes(key).get(str(part), str(part))


def _of_record(key: str, name: str, part: object) -> str:
    if name.endswith(OF_FEN) and isinstance(part, int):
        return f"{grouped(part)}元"
    return part_shown(key, part)


def _codes(key: str) -> Mapping[str, str]:
    """What the codes of a value are called: by its whole key, or by the beginning that several share."""
    named = _words()["value"]
    beginnings = [key, *(key[:place] for place, sign in enumerate(key) if sign == ".")]
    return next((named[one] for one in beginnings if one in named), {})


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(files("claims.rules").joinpath("words.toml").read_text(encoding="utf-8"))
