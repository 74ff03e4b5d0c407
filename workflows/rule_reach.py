"""Which open cases a value of the law touches: the periods that run by it and the awards that were worked out with it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import Connection, select

from claims.rules import Rules, Value
from claims.store.tables import table
from workflows.clock_days import target_rule
from workflows.clock_rules import CLOCK_RULES, OPEN
from workflows.machines.award_item import FINAL
from workflows.machines.claim_rows.states import OPEN as OPEN_CASES

CLAIM, CLOCK, ITEM = table("claim"), table("clock"), table("award_item")


def reach(connection: Connection, rules: Rules) -> Mapping[str, frozenset[str]]:
    """The numbers of the open cases that each value touches, by its version."""
    found: dict[str, set[str]] = defaultdict(set)
    for version, no in (*_by_periods(connection, rules), *_by_awards(connection)):
        found[version].add(no)
    return {version: frozenset(cases) for version, cases in found.items()}


def _by_periods(connection: Connection, rules: Rules) -> Iterator[tuple[str, str]]:
    joined = select(CLOCK, CLAIM.c.accident_on).join(CLAIM, CLAIM.c.no == CLOCK.c.claim_no)
    running = joined.where(CLOCK.c.state.in_(OPEN), CLAIM.c.state.in_(OPEN_CASES))
    for row in connection.execute(running).mappings():
        clock = dict(row)
        day: date = clock["accident_on"] if CLOCK_RULES[clock["code"]].law_of_accident else clock["started_on"]
        values: tuple[Value | None, ...] = (rules.find(clock["rule"], day), target_rule(clock, rules))
        yield from ((value.version, clock["claim_no"]) for value in values if value is not None)


def _by_awards(connection: Connection) -> Iterator[tuple[str, str]]:
    joined = select(ITEM.c.claim_no, ITEM.c.parameters).join(CLAIM, CLAIM.c.no == ITEM.c.claim_no)
    live = joined.where(ITEM.c.state.not_in(FINAL), CLAIM.c.state.in_(OPEN_CASES))
    for row in connection.execute(live):
        yield from ((str(version), row.claim_no) for version in json.loads(row.parameters)["values"])
