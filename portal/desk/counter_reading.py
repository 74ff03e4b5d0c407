"""The answers of a report at the counter: what is there is read, and what lacks is asked for in words that say what to write.

A caller need not know his ID number, as on the web; then his telephone is what he is known by until a card has been seen.
A platform is chosen from the lists or named; a name that is almost one of the lists is asked about once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from claims.coverage import platforms_listed
from claims.errors import words
from claims.faults import Fault
from claims.rules import Rules
from portal.desk.counter_form import AS_NAMED, BESIDE, BY_NAME, OTHER, label_of
from workflows.counter_reports import read_report_form
from workflows.rider_answers import RELATIONS, clean

MISSING = "import_missing"
EXAMPLES = frozenset({"phone", "accident_place", "accident_course", "injury"})
CHOSEN = frozenset({"platform", "industry", "order_state", "channel"})
ALIKE = 0.6


def read_counter(
    given: Mapping[str, str], rules: Rules, today: date, *, looking: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """The data of a report and, by question, what is wrong with an answer. Who only looks is not asked for what lacks."""
    answers = {**given, "platform": named_platform(given)}
    data, faults = read_report_form(answers, today)
    if looking:
        faults = {name: fault for name, fault in faults.items() if fault.code != MISSING}
    asked = ((_asked_at(name, given), fault) for name, fault in faults.items())
    said = {name: _sentence(name, fault) for name, fault in asked}
    said |= _unknown_by_anything(data, looking=looking) | _almost_listed(given, rules, today)
    return {**data, **_beside(given)}, said


def named_platform(given: Mapping[str, str]) -> str:
    """The platform as it was chosen, or else as it was named."""
    chosen = given.get("platform", "")
    return clean(given.get(OTHER, ""), 40) if chosen == OTHER else chosen


def almost_listed(given: Mapping[str, str], rules: Rules, today: date) -> str:
    """The platform of the lists that a name given looks like; empty for none, and for one that is known."""
    name = named_platform(given) if given.get("platform") == OTHER else ""
    listed = platforms_listed(rules)
    known = {*listed, *rules.at("coverage.platform_aliases", today).as_record()}
    near = get_close_matches(name, listed, 1, ALIKE) if name and name not in known else []
    return near[0] if near else ""


def _asked_at(name: str, given: Mapping[str, str]) -> str:
    return OTHER if name == "platform" and given.get("platform") == OTHER else name


def _sentence(name: str, fault: Fault) -> str:
    if fault.code != MISSING:
        return fault.message()
    label = label_of(name)
    if name in CHOSEN:
        return words("counter_pick", what=label)
    if name in EXAMPLES:
        return words("counter_fill_like", what=label, example=BY_NAME[name].example)
    return words("counter_fill", what=label)


def _unknown_by_anything(data: Mapping[str, Any], *, looking: bool) -> dict[str, str]:
    if looking or data.get("id_number") or data.get("phone"):
        return {}
    return {"phone": words("counter_phone_or_number")}


def _almost_listed(given: Mapping[str, str], rules: Rules, today: date) -> dict[str, str]:
    near = almost_listed(given, rules, today) if given.get(AS_NAMED) != "1" else ""
    return {OTHER: words("counter_platform_near", near=near)} if near else {}


def _beside(given: Mapping[str, str]) -> dict[str, str]:
    """Who rings for him, and what else is told; nothing of it is asked for."""
    told = {name: clean(given.get(name, ""), 60) for name in BESIDE}
    if told["reporter_relation"] not in RELATIONS:
        told["reporter_relation"] = ""
    return {name: said for name, said in told.items() if said}
