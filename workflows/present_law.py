"""The law as it is in force at an installation now: the program's rules and calendar with what was applied here over them.

A desk that stands long, in a web process or a worker, asks before it counts.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, select

from claims.calendar import WorkingCalendar
from claims.rules import Rules, load_rules
from claims.rules.overlay import overlaid
from claims.store.rows import Compiled, Row, compile_once, fetch, select_rows
from claims.store.tables import table
from workflows.calendars import present_calendar
from workflows.rule_content import laid_over
from workflows.rule_log import APPLIED, applied
from workflows.transaction import Desk, reading

YEAR, CHANGE = table("calendar_year"), table("rule_change")
STAMP = select(
    select(func.count()).select_from(YEAR).label("years"),
    select(func.max(YEAR.c.loaded_at)).label("loaded_at"),
    select(func.max(CHANGE.c.seq)).label("change"),
)
_texts: dict[str, Compiled] = {}
_known: WeakKeyDictionary[Engine, tuple[tuple[Any, ...], tuple[WorkingCalendar, Rules]]] = WeakKeyDictionary()


def present_rules(connection: Connection, province: str) -> Rules:
    """The rules of the province with what was applied here. Raises as `load_rules`."""
    steps = select_rows(connection, "rule_change", step=APPLIED)
    return _rules_of(province, tuple((row["kind"], row["content"], row["recorded_at"]) for row in steps))


@lru_cache(maxsize=8)
def _rules_of(province: str, steps: tuple[tuple[str, str, str], ...]) -> Rules:
    """Laid over once for the changes as they are: every page asks, and they are few."""
    rules = load_rules(province)
    rows: list[Row] = [
        {"step": APPLIED, "kind": kind, "content": content, "recorded_at": at} for kind, content, at in steps
    ]
    changes = [laid_over(rules, change, on) for change, on in applied(rows)]
    known = [change for change in changes if change is not None]
    return overlaid(rules, known) if known else rules


def with_present_law(desk: Desk) -> Desk:
    """The same desk with the rules and the calendar that are in force now."""
    calendar, rules = _present(desk)
    is_changed = rules is not load_rules(desk.rules.province) and rules is not desk.rules
    if calendar.version == desk.calendar.version and not is_changed:
        return desk
    return replace(desk, calendar=calendar, rules=rules if is_changed else desk.rules)


def _present(desk: Desk) -> tuple[WorkingCalendar, Rules]:
    """What is in force; read whole only when one statement, which every page pays for, tells of something new."""
    with reading(desk) as connection:
        stamp = (desk.rules.province, *fetch(connection, _stamp(connection), {})[0].values())
        known = _known.get(desk.engine)
        if known is None or known[0] != stamp:
            law = present_calendar(connection), present_rules(connection, desk.rules.province)
            known = _known[desk.engine] = (stamp, law)
    return known[1]


def _stamp(connection: Connection) -> Compiled:
    name = connection.dialect.name
    if name not in _texts:
        _texts[name] = compile_once(connection, STAMP)
    return _texts[name]
