"""The approvals that wait for somebody, that came back to him, and those he has signed: 待复核、待审批、退回给我的、我已办."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from claims.rules import Rules
from claims.store.rows import Row, select_among
from claims.store.tables import table
from workflows.account_names import account_names
from workflows.approval_view import act_label, kind_label, moves_of, step_name
from workflows.case_heads import Head, heads_of
from workflows.proposal_words import CASES, case_words
from workflows.roles import Actor, Role
from workflows.sight import CLAIM, sees
from workflows.signable import APPROVAL, COUNTS, SIGNATURE, signed_by

CLOCK = table("clock")
PAGE_ROWS = 50


class Box(StrEnum):
    """Which approvals are looked at."""

    REVIEW = "review"
    APPROVE = "approve"
    RETURNED = "returned"
    DONE = "done"


BOX_NAMES: Mapping[Box, str] = {
    Box.REVIEW: "待复核",
    Box.APPROVE: "待审批",
    Box.RETURNED: "退回给我的",
    Box.DONE: "我已办",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An approval in a list. `due` is the last day that signing it would keep and what that is counted in; `opinion` what
    the one before has said.
    """

    row: Row
    head: Head
    act: str
    kind: str
    conclusion: str
    opinion: str
    due: tuple[date, str] | None
    waiting_days: int


@dataclass(frozen=True, slots=True)
class Board:
    """One box: a page of its approvals, how many it holds, and how many all boxes hold."""

    listed: Sequence[Listed]
    total: int
    counts: Mapping[Box, int]


def approval_board(connection: Connection, rules: Rules, actor: Actor, today: date, box: Box, page: int = 1) -> Board:
    """The approvals of `box` for `actor`, those of cases only that he may see, the longest waiting first."""
    counts = {one: _count(connection, actor, today, one) for one in Box}
    found = select(APPROVAL).join(CLAIM, CLAIM.c.no == APPROVAL.c.claim_no).where(*_conditions(actor, today, box))
    order = (APPROVAL.c.drafted_on.desc(), APPROVAL.c.id.desc()) if box is Box.DONE else (
        APPROVAL.c.drafted_on, APPROVAL.c.id,
    )  # fmt: skip
    found = found.order_by(*order).limit(PAGE_ROWS).offset((max(1, page) - 1) * PAGE_ROWS)
    rows = [dict(row) for row in connection.execute(found).mappings()]
    return Board(_listed(connection, rules, rows, today), counts[box], counts)


def _count(connection: Connection, actor: Actor, today: date, box: Box) -> int:
    joined = APPROVAL.join(CLAIM, CLAIM.c.no == APPROVAL.c.claim_no)
    found = select(func.count()).select_from(joined).where(*_conditions(actor, today, box))
    return int(connection.execute(found).scalar_one())


def _conditions(actor: Actor, today: date, box: Box) -> tuple[ColumnElement[bool], ...]:
    return sees(actor, today), _in_box(actor, box)


def _in_box(actor: Actor, box: Box) -> ColumnElement[bool]:
    state, levels = APPROVAL.c.state, APPROVAL.c.levels
    if box is Box.DONE:
        return signed_by(actor)
    if box is Box.RETURNED:
        this_round = SIGNATURE.c.round == APPROVAL.c.round
        return and_(state == "returned", signed_by(actor, SIGNATURE.c.step == "draft", this_round))
    fresh = ~signed_by(actor, *COUNTS)
    if box is Box.REVIEW:
        alone = and_(state == "drafted", levels == 1)
        mine = or_(alone, and_(state == "drafted", levels == 3, fresh))
        return mine if Role.REVIEWER in actor.roles else false()
    mine = or_(state == "reviewed", state == "panel", and_(state == "drafted", levels == 2))
    return and_(mine, fresh) if Role.APPROVER in actor.roles else false()


def _listed(connection: Connection, rules: Rules, rows: Sequence[Row], today: date) -> list[Listed]:
    numbers = [row["claim_no"] for row in rows]
    heads = heads_of(connection, numbers)
    signatures = select_among(connection, "signature", "approval_id", [row["id"] for row in rows])
    names = account_names(connection, (row["username"] for row in signatures))
    clocks = _clocks(connection, numbers)
    return [
        Listed(
            row=row,
            head=heads[row["claim_no"]],
            act=act_label(row),
            kind=kind_label(rules, row),
            conclusion=_conclusion(rules, row),
            opinion=_opinion([one for one in signatures if one["approval_id"] == row["id"]], names),
            due=_due(row, clocks),
            waiting_days=max(0, (today - row["drafted_on"]).days),
        )
        for row in rows
    ]


def _conclusion(rules: Rules, row: Row) -> str:
    """The case of the law that a decision names; empty for other acts."""
    proposal = json.loads(row["proposal"])
    code = next((proposal[name] for name in sorted(CASES) if proposal.get(name)), "")
    return case_words(rules, code) if code else ""


def _opinion(signatures: Sequence[Row], names: Mapping[str, str]) -> str:
    """Who signed last, as what; a signature that does not count any more says so."""
    if not signatures:
        return ""
    last = max(signatures, key=lambda row: int(row["id"]))
    verdict = "同意" if last["verdict"] == "agree" else "不同意"
    void = "" if last["valid"] else "（已失效）"
    return f"{step_name(last['step'])} {names.get(last['username'], last['username'])}：{verdict}{void}"


def _clocks(connection: Connection, numbers: Sequence[str]) -> list[Mapping[str, Any]]:
    found = select(CLOCK).where(CLOCK.c.claim_no.in_(sorted(set(numbers))), CLOCK.c.state == "running")
    return [dict(row) for row in connection.execute(found).mappings()]


def _due(row: Row, clocks: Sequence[Mapping[str, Any]]) -> tuple[date, str] | None:
    """The first last day that signing this would keep."""
    kept = {code for move in moves_of(row) for code in move.stops}
    mine = [
        (clock["due_on"], clock["unit"])
        for clock in clocks
        if clock["claim_no"] == row["claim_no"] and (clock["code"] in kept or clock["subject"] == row["id"])
    ]
    return min(mine, default=None)
