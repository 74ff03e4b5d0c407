"""Rights to monthly benefits that are about to be checked, or should have been: they wait for the intake desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Date, Select, case, func, select

from claims.formulas.items import KINDS, ItemCode
from claims.rules import Rules
from claims.store.tables import table
from workflows.inbox_tasks import Source, waiting_part
from workflows.monthly import check_due_after
from workflows.roles import Actor, Role

SHOWN_BEFORE = timedelta(days=30)
RUNNING = ("effective", "suspended")
ITEM = table("award_item")
CHECKED_ON = func.coalesce(ITEM.c.checked_on, ITEM.c.effective_on, type_=Date)


def eligibility_parts(connection: Connection, actor: Actor, rules: Rules, today: date) -> Iterator[Select[Any]]:
    """Every running monthly benefit whose check is due within thirty days; one that is overdue holds its months.

    The days on which benefits were checked are few, however many benefits there are, so each is reckoned once.
    """
    if Role.INTAKE not in actor.roles:
        return
    running = (ITEM.c.monthly, ITEM.c.state.in_(RUNNING), ITEM.c.effective_on.is_not(None))
    checked = connection.execute(select(CHECKED_ON).where(*running).distinct()).scalars()
    due = {day: due_on for day in checked if (due_on := check_due_after(rules, day)) <= today + SHOWN_BEFORE}
    if due:
        reckoned = case(due, value=CHECKED_ON)
        found = waiting_part(Source.ELIGIBILITY, ITEM.c.id, ITEM.c.claim_no, due_on=reckoned)
        yield found.where(*running, CHECKED_ON.in_(due))


def eligibility_words(code: str, due_on: date, today: date) -> str:
    """What is to be done about a benefit whose check falls due."""
    held = "，各月暂缓支付" if due_on < today else ""
    return f"核验领取资格：{KINDS[ItemCode(code)].label}{held}"
