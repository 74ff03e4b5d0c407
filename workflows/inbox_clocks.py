"""What waits because of a period: those that a post keeps or a party may use, and those that came up the ladder."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, false, or_, select

from claims.ladder import ladder
from claims.periods import Unit
from claims.rules import Rules
from claims.store.rows import Row
from claims.store.tables import table
from notifications.kinds import letter_kind
from workflows.clock_days import FAST, OF_TARGET, TARGET_LABEL
from workflows.clock_rules import CLOCK_RULES, ClockRule, Duty
from workflows.dispute_parties import BUREAU
from workflows.inbox_entry import Entry
from workflows.listeners import POST_OF_LEVEL
from workflows.machines import MACHINES
from workflows.people import PLATFORM_ORG
from workflows.recipients import PERSON, PLATFORM
from workflows.recount import MOVED, MOVED_LABEL
from workflows.roles import Actor, Role
from workflows.run import read_target
from workflows.table import SAME, Table

CLOCK, CLAIM, RUNG = table("clock"), table("claim"), table("rung")
OURS = (Duty.BUREAU, Duty.BANK)
SERVED = "served"
LOG = logging.getLogger(__name__)
NO_WARNING = frozenset({"half", f"{OF_TARGET}half", "norm", MOVED})


def desk_codes(actor: Actor) -> list[str]:
    """The clocks that the posts of `actor` keep and that the inbox lists as such."""
    return [
        code for code, rule in CLOCK_RULES.items() if rule.listed and rule.duty in OURS and rule.desk in actor.roles
    ]


def clock_entries(connection: Connection, actor: Actor, rules: Rules, today: date) -> Iterator[Entry]:
    """The running periods that the posts of `actor` must keep, or that he may still use as a party."""
    rights = [code for code, rule in CLOCK_RULES.items() if rule.is_right]
    over = and_(CLOCK.c.code.in_(rights), CLOCK.c.due_on < today)
    wanted = and_(
        or_(CLOCK.c.code.in_(desk_codes(actor)), _of_bureau(actor), _of_rider(actor), _of_platform(actor)), ~over
    )
    joined = CLOCK.join(CLAIM, CLAIM.c.no == CLOCK.c.claim_no)
    found = select(CLOCK).select_from(joined).where(CLOCK.c.state == "running", wanted)
    clocks = [dict(row) for row in connection.execute(found.order_by(CLOCK.c.due_on, CLOCK.c.id)).mappings()]
    fired = rungs_of(connection, found.with_only_columns(CLOCK.c.id))
    standing = _standing(connection, clocks)
    letters = _letters(connection, clocks)
    for clock in (one for one in clocks if one["subject"] in standing):
        label = CLOCK_RULES[clock["code"]].label + letters.get(clock["subject"], "")
        yield entry_of(actor, clock, label, fired[clock["id"]], rules, standing[clock["subject"]])


def _letters(connection: Connection, clocks: Sequence[Row]) -> dict[str, str]:
    """Which letter a period runs from, for those that run from a service."""
    service, letter = table("service"), table("letter")
    wanted = [clock["subject"] for clock in clocks if "/service-" in clock["subject"]]
    joined = select(service.c.id, letter.c.kind).join(letter, letter.c.id == service.c.letter_id)
    found = connection.execute(joined.where(service.c.id.in_(wanted)))
    return {row.id: f"（《{letter_kind(row.kind).name}》）" for row in found}


def raised_entries(connection: Connection, actor: Actor, rules: Rules) -> Iterator[Entry]:
    """The periods that were missed, or are about to be on the green channel, and that were told to `actor` as a superior,
    as the arbitrator of the area, or as the officer who watches what somebody else must do.
    """
    ours = and_(RUNG.c.clock_id == CLOCK.c.id, RUNG.c.generation == CLOCK.c.generation)
    wanted = or_(_raised_to(actor), _told_by_name(actor), _watched(actor))
    found = select(CLOCK).join(RUNG, ours).where(CLOCK.c.state == "running", wanted).distinct().order_by(CLOCK.c.id)
    clocks = [dict(row) for row in connection.execute(found).mappings()]
    fired = rungs_of(connection, select(CLOCK.c.id).join(RUNG, ours).where(CLOCK.c.state == "running", wanted))
    standing = _standing(connection, clocks)
    for clock in (one for one in clocks if one["subject"] in standing):
        own = CLOCK_RULES[clock["code"]].desk in actor.roles
        what = f"{'待处理' if own else '督办'}：{CLOCK_RULES[clock['code']].label}"
        yield entry_of(actor, clock, what, fired[clock["id"]], rules, standing[clock["subject"]], raised=True)


def rungs_of(connection: Connection, clock_ids: Select[Any]) -> dict[str, list[Row]]:
    """The rungs that have fired in the present generation, clock by clock, in the order in which they fired."""
    current = and_(RUNG.c.clock_id == CLOCK.c.id, RUNG.c.generation == CLOCK.c.generation)
    found = select(RUNG).join(CLOCK, current).where(CLOCK.c.id.in_(clock_ids)).order_by(RUNG.c.id)
    fired: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(found).mappings():
        fired[row["clock_id"]].append(dict(row))
    return fired


def entry_of(
    actor: Actor,
    clock: Row,
    what: str,
    fired: Iterable[Row],
    rules: Rules,
    standing: tuple[Table, str],
    *,
    raised: bool = False,
) -> Entry:
    """The entry of a running clock; `standing` are the machine and the present state of what it measures."""
    machine, state = standing
    codes = [row["rung"] for row in fired]
    return Entry(
        due_on=clock["due_on"],
        provisional=bool(clock["provisional"]),
        claim_no=clock["claim_no"],
        target=clock["subject"],
        code=clock["code"],
        what=what,
        state=machine.states[state],
        moves=onward(machine, state, actor, clock["code"]),
        target_on=clock["target_on"],
        fast=clock["lane"] == FAST,
        urgent=raised or is_urgent(clock, codes),
        rung=rung_label(rules, clock, codes[-1]) if codes else "",
        unit=Unit(clock["unit"]),
        warned=not NO_WARNING.issuperset(codes),
    )


def is_urgent(clock: Row, fired: Iterable[str]) -> bool:
    """Whether a clock of the green channel is about to miss its target."""
    return clock["lane"] == FAST and not NO_WARNING.issuperset(fired)


def rung_label(rules: Rules, clock: Row, code: str) -> str:
    """What a rung is called."""
    if code == MOVED:
        return MOVED_LABEL
    labels = _labels(rules, CLOCK_RULES[clock["code"]], clock["started_on"])
    own = labels.get(code.removeprefix(OF_TARGET), code)
    return f"{TARGET_LABEL}{own}" if code.startswith(OF_TARGET) else own


def _labels(rules: Rules, rule: ClockRule, day: date) -> Mapping[str, str]:
    return {rung.code: rung.label for rung in ladder(rules, rule.ladder, day)}


def _raised_to(actor: Actor) -> ColumnElement[bool]:
    return RUNG.c.level.in_([level for level, role in POST_OF_LEVEL.items() if role in actor.roles])


def _told_by_name(actor: Actor) -> ColumnElement[bool]:
    """An arbitrator hears of the areas he is in charge of, so he is named in the rung itself."""
    return RUNG.c.told.contains(f'"{actor.username}"', autoescape=True) if Role.ARBITRATOR in actor.roles else false()


def _watched(actor: Actor) -> ColumnElement[bool]:
    """What the platform, the applicant or another organ has let pass, told to the post that watches it."""
    codes = [code for code, rule in CLOCK_RULES.items() if rule.duty not in OURS and rule.desk in actor.roles]
    return and_(RUNG.c.level == "officer", CLOCK.c.code.in_(codes))


def _of_bureau(actor: Actor) -> ColumnElement[bool]:
    """The bureau's own right to go on in a dispute, on the desk that keeps it."""
    codes = [code for code, rule in CLOCK_RULES.items() if rule.desk in actor.roles]
    return and_(CLOCK.c.party == BUREAU, CLOCK.c.code.in_(codes))


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


