"""The yearly adjustment of running monthly benefits: what it comes to case by case, and the drafts that put it forward.

Every adjusted item gets a new version from the month of the adjustment, put forward by the usual three levels; months
paid meanwhile get their difference. The top-up to the minimum wage follows the allowance. Done twice is done once: a
version from that month, or one on its way, is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from claims.adjustments import Adjustment, Orders
from claims.errors import ClaimsError, words
from claims.formulas.items import KINDS, ItemCode
from claims.months import first_day, moved
from claims.store.rows import Row
from claims.store.tables import table
from workflows.acting import act, propose
from workflows.command import Outcome
from workflows.guards.award_item import DEAD
from workflows.transaction import Desk, reading

ALLOWANCE, TOP_UP = "disability_allowance", "allowance_top_up"
STANDING = ("approved", "effective", "suspended")


@dataclass(frozen=True, slots=True)
class Step:
    """One running item: its monthly sum now and then, in fen; `skipped` is the code of why nothing is done with it."""

    claim_no: str
    item_id: str
    code: str
    beneficiary: str
    before_fen: int
    after_fen: int
    adjustment: Adjustment | None = None
    skipped: str = ""

    @property
    def label(self) -> str:
        """What the item is called."""
        return KINDS[ItemCode(self.code)].label

    @property
    def ends(self) -> bool:
        """Whether the item ends with the month before, for nothing is left of it."""
        return not self.skipped and self.after_fen == 0


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a step: the draft of its approval, or why there is none."""

    step: Step
    approval: str = ""
    refused: str = ""


def plan(desk: Desk, orders: Orders) -> list[Step]:
    """What the orders come to for every running monthly item, in the order of their cases. Writes nothing."""
    item, claim = table("award_item"), table("claim")
    running = (
        select(item, claim.c.grade)
        .join(claim, claim.c.no == item.c.claim_no)
        .where(item.c.monthly, item.c.payer == "fund", item.c.from_month.is_not(None), item.c.state.not_in(DEAD))
        .order_by(item.c.claim_no, item.c.id)
    )
    with reading(desk) as connection:
        rows = [dict(row) for row in connection.execute(running).mappings()]
    in_work = {row["replaces"] for row in rows}
    standing = [row for row in rows if row["state"] in STANDING]
    found = [_step(row, orders, in_work) for row in standing if row["code"] != TOP_UP]
    found.extend(_top_ups(desk, standing, found, orders, in_work))
    return sorted(found, key=lambda step: (step.claim_no, step.code == TOP_UP, step.item_id))


def _step(row: Row, orders: Orders, in_work: set[str | None]) -> Step:
    adjustment = orders.for_item(row["code"], row["grade"])
    before = int(row["awarded_fen"])
    skipped = _why_skipped(row, orders, in_work) or ("" if adjustment else "skip_not_named")
    after = adjustment.applied_to(before) if adjustment and not skipped else before
    return Step(row["claim_no"], row["id"], row["code"], row["beneficiary"], before, after, adjustment, skipped)


def _why_skipped(row: Row, orders: Orders, in_work: set[str | None]) -> str:
    if row["from_month"] >= orders.from_month:
        return "skip_began_later"
    if row["id"] in in_work or row["state"] == "approved":
        return "skip_on_its_way"
    return "skip_stopped" if row["state"] == "suspended" else ""


def _top_ups(
    desk: Desk, rows: list[Row], steps: list[Step], orders: Orders, in_work: set[str | None]
) -> Iterator[Step]:
    """The top-up of every case with an allowance: what the adjusted allowance lacks of the minimum wage of that month."""
    minimum_fen = desk.rules.at("wages.minimum_monthly", first_day(orders.from_month)).as_int()
    own = {row["claim_no"]: row for row in rows if row["code"] == TOP_UP}
    for allowance in [step for step in steps if step.code == ALLOWANCE]:
        lacking = max(0, minimum_fen - allowance.after_fen)
        row = own.get(allowance.claim_no)
        if row is None:
            if lacking and not allowance.skipped:
                yield Step(
                    allowance.claim_no, "", TOP_UP, allowance.beneficiary, 0, lacking, skipped="skip_top_up_needed"
                )
            continue
        before = int(row["awarded_fen"])
        same = "skip_top_up_follows" if lacking == before else ""
        skipped = _why_skipped(row, orders, in_work) or same
        to = Adjustment("to", lacking, orders.document, orders.document) if lacking else None
        yield Step(row["claim_no"], row["id"], TOP_UP, row["beneficiary"], before, lacking, to, skipped)


def put_forward(desk: Desk, username: str, orders: Orders, steps: list[Step]) -> Iterator[Done]:
    """Draft, check and put forward the new version of every step that is not skipped; one that is refused stops no other."""
    for step in steps:
        if step.skipped:
            continue
        try:
            outcome = _end(desk, username, orders, step) if step.ends else _supersede(desk, username, orders, step)
        except ClaimsError as reason:
            yield Done(step, refused=reason.message())
            continue
        yield Done(step, outcome.subject) if outcome.done else Done(step, refused=_why(outcome))


def _supersede(desk: Desk, username: str, orders: Orders, step: Step) -> Outcome:
    today, key = desk.today(), f"adjust:{orders.document}:{step.item_id}"
    data = {
        "code": step.code,
        "facts": [{}],
        "beneficiary": step.beneficiary,
        "replaces": step.item_id,
        "from_month": orders.from_month,
        "adjustment": [step.adjustment.as_facts()] if step.adjustment else [],
    }
    drafted = act(desk, username, f"{step.claim_no}/item", "draft", today, data, key=f"{key}:draft")
    if not drafted.done:
        return drafted
    allowed = act(desk, username, drafted.subject, "allow", today, key=f"{key}:allow")
    if not allowed.done:
        return allowed
    proposal = {"successor": drafted.subject, "effect": "ex_nunc"}
    return propose(desk, username, "supersede", [step.item_id], proposal, today, key=f"{key}:propose")


def _end(desk: Desk, username: str, orders: Orders, step: Step) -> Outcome:
    proposal = {
        "ground": words("ground_top_up_over", document=orders.document),
        "last_month": moved(orders.from_month, -1),
    }
    key = f"adjust:{orders.document}:{step.item_id}:end"
    return propose(desk, username, "end", [step.item_id], proposal, desk.today(), key=key)


def _why(outcome: Outcome) -> str:
    return "；".join(refusal.message() for refusal in outcome.refusals)
