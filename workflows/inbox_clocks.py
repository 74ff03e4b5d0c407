"""What waits because of a period: those that a post keeps or a party may use, and those that came up the ladder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, false, or_, select, true

from claims.ladder import ladder
from claims.rules import Rules
from claims.store.rows import Row
from notifications.kinds import letter_kind
from workflows.clock_days import OF_TARGET, TARGET_LABEL
from workflows.clock_rules import CLOCK_RULES, OURS, RIGHTS, ClockRule, Duty
from workflows.dispute_parties import BUREAU
from workflows.inbox_tasks import CLAIM, CLOCK, RUNG, Source, pressing, running, waiting_part
from workflows.listeners import POST_OF_LEVEL
from workflows.machines import MACHINES
from workflows.people import PLATFORM_ORG
from workflows.recipients import PERSON, PLATFORM
from workflows.recount import MOVED, MOVED_LABEL
from workflows.roles import PARTIES, Actor, Role
from workflows.run import read_target
from workflows.table import SAME, Table


def desk_codes(actor: Actor) -> list[str]:
    """The clocks that the posts of `actor` keep and that the inbox lists as such."""
    return [
        code for code, rule in CLOCK_RULES.items() if rule.listed and rule.duty in OURS and rule.desk in actor.roles
    ]


def clock_parts(actor: Actor, today: date) -> Iterator[Select[Any]]:
    """The running periods that the posts of `actor` must keep, or that he may still use as a party."""
    part = waiting_part(Source.CLOCK, CLOCK.c.subject, CLOCK.c.claim_no, CLOCK, urgent=pressing(CLOCK))
    found = part.where(running(CLOCK), or_(CLOCK.c.code.not_in(RIGHTS), CLOCK.c.due_on >= today))
    watched = [code for code, rule in CLOCK_RULES.items() if rule.desk in actor.roles]
    if watched:
        own_right = CLOCK.c.party == BUREAU  # the bureau's own right to go on in a dispute, on the desk that keeps it
        yield found.where(CLOCK.c.code.in_(watched), or_(CLOCK.c.code.in_(desk_codes(actor)), own_right))
    if actor.roles & PARTIES:
        joined = found.join(CLAIM, CLAIM.c.no == CLOCK.c.claim_no)
        yield joined.where(or_(_of_rider(actor), _of_platform(actor)))


def raised_part(actor: Actor) -> Select[Any]:
    """The periods that were missed, or are about to be on the green channel, and that were told to `actor` as a superior,
    as the arbitrator of the area, or as the officer who watches what somebody else must do.
    """
    found = waiting_part(Source.RAISED, CLOCK.c.subject, CLOCK.c.claim_no, CLOCK, urgent=true())
    return found.where(running(CLOCK), or_(false(), *_raised(actor)))


def _raised(actor: Actor) -> Iterator[ColumnElement[bool]]:
    """Why a period that was told comes to this actor. Of those that others must keep, only theirs are looked up."""
    levels = [level for level, role in POST_OF_LEVEL.items() if role in actor.roles]
    if levels:
        yield _told(RUNG.c.level.in_(levels))
    if Role.ARBITRATOR in actor.roles:  # he hears of the areas he is in charge of, so he is named in the rung itself
        yield _told(RUNG.c.told.contains(f'"{actor.username}"', autoescape=True))
    codes = [code for code, rule in CLOCK_RULES.items() if rule.duty not in OURS and rule.desk in actor.roles]
    if codes:
        yield and_(CLOCK.c.code.in_(codes), _told(RUNG.c.level == "officer"))


def _told(how: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a rung of the present generation was told in this way."""
    return exists().where(RUNG.c.clock_id == CLOCK.c.id, RUNG.c.generation == CLOCK.c.generation, how).correlate(CLOCK)


def rungs_of(connection: Connection, clock_ids: Sequence[str]) -> dict[str, list[str]]:
    """The rungs that have fired in the present generation, clock by clock, in the order in which they fired."""
    current = and_(RUNG.c.clock_id == CLOCK.c.id, RUNG.c.generation == CLOCK.c.generation)
    found = select(RUNG.c.clock_id, RUNG.c.rung).join(CLOCK, current).where(CLOCK.c.id.in_(clock_ids))
    fired: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(found.order_by(RUNG.c.id)):
        fired[row.clock_id].append(row.rung)
    return fired


def clock_words(actor: Actor, source: Source, clock: Row, letter: str, whose: str = "") -> str:
    """What a period is called in the inbox: whose it is where each has one, with the letter that it runs from, or that it
    has come up the ladder.
    """
    rule = CLOCK_RULES[clock["code"]]
    of_whom = f"（{whose}）" if whose else ""
    if source is Source.RAISED:
        return f"{'待处理' if rule.desk in actor.roles else '督办'}：{rule.label}{of_whom}"
    if of_whom:
        return f"{rule.label}{of_whom}"
    return f"{rule.label}（《{letter_kind(letter).name}》）" if letter else rule.label


def rung_label(rules: Rules, clock: Row, code: str) -> str:
    """What a rung is called."""
    if code == MOVED:
        return MOVED_LABEL
    labels = _labels(rules, CLOCK_RULES[clock["code"]], clock["started_on"])
    own = labels.get(code.removeprefix(OF_TARGET), code)
    return f"{TARGET_LABEL}{own}" if code.startswith(OF_TARGET) else own


def _labels(rules: Rules, rule: ClockRule, day: date) -> Mapping[str, str]:
    return {rung.code: rung.label for rung in ladder(rules, rule.ladder, day)}


def _of_rider(actor: Actor) -> ColumnElement[bool]:
    """The periods that the person or kin must keep or may use; where several run on one subject, their own."""
    party = or_(CLAIM.c.person_id == actor.person_id, CLAIM.c.claimant_id == actor.person_id)
    own = or_(CLOCK.c.party.is_(None), CLOCK.c.party == PERSON)
    return and_(party, own, _duty(Duty.APPLICANT)) if Role.RIDER in actor.roles else false()


def _of_platform(actor: Actor) -> ColumnElement[bool]:
    ours = CLAIM.c.platform == actor.org.removeprefix(PLATFORM_ORG)
    own = and_(_duty(Duty.APPLICANT), CLOCK.c.party == PLATFORM)
    return and_(ours, or_(_duty(Duty.PLATFORM), own)) if Role.PLATFORM in actor.roles else false()


def _duty(duty: Duty) -> ColumnElement[bool]:
    return CLOCK.c.code.in_([code for code, rule in CLOCK_RULES.items() if rule.duty is duty])


def machine_of(subject: str) -> Table:
    """The machine of what a clock measures; a letter is served by the records of its recipients."""
    return MACHINES["service"] if "/letter-" in subject else read_target(subject).machine


def onward(machine: Table, state: str, actor: Actor, code: str = "") -> tuple[str, ...]:
    """The moves by which `actor` can carry a subject on to another state, or meet the clock `code` where it is."""
    rows = [move for move in machine.moves if state in move.sources and (move.target != SAME or code in move.stops)]
    mine = [move for move in rows if actor.roles & set(move.proposers if move.approval else move.who)]
    return tuple(dict.fromkeys(move.trigger for move in mine))
