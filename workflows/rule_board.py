"""What the pages and the terminal show of changes of the law: each proposal with its names, its reach, and who may answer it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from claims.clock import minute_text
from claims.errors import ClaimsError
from claims.rules import Rules, Value
from claims.rules.overlay import overlaid
from workflows.account_names import colleague_names
from workflows.locking import open_actor
from workflows.present_law import present_rules
from workflows.provisional import FIGURE_OF, waiting
from workflows.roles import Role
from workflows.rule_answers import EITHER, against_applying
from workflows.rule_content import CALENDAR, CONFIRM, KIND_NAMES, laid_over, latest
from workflows.rule_log import APPLIED, PROPOSED, WITHDRAWN, Proposal, proposals, steps
from workflows.rule_reach import reach
from workflows.transaction import Desk, reading

STEP_NAMES = {PROPOSED: "待应用", APPLIED: "已应用", WITHDRAWN: "已撤下"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as people read it. `was` and `becomes` are the value before and after, in words."""

    number: int
    kind: str
    kind_name: str
    key: str
    label: str
    was: str
    becomes: str
    span: str
    source: str
    document: str | None
    step: str
    step_name: str
    proposed_by: str
    proposed_at: str
    answered_by: str
    answered_at: str


def changes(desk: Desk) -> list[Shown]:
    """Every proposal, what waits first, then the latest."""
    with reading(desk) as connection:
        rules = present_rules(connection, desk.rules.province)
        found = proposals(steps(connection))
        names = colleague_names(connection)
    told = [_shown(rules, one, names) for one in found]
    return sorted(told, key=lambda one: (one.step != PROPOSED, -one.number))


def change_of(connection: Connection, desk: Desk, proposal: Proposal) -> Shown:
    """One proposal as people read it."""
    return _shown(present_rules(connection, desk.rules.province), proposal, colleague_names(connection))


def holds_any(connection: Connection, desk: Desk, username: str, roles: Iterable[Role]) -> bool:
    """Whether the account holds one of the posts `roles` today."""
    actor, _ = open_actor(connection, username, desk.today())
    return actor is not None and bool(actor.roles & set(roles))


def answers_open_to(
    connection: Connection, desk: Desk, username: str, proposal: Proposal
) -> tuple[bool, ClaimsError | None]:
    """Whether this person may withdraw the proposal, and why he may not apply it (None: he may)."""
    may = proposal.answer is None and holds_any(connection, desk, username, EITHER)
    return may, against_applying(connection, desk, username, proposal)


def touched(desk: Desk, connection: Connection, proposal: Proposal) -> tuple[str, ...]:
    """The open cases that the change touches: what runs or was worked out by the value, or waits for the figure."""
    change, rules = proposal.change, present_rules(connection, desk.rules.province)
    if change.kind == CALENDAR:
        return ()
    by_version = reach(connection, rules)
    stands = [value for value in rules.history(change.key) if _is_touched(value, proposal)]
    cases = {no for value in stands for no in by_version.get(value.version, ())}
    if change.key in {key for key, _ in FIGURE_OF.values()} and change.kind != CONFIRM:
        cases |= _waiting_for(desk, rules, proposal)
    return tuple(sorted(cases))


def _is_touched(value: Value, proposal: Proposal) -> bool:
    """A confirmation touches the very value; a new one that in whose place it comes."""
    change = proposal.change
    if change.kind == CONFIRM:
        return (value.jurisdiction, value.effective_from) == (change.jurisdiction, change.effective_from)
    return value.covers(change.effective_from)


def _waiting_for(desk: Desk, rules: Rules, proposal: Proposal) -> set[str]:
    """The cases whose provisional awards would have their figure."""
    today = desk.today()
    new = laid_over(rules, proposal.change, today)
    if not isinstance(new, Value):
        return set()
    known = {one.item_id for one in waiting(desk, today) if one.published_on is not None}
    then = waiting(replace(desk, rules=overlaid(rules, [new])), today)
    return {one.claim_no for one in then if one.published_on is not None and one.item_id not in known}


def _shown(rules: Rules, proposal: Proposal, names: Mapping[str, str]) -> Shown:
    change, answer = proposal.change, proposal.answer
    was, becomes = _before_and_after(rules, proposal)
    like = latest(rules, change.key)
    year = change.effective_from.year
    return Shown(
        number=proposal.seq,
        kind=change.kind,
        kind_name=KIND_NAMES[change.kind],
        key=change.key,
        label=f"{year}年放假调休安排" if change.kind == CALENDAR else like.label if like else change.key,
        was=was,
        becomes=becomes,
        span=f"{change.effective_from} 至 {change.effective_to or '今'}",
        source=change.source,
        document=proposal.document,
        step=proposal.step,
        step_name=STEP_NAMES[proposal.step],
        proposed_by=names.get(proposal.row["actor"], proposal.row["actor"]),
        proposed_at=minute_text(proposal.row["recorded_at"]),
        answered_by=names.get(answer["actor"], answer["actor"]) if answer else "",
        answered_at=minute_text(answer["recorded_at"]) if answer else "",
    )


def _before_and_after(rules: Rules, proposal: Proposal) -> tuple[str, str]:
    """The value in whose place the change comes, while it waits and does; and the value of the change."""
    change, like = proposal.change, latest(rules, proposal.change.key)
    if change.kind == CALENDAR:
        return "", f"放假的工作日 {len(change.value['off'])} 天，调休上班 {len(change.value['worked'])} 天"
    becomes = replace(like, value=change.value).shown if like else str(change.value)
    if change.kind == CONFIRM:
        return "", f"{becomes}（不变，由局确认）"
    before = next((one for one in rules.history(change.key) if one.covers(change.effective_from)), None)
    return (before.shown if before is not None and proposal.answer is None else ""), becomes
