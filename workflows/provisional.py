"""Awards on last year's figure: what waits for which figure and since when, and the differences once it is published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from claims.errors import RuleMissing
from claims.formulas.items import KINDS, ItemCode
from claims.rules import Rules
from claims.store.rows import Row
from claims.store.tables import table
from workflows.acting import act, propose
from workflows.adjusting import Done, Step
from workflows.guards.award_item import DEAD
from workflows.transaction import Desk, reading

WAGE, AVERAGE, INCOME = "wages.private_average", "wages.employees_average", "wages.national_disposable_income"
ACCIDENT, DEATH = "accident", "death"
FIGURE_OF = {
    "disability_lump_sum": (WAGE, ACCIDENT),
    "disability_allowance": (WAGE, ACCIDENT),
    "allowance_top_up": (WAGE, ACCIDENT),
    "survivor_pension": (WAGE, DEATH),
    "nursing_allowance": (AVERAGE, ACCIDENT),
    "funeral_grant": (AVERAGE, DEATH),
    "death_lump_sum": (INCOME, DEATH),
}
STANDING = ("approved", "effective", "part_paid", "discharged", "suspended")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A provisional item: the figure that it waits for, since when, and the day it was published (None: not yet)."""

    claim_no: str
    item_id: str
    code: str
    beneficiary: str
    awarded_fen: int
    since: date
    figure: str
    published_on: date | None
    in_work: bool
    row: Row

    @property
    def label(self) -> str:
        """What the item is called."""
        return KINDS[ItemCode(self.code)].label


def waiting(desk: Desk, day: date, claim_no: str | None = None) -> list[Waiting]:
    """Every standing item that is provisional, on all cases or on one, the longest waiting first."""
    item, claim = table("award_item"), table("claim")
    found = select(item, claim.c.accident_on).join(claim, claim.c.no == item.c.claim_no)
    if claim_no is not None:
        found = found.where(item.c.claim_no == claim_no)
    with reading(desk) as connection:
        rows = [dict(row) for row in connection.execute(found.order_by(item.c.drafted_on, item.c.id)).mappings()]
    replaced = {row["replaces"] for row in rows if row["state"] not in DEAD}
    standing = [row for row in rows if row["provisional"] and row["state"] in STANDING]
    return [_waiting(desk.rules, row, day, in_work=row["id"] in replaced) for row in standing]


def _waiting(rules: Rules, row: Row, day: date, *, in_work: bool) -> Waiting:
    key, dated_by = FIGURE_OF[row["code"]]
    facts = json.loads(row["parameters"])["facts"]
    figure_day = row["accident_on"] if dated_by == ACCIDENT else date.fromisoformat(facts["death"]["date"])
    try:
        value = rules.at(key, figure_day, day)
    except RuleMissing as missing:
        figure, published_on = str(missing.facts.get("figure", key)), None
    else:
        figure, published_on = f"{value.year}年{value.label}", value.published_on or value.effective_from
    facts_of_item = (row["claim_no"], row["id"], row["code"], row["beneficiary"], int(row["awarded_fen"]))
    return Waiting(*facts_of_item, row["drafted_on"], figure, published_on, in_work, row)


def put_differences_forward(desk: Desk, username: str, claim_no: str) -> Iterator[Done]:
    """For every provisional item of the case whose figure is published: a new version, drafted and put forward."""
    day = desk.today()
    for one in waiting(desk, day, claim_no):
        if one.published_on is None or one.in_work:
            continue
        yield _difference(desk, username, one, day)


def _difference(desk: Desk, username: str, one: Waiting, day: date) -> Done:
    own = {"province", "accident_date", "claimed_items", "grade", "care_level"}
    facts = {name: value for name, value in json.loads(one.row["parameters"])["facts"].items() if name not in own}
    data = {"code": one.code, "facts": [facts], "beneficiary": one.beneficiary, "replaces": one.item_id}
    key = f"difference:{one.item_id}"
    drafted = act(desk, username, f"{one.claim_no}/item", "draft", day, data, key=f"{key}:draft")
    outcome = drafted
    if drafted.done:
        outcome = act(desk, username, drafted.subject, "allow", day, key=f"{key}:allow")
    if outcome.done:
        proposal = {"successor": drafted.subject, "effect": "ex_tunc"}
        outcome = propose(desk, username, "supersede", [one.item_id], proposal, day, key=f"{key}:propose")
    with reading(desk) as connection:
        new = connection.execute(
            select(table("award_item").c.awarded_fen).where(table("award_item").c.id == drafted.subject)
        ).scalar()
    step = Step(one.claim_no, one.item_id, one.code, one.beneficiary, one.awarded_fen, int(new or one.awarded_fen))
    why = "；".join(refusal.message() for refusal in outcome.refusals)
    return Done(step, outcome.subject) if outcome.done else Done(step, refused=why)