def _standing(connection: Connection, clocks: Sequence[Row]) -> dict[str, tuple[Table, str]]:
    """The machine and the present state of what each clock measures, a machine at a time; of a letter, whether all have it."""
    subjects: dict[str, list[str]] = defaultdict(list)
    for clock in clocks:
        subjects[machine_of(clock["subject"]).name].append(clock["subject"])
    standing: dict[str, tuple[Table, str]] = {}
    for name, ids in subjects.items():
        machine = MACHINES[name]
        stored = table(machine.stored_in)
        keys = (
            (stored.c.no,)
            if name == "claim"
            else (stored.c.id, stored.c.letter_id)
            if name == "service"
            else (stored.c.id,)
        )
        for key in keys:
            found = select(key, stored.c.state).where(key.in_(ids)).order_by(stored.c.state == SERVED)
            for subject, state in connection.execute(found):
                standing.setdefault(str(subject), (machine, str(state)))
    for lost in sorted({clock["subject"] for clock in clocks} - set(standing)):
        LOG.error("a clock measures what is not there: %s", lost)
    return standing


def onward(machine: Table, state: str, actor: Actor, code: str = "") -> tuple[str, ...]:
    """The moves by which `actor` can carry a subject on to another state, or meet the clock `code` where it is."""
    rows = [move for move in machine.moves if state in move.sources and (move.target != SAME or code in move.stops)]
    mine = [move for move in rows if actor.roles & set(move.proposers if move.approval else move.who)]
    return tuple(dict.fromkeys(move.trigger for move in mine))
