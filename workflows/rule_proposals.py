"""Proposing a change of the loaded law: read, checked against the rules as they are now, and written down. Nothing changes yet.

A value that is in force cannot be changed for days that have begun: what was decided by it stands. Only a figure that
nobody has published yet may take effect from an earlier day, since nothing can rest on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.calendar import WorkingCalendar, YearPlan
from claims.canonical import canonical_json
from claims.errors import BadInput, Refused
from claims.rules import PROVINCES, Rules, Value
from claims.rules.book import NATIONAL
from claims.rules.overlay import overlapping
from claims.rules.units import Unreadable, read_typed
from claims.store.rows import Row
from workflows.calendars import TOPIC, plans_of
from workflows.locking import open_actor
from workflows.present_law import present_rules
from workflows.roles import ROLE_NAMES, Actor, Role
from workflows.rule_content import CALENDAR, CONFIRM, VALUE, Change, laid_over, latest
from workflows.rule_documents import Paper, keep, looked_at
from workflows.rule_log import PROPOSED, Proposal, alone, append, proposals, steps
from workflows.transaction import Desk, in_one_transaction

PROPOSES = (Role.SECTION_HEAD, Role.ADMINISTRATOR)
SOURCE_MAX = 200


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value that the bureau publishes or fixes: as it was typed, its days, and when it came out."""

    key: str
    typed: str
    effective_from: date
    effective_to: date | None = None
    published_on: date | None = None


def propose_confirmation(desk: Desk, username: str, version: str, source: str, paper: Paper) -> int:
    """Propose that the value `version` is right as it stands, by a paper; returns the number of the proposal.

    Raises Refused where the post is another, a change of the same name waits, or the value needs no confirmation;
    BadInput for an unknown value and for a paper that cannot come in.
    """
    with_paper = looked_at(desk, username, paper)

    def read(rules: Rules) -> Change:
        value = next((one for one in rules.values() if one.version == version), None)
        if value is None:
            raise BadInput("rule_version_unknown", version=version)
        days = (value.effective_from, value.effective_to)
        return Change(CONFIRM, value.key, value.jurisdiction, *days, value.value, _source(source))

    return _propose(desk, username, read, with_paper)


def propose_value(desk: Desk, username: str, new: NewValue, source: str, paper: Paper) -> int:
    """Propose a value of the bureau's own, by a paper; returns the number of the proposal.

    Raises as `propose_confirmation`, and Refused where the bureau may not set this value or not for these days.
    """
    with_paper = looked_at(desk, username, paper)

    def read(rules: Rules) -> Change:
        like = latest(rules, new.key)
        if like is None:
            raise BadInput("no_such_rule", prefix=new.key, province=rules.province)
        try:
            value = read_typed(like.unit, new.typed)
        except Unreadable as fault:
            raise BadInput("rule_value_unreadable", label=like.label, reason=fault.reason) from fault
        ends = date(new.effective_from.year, 12, 31) if like.figure_of else new.effective_to
        place = PROVINCES[rules.province]
        return Change(VALUE, new.key, place, new.effective_from, ends, value, _source(source), new.published_on)

    return _propose(desk, username, read, with_paper)


def propose_calendar(
    desk: Desk, username: str, year: int, plan: YearPlan, source: str, published_on: date | None
) -> int:
    """Propose the holidays of a year; returns the number of the proposal.

    Raises as `propose_confirmation`, RuleMissing where a year in between is missing, RuleFileError for a day that cannot stand.
    """
    change = calendar_change(year, plan, source, published_on)
    return _propose(desk, username, lambda _rules: change, None)


def calendar_change(year: int, plan: YearPlan, source: str, published_on: date | None) -> Change:
    """The holidays of a year as a change. Raises BadInput where the source is missing."""
    told = {"off": [day.isoformat() for day in plan.off], "worked": [day.isoformat() for day in plan.worked]}
    days = (date(year, 1, 1), date(year, 12, 31))
    return Change(CALENDAR, f"{TOPIC}.{year}", NATIONAL, *days, told, _source(source), published_on)


