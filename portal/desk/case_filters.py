"""The filters of the list of cases: what an address asks for, the fields that ask it, and what of it could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.requests import Request

from claims.errors import words
from claims.periods import Unit
from portal.lights import NEAR_DAYS, days_between
from portal.parts import Chip, Question
from portal.queries import APART, address, day_in
from portal.wording import state_words
from workflows.case_lights import LIGHTS, Near
from workflows.case_list import Wanted
from workflows.fact_words import fact_word
from workflows.machines import MACHINES
from workflows.told_of_order import known_industries
from workflows.transaction import Desk

DAYS = ("from", "to", "accepted_from", "accepted_to")
NAMES = ("state", "light", "handler", "platform", "industry", *DAYS, "mark", "sort")
LABELS = {
    "state": "状态", "light": "期限灯", "handler": "经办人", "platform": "平台", "industry": "行业", "from": "受伤日期自",
    "to": "受伤日期至", "accepted_from": "受理日期自", "accepted_to": "受理日期至", "mark": "标记",
}  # fmt: skip
MARKS = {"fast": "绿色通道", "overdue": "有超期"}
STATES = {state: state_words("claim", state).officer for state in MACHINES["claim"].states}
TEXT_MAX = 80
FURTHEST = timedelta(days=60)  # no run of days off is longer
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address asks for; `choices` is what may be chosen, by the name of a field."""

    asked: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]

    @property
    def unread(self) -> tuple[str, ...]:
        """What could not be read, and filters nothing."""
        return tuple(
            f"{LABELS[name]}“{self.asked[name]}”" for name in LABELS if self.asked[name] and not self._is_read(name)
        )

    def value(self, name: str) -> str:
        """An answer; empty where it is none."""
        return self.asked[name] if self._is_read(name) else ""

    def _is_read(self, name: str) -> bool:
        if name in DAYS:
            return day_in(self.asked[name]) is not None
        return name == "platform" or self.asked[name] in self.choices[name]

    def fields(self) -> list[Question]:
        """The fields of the filter."""
        every = (("", "全部"),)
        return [
            Question(name, label, "date" if name in DAYS else "select", self.asked[name],
                     choices=() if name in DAYS else (*every, *self.choices[name].items()))
            for name, label in LABELS.items()
        ]  # fmt: skip

    def chips(self, path: str) -> list[Chip]:
        """Each filter that is applied, with the address without it."""
        return [
            Chip(label, self.choices.get(name, {}).get(self.asked[name], self.asked[name]),
                 address(path, self.asked, **{name: None}))
            for name, label in LABELS.items() if self.value(name)
        ]  # fmt: skip


def filters_of(request: Request, desk: Desk, platforms: list[str], colleagues: Mapping[str, str]) -> Filters:
    """The filters that an address names."""
    given = request.query_params
    asked = {name: given.get(name, "").strip()[:TEXT_MAX].replace("\0", "") for name in NAMES}
    choices = {
        "state": STATES,
        "light": LIGHTS,
        "handler": colleagues,
        "platform": {name: name for name in platforms},
        "industry": {name: fact_word("industry", name) for name in sorted(known_industries(desk.rules))},
        "mark": MARKS,
    }
    return Filters(asked, choices)


def wanted_of(filters: Filters, desk: Desk, after: str = "") -> Wanted:
    """What the list is asked for."""
    sort = filters.asked["sort"] or "-reported"
    state, mark = filters.value("state"), filters.value("mark")
    accident_from, accident_to, accepted_from, accepted_to = (day_in(filters.value(name)) for name in DAYS)
    return Wanted(
        states=(state,) if state else (),
        light=filters.value("light"),
        near=near_on(desk),
        handler=filters.value("handler"),
        platform=filters.value("platform"),
        industry=filters.value("industry"),
        accident_from=accident_from,
        accident_to=accident_to,
        accepted_from=accepted_from,
        accepted_to=accepted_to,
        fast=mark == "fast",
        overdue=mark == "overdue",
        sort=sort,
        after=place_in(after, by_number=sort.removeprefix("-") == "no"),
    )


def near_on(desk: Desk) -> Near:
    """Up to which day a light is yellow today."""
    today, last = desk.today(), desk.today()
    while last - today < FURTHEST and days_between(today, last + A_DAY, Unit.WORKING, desk.calendar) <= NEAR_DAYS:
        last += A_DAY
    return Near(last, today + timedelta(days=NEAR_DAYS))


def place_in(text: str, *, by_number: bool) -> tuple[date | str, str] | None:
    """The case or letter behind which an address lets the page begin; None, the beginning, for what names none."""
    key, apart, no = text.partition(APART) if text.isprintable() else ("", "", "")
    place = key if by_number else day_in(key)
    return (place, no) if apart and place else None


def unread_words(filters: Filters) -> str:
    """What the page says of what could not be read; empty where all could."""
    return words("filters_unread", wrong="、".join(filters.unread)) if filters.unread else ""
