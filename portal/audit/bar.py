"""The bar over every page of the auditor: what is looked at stands in the address, so that a link shows the same again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.requests import Request

from claims.clock import SHANGHAI, instant_text, minute_text, parse_instant
from claims.day_text import read_day, within_reach
from claims.errors import BadInput
from claims.formulas.items import KINDS, ItemCode
from claims.ledger import ACCOUNT_NAMES
from claims.money import parse_yuan
from portal.parts import Chip, Question
from portal.queries import address, day_in
from workflows.exporting.cut import Cut, end_of
from workflows.transaction import Desk

NAMES = ("asof", "from", "to", "account", "item", "platform", "grade", "batch", "case", "least", "most", "q")
LABELS = {
    "asof": "截至", "from": "业务日期自", "to": "业务日期至", "account": "账户", "item": "项目", "platform": "平台",
    "grade": "等级", "batch": "批次", "case": "案号", "least": "金额不低于", "most": "金额不高于", "q": "编号中有",
}  # fmt: skip
ACCOUNTS = {str(code): f"{code} {name}" for code, name in ACCOUNT_NAMES.items()}
ITEMS = {str(code): KINDS[code].label for code in ItemCode}
GRADES = {str(grade): f"{grade} 级" for grade in range(1, 11)}
TEXT_MAX = 80
EVERY = (("", "全部"),)


@dataclass(frozen=True, slots=True)
class Bar:
    """What the address asks for. `wrong` names what in it cannot be read and was left out, and is said on the page."""

    asked: Mapping[str, str]
    cut: Cut
    as_of: str
    wrong: tuple[str, ...]

    @property
    def known_before(self) -> str:
        """The instant before which an entry must have been recorded, as stored; the first after which the page is the same."""
        return self.cut.known_before or ""

    def link(self, path: str, **changed: str | int | None) -> str:
        """The address of a page that looks at the same, as of the same instant."""
        return address(path, {**self.asked, "asof": self.asked["asof"] or self.known_before}, **changed)

    def chips(self, path: str) -> list[Chip]:
        """Each filter that is applied, with the address without it."""
        shown = {"account": ACCOUNTS, "item": ITEMS, "grade": GRADES, "asof": {self.asked["asof"]: self.as_of}}
        return [
            Chip(label, shown.get(name, {}).get(self.asked[name], self.asked[name]), address(path, self.asked, **{name: None}))
            for name, label in LABELS.items()
            if self.asked[name]
        ]  # fmt: skip

    def questions(self, platforms: list[str]) -> list[Question]:
        """The fields of the bar, filled with what is asked."""
        choices = {"account": ACCOUNTS, "item": ITEMS, "grade": GRADES, "platform": {name: name for name in platforms}}
        kinds = {"from": "date", "to": "date", **dict.fromkeys(choices, "select")}
        hints = {"asof": "记账时间，例如 2025-06-30"}
        return [
            Question(
                name, label, kinds.get(name, "text"), self.asked[name], hints.get(name, ""),
                choices=(*EVERY, *choices[name].items()) if name in choices else (), maxlength=TEXT_MAX,
            )
            for name, label in LABELS.items()
        ]  # fmt: skip


def bar_of(request: Request, desk: Desk) -> Bar:
    """The bar that the address of a request asks for."""
    given = {name: request.query_params.get(name, "").strip()[:TEXT_MAX].replace("\0", "") for name in NAMES}
    return read_bar(given, desk)


def read_bar(given: Mapping[str, str], desk: Desk) -> Bar:
    """The bar of these answers; what cannot be read is left out and told."""
    asked, wrong = dict(given), []
    found: dict[str, Any] = {}
    for name, read in READERS.items():
        try:
            found[name] = read(asked[name]) if asked[name] else None
        except (ValueError, BadInput):
            wrong.append(f"{LABELS[name]}“{asked[name]}”")
            asked[name], found[name] = "", None
    known_before = found.pop("asof") or instant_text(desk.instant())
    names = {"from": "value_from", "to": "value_to", "item": "item_code", "batch": "batch_no", "case": "claim_no",
             "least": "least_fen", "most": "most_fen", "q": "text"}  # fmt: skip
    cut = Cut(known_before=known_before, **{names.get(name, name): value for name, value in found.items()})
    if cut.value_from and cut.value_to and cut.value_from > cut.value_to:
        wrong.append(f"业务日期自 {asked['from']} 至 {asked['to']}（先后颠倒）")
        asked["from"] = asked["to"] = ""
        found["from"] = found["to"] = None
        cut = Cut(known_before=known_before, **{names.get(name, name): value for name, value in found.items()})
    return Bar(asked, cut, _as_of_words(known_before), tuple(wrong))


def _instant(text: str) -> str:
    """The first instant that is not known any more: after a day, or the one that is written as instants are stored."""
    day = day_in(text)
    if day is not None and text == day.isoformat():
        return end_of(day)
    instant = parse_instant(text)
    within_reach(instant.date())
    return instant_text(instant)


def _as_of_words(known_before: str) -> str:
    """「2025-06-30 24:00」 for the end of a day, else the minute."""
    instant = parse_instant(known_before).astimezone(SHANGHAI)
    if (instant.hour, instant.minute, instant.second, instant.microsecond) != (0, 0, 0, 0):
        return minute_text(known_before)
    return f"{date.fromordinal(instant.date().toordinal() - 1)} 24:00"


def _among(known: Mapping[str, str]) -> Any:
    def read(text: str) -> str:
        if text not in known:
            raise ValueError(text)
        return text

    return read


READERS: Mapping[str, Any] = {
    "asof": _instant, "from": read_day, "to": read_day, "account": _among(ACCOUNTS),
    "item": _among(ITEMS), "platform": str, "grade": lambda text: int(_among(GRADES)(text)), "batch": str, "case": str,
    "least": parse_yuan, "most": parse_yuan, "q": str,
}  # fmt: skip
