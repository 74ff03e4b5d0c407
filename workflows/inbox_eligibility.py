"""Rights to monthly benefits that are about to be checked, or should have been: they wait for the intake desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, select

from claims.formulas.items import KINDS, ItemCode
from claims.rules import Rules
from claims.store.tables import table
from workflows.inbox_entry import Entry
from workflows.machines import MACHINES
from workflows.monthly import check_due_on
from workflows.roles import Actor, Role

SHOWN_BEFORE = timedelta(days=30)
RUNNING = ("effective", "suspended")


def eligibility_entries(connection: Connection, actor: Actor, rules: Rules, today: date) -> Iterator[Entry]:
    """Every running monthly benefit whose check is due within thirty days; one that is overdue holds its months."""
    if Role.INTAKE not in actor.roles:
        return
    item, states = table("award_item"), MACHINES["award_item"].states
    running = select(item).where(item.c.monthly, item.c.state.in_(RUNNING), item.c.effective_on.is_not(None))
    for row in connection.execute(running.order_by(item.c.id)).mappings().all():
        due_on = check_due_on(rules, dict(row))
        if due_on is not None and due_on <= today + SHOWN_BEFORE:
            held = "，各月暂缓支付" if due_on < today else ""
            yield Entry(
                due_on=due_on,
                provisional=False,
                claim_no=row["claim_no"],
                target=row["id"],
                code="",
                what=f"核验领取资格：{KINDS[ItemCode(row['code'])].label}{held}",
                state=states[row["state"]],
                moves=("confirm_eligibility",),
            )