def require_possible(connection: Connection, rules: Rules, change: Change, today: date) -> None:
    """Raises Refused where the change cannot be made on `today`: when it is proposed, and again when it is applied."""
    if change.kind == CALENDAR:
        year = change.effective_from.year
        WorkingCalendar(plans_of(connection, {year: change.value}))  # raises where it does not fit the others
        return
    if change.kind == CONFIRM:
        _require_to_be_confirmed(rules, change)
        return
    _require_settable(rules, change, today)


def held(connection: Connection, desk: Desk, username: str, roles: tuple[Role, ...]) -> tuple[Actor, Role]:
    """The account and the first of `roles` that it holds today. Raises Refused `rule_change_not_yours`."""
    actor, _ = open_actor(connection, username, desk.today())
    role = next((role for role in roles if actor is not None and role in actor.roles), None)
    if actor is None or role is None:
        raise Refused("rule_change_not_yours", actor=username, roles="、".join(ROLE_NAMES[one] for one in roles))
    return actor, role


def _propose(desk: Desk, username: str, read: Callable[[Rules], Change], paper: Row | None) -> int:
    def work(connection: Connection) -> int:
        _, role = held(connection, desk, username, PROPOSES)
        alone(connection)
        rules = present_rules(connection, desk.rules.province)
        change = read(rules)
        waits = next((one for one in proposals(steps(connection)) if _waits(one, change)), None)
        if waits is not None:
            raise Refused("rule_change_waits", key=change.key, number=waits.seq)
        require_possible(connection, rules, change, desk.today())
        document = keep(connection, paper) if paper else None
        return append(desk, connection, PROPOSED, change, (username, role), document=document)

    return in_one_transaction(desk, work)


def _waits(proposal: Proposal, change: Change) -> bool:
    return proposal.answer is None and proposal.change.key == change.key


def _require_to_be_confirmed(rules: Rules, change: Change) -> None:
    """The very number must still be there: what is confirmed is the value, not its name."""
    there = [value for value in rules.values() if value.version == _version(change)]
    if not there or canonical_json(there[0].value) != canonical_json(change.value):
        raise Refused("rule_value_is_another", key=change.key)
    if not there[0].unconfirmed:
        raise Refused("rule_value_confirmed", key=change.key, confidence=there[0].confidence)


def _version(change: Change) -> str:
    return f"{change.key}@{change.jurisdiction}:{change.effective_from.isoformat()}"


def _require_settable(rules: Rules, change: Change, today: date) -> None:
    like, new = latest(rules, change.key), laid_over(rules, change, today)
    if like is None or not isinstance(new, Value) or not like.local:
        raise Refused("rule_not_local", key=change.key)
    begins, ends = change.effective_from, change.effective_to
    if ends is not None and ends < begins:
        raise Refused("rule_days_reversed", first=begins, last=ends)
    if like.figure_of:
        _require_figure(change, today)
    later = overlapping(rules.history(change.key), new)
    if later is not None:
        span = f"{later.effective_from}至{later.effective_to or '今'}"
        raise Refused("rule_days_overlap", first=begins, last=ends or "今", other=span, value=later.shown)
    known = next((value for value in rules.history(change.key) if _stands_in(value, begins, ends, today)), None)
    if known is not None:
        raise Refused("rule_day_not_ahead", day=begins, value=known.shown)


def _stands_in(value: Value, begins: date, ends: date | None, today: date) -> bool:
    """Whether a value was in force on one of these days that has begun."""
    last = min(ends or today, today)
    return begins <= last and value.effective_from <= last and (value.effective_to or last) >= begins


def _require_figure(change: Change, today: date) -> None:
    """A figure of one year serves the whole of the next, from the day it came out."""
    if (change.effective_from.month, change.effective_from.day) != (1, 1):
        raise Refused("rule_figure_of_a_year", day=change.effective_from)
    if change.published_on is None or change.published_on > today:
        raise Refused("rule_figure_not_published", today=today)


def _source(text: str) -> str:
    """The number and title of a paper, as it is shown beside the value. Raises BadInput where there is none."""
    source = " ".join(text.split())
    if not source or len(source) > SOURCE_MAX:
        raise BadInput("rule_source_missing", limit=SOURCE_MAX)
    return source
