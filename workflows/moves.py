"""What may I do next? The moves a person may make on a case now, and for the others of that role what stands in the way.

Computed from the tables with the same rights and guards that decide a move; nothing is written and nothing is locked.
A guard that asks for data not given yet is left to the act itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from claims.clock import instant_text, legal_day, parse_instant
from claims.errors import ClaimsError, Refused
from claims.store.rows import Row, select_among, select_one
from workflows.acting import SIGNING
from workflows.casefile import CaseFile, Shelf
from workflows.command import Refusal
from workflows.guards import GUARDS
from workflows.locking import open_actor, own_or_recused
from workflows.machines import MACHINES
from workflows.rights import missing_rights
from workflows.roles import SYSTEM, Actor, Role
from workflows.run import FORESEEN
from workflows.sight import kept_out, not_heard
from workflows.situation import Situation
from workflows.subjects import blank_subject
from workflows.table import NEW, Field, Move, Table, enters
from workflows.transaction import Desk, reading

# Optional data opens these, so that a refusal without any data is no obstacle but a condition.
OPENED_BY_OPTIONAL_DATA = frozenset(
    {"supplement_once", "claimant_standing", "lines_have_verdicts", "lines_have_reasons", "kinship_proven"}
)
SEEN_WHEN_SIGNING = "subject_hash"
DRAFT = MACHINES["approval"].rows_of("draft")[0]


@dataclass(frozen=True, slots=True)
class Choice:
    """One move on one target. It may be made where `reasons` is empty; `conditions` must be met by the data given.

    `enters` is the state it leads to (empty where the data decide), `needs` what has to be filled in, `possible_in` the
    states in which it could be made where the present one is not among them. A move with an approval is drafted. `about` is
    the thing that it moves, in words, where a page has asked for them.
    """

    target: str
    machine: str
    move: Move
    state: str
    enters: str
    needs: tuple[Field, ...] = ()
    reasons: tuple[Refusal, ...] = ()
    conditions: tuple[Refusal, ...] = ()
    possible_in: tuple[str, ...] = ()
    about: str = ""

    @property
    def allowed(self) -> bool:
        """Whether nothing stands in the way now."""
        return not self.reasons


class NotGiven(KeyError):
    """A guard asked for a datum that only the act itself will bring."""


class Unfilled(dict[str, Any]):
    """The data of a move that nobody has filled in yet."""

    def __missing__(self, name: str) -> Any:
        raise NotGiven(name)


class Awaited(Unfilled):
    """The same, for the question which branch applies: there no datum has a default."""

    def get(self, name: str, default: Any = None) -> Any:
        return self[name]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at which case, and when: what every situation of this look has in common."""

    desk: Desk
    connection: Connection
    file: CaseFile
    actor: Actor
    day: date
    instant: str
    own_case: bool
    recused: bool

    def situation(self, machine: Table, subject: Row, move: Move, actor: Actor, via: str | None = None) -> Situation:
        """The situation in which `actor` would make `move`, without data but for what a signature signs."""
        signs = move.trigger in SIGNING and SEEN_WHEN_SIGNING in subject
        signed = {SEEN_WHEN_SIGNING: subject[SEEN_WHEN_SIGNING]} if signs else {}
        return Situation(
            connection=self.connection,
            rules=self.desk.rules,
            calendar=self.desk.calendar,
            file=self.file,
            machine=machine.name,
            stored_in=machine.stored_in,
            subject=subject,
            move=move,
            actor=actor,
            role=next((role for role in move.who if role in actor.roles), Role.SYSTEM),
            occurred_on=self.day,
            recorded_on=legal_day(parse_instant(self.instant)),
            recorded_at=self.instant,
            data=Unfilled(signed),
            via=via,
            own_case=self.own_case,
            recused=self.recused,
        )


def choices(desk: Desk, username: str, claim_no: str) -> list[Choice]:
    """Every move of the roles of `username` on the case and what hangs on it: first the case, then the rest by id.

    Raises Refused where there is no such case or account, or where a party asks about somebody else's case.
    """
    with reading(desk) as connection:
        viewer = look(desk, connection, username, claim_no)
        main = MACHINES["claim"]
        found = _on_case(viewer)
        for machine in MACHINES.values():
            if machine is not main:
                for subject in sorted(viewer.file.rows(machine.stored_in), key=lambda row: str(row["id"])):
                    found.extend(choices_on(viewer, machine, subject))
                found.extend(choices_on(viewer, machine, blank_subject(machine, viewer.file)))
        return found


def choices_on_case(desk: Desk, username: str, claim_no: str) -> list[Choice]:
    """Those of them that move the case itself. Raises Refused as `choices` does."""
    with reading(desk) as connection:
        return _on_case(look(desk, connection, username, claim_no))


def _on_case(viewer: Viewer) -> list[Choice]:
    main = MACHINES["claim"]
    return [*choices_on(viewer, main, viewer.file.claim), *_elsewhere(viewer, main, viewer.file.claim)]


def look(desk: Desk, connection: Connection, username: str, claim_no: str) -> Viewer:
    """A person's look at a case. Raises Refused as `choices` does."""
    claim = select_one(connection, "claim", no=claim_no)
    if claim is None:
        raise Refused("no_such_claim", claim=claim_no)
    actor, instant = open_actor(connection, username, desk.today())
    if actor is None:
        raise Refused("no_such_actor", actor=username)
    outside = not_heard(connection, actor, claim)
    if outside is not None:
        raise Refused(outside.code, **outside.facts)
    own, recused = own_or_recused(connection, actor, [claim_no])
    file = CaseFile(connection, claim)
    return _viewer(desk, connection, file, actor, instant, own_case=claim_no in own, recused=claim_no in recused)


def looks(desk: Desk, connection: Connection, username: str, numbers: Sequence[str]) -> list[Viewer]:
    """A person's look at several cases, with no more statements than one takes; those are left out that are closed to him.

    Raises Refused where there is no such account.
    """
    actor, instant = open_actor(connection, username, desk.today())
    if actor is None:
        raise Refused("no_such_actor", actor=username)
    shelf = Shelf(connection, numbers)
    own, recused = own_or_recused(connection, actor, numbers)
    return [
        _viewer(
            desk, connection, CaseFile(connection, claim, shelf=shelf), actor, instant,
            own_case=claim["no"] in own, recused=claim["no"] in recused,
        )
        for claim in select_among(connection, "claim", "no", numbers)
        if kept_out(actor, claim) is None
    ]  # fmt: skip


def _viewer(
    desk: Desk, connection: Connection, file: CaseFile, actor: Actor, instant: str, *, own_case: bool, recused: bool
) -> Viewer:
    now = instant_text(desk.instant()) if desk.now else instant
    day = max(desk.today(), file.claim["last_occurred_on"])
    return Viewer(desk, connection, file, actor, day, now, own_case, recused)


def choices_on(viewer: Viewer, machine: Table, subject: Row) -> Iterator[Choice]:
    """The moves that leave the present state of a subject, one a trigger: the branch that applies."""
    for trigger in machine.triggers:
        branches = [_choice(viewer, machine, subject, move) for move in _mine(viewer, machine, trigger, subject)]
        found = [choice for choice in branches if choice is not None]
        if found:
            yield _of_branches(found)


def _of_branches(found: list[Choice]) -> Choice:
    """The branch that may be made, else the first; where the data will choose among several, the state is left open."""
    allowed = [choice for choice in found if choice.allowed]
    if len({choice.enters for choice in allowed}) > 1:
        return replace(allowed[0], enters="")
    return (allowed or found)[0]


def _mine(viewer: Viewer, machine: Table, trigger: str, subject: Row) -> list[Move]:
    rows = machine.rows(trigger, subject["state"])
    return [move for move in rows if move is not DRAFT and _is_for(move, viewer.actor)]


def _is_for(move: Move, actor: Actor) -> bool:
    return bool(actor.roles & set(move.proposers if move.approval else move.who))


def _choice(viewer: Viewer, machine: Table, subject: Row, move: Move) -> Choice | None:
    """One row as a choice; None where it is a branch that does not apply."""
    maker, via = (SYSTEM, FORESEEN) if move.approval else (viewer.actor, None)
    s = viewer.situation(machine, subject, move, maker, via)
    if move.when is not None and not _applies(s, move.when):
        return None
    rights = _drafting(viewer, subject, move) if move.approval else missing_rights(s, move)
    asked = [(name, _ask(s, name)) for name in move.guards]
    refusals = [(name, refusal) for name, refusal in asked if refusal is not None]
    return Choice(
        target=_target(viewer, machine, subject),
        machine=machine.name,
        move=move,
        state=subject["state"],
        enters=enters(move, subject["state"]),
        needs=tuple(field for field in move.needs if field.name not in s.data),
        reasons=(*rights, *(refusal for name, refusal in refusals if name not in OPENED_BY_OPTIONAL_DATA)),
        conditions=tuple(refusal for name, refusal in refusals if name in OPENED_BY_OPTIONAL_DATA),
    )


def _applies(s: Situation, when: str) -> bool:
    awaited = Awaited(s.data)
    return _ask(replace(s, data=awaited, scratch={"raw": awaited}), when) is None


def _drafting(viewer: Viewer, subject: Row, move: Move) -> tuple[Refusal, ...]:
    """Why this person may not put the act forward now."""
    machine = MACHINES["approval"]
    draft = viewer.situation(machine, blank_subject(machine, viewer.file), DRAFT, viewer.actor)
    draft.data.update(act=move.trigger, targets=[str(subject.get("no") or subject["id"])])
    rival = _ask(draft, "no_rival_draft")
    return (*missing_rights(draft, DRAFT), *((rival,) if rival else ()))


def _ask(s: Situation, guard: str) -> Refusal | None:
    """The refusal of a guard, as things stand; None where it holds or waits for data."""
    try:
        facts = GUARDS[guard](s)
    except NotGiven:
        return None
    except ClaimsError as reason:
        return Refusal(reason.code, reason.facts)
    return None if facts is None else Refusal(guard, facts)


def _target(viewer: Viewer, machine: Table, subject: Row) -> str:
    if machine.name == "claim":
        return viewer.file.no
    return f"{viewer.file.no}/{machine.short}" if subject["state"] == NEW else str(subject["id"])


def _elsewhere(viewer: Viewer, machine: Table, subject: Row) -> Iterator[Choice]:
    """The moves of the role that leave other states of the case than the present one."""
    state = subject["state"]
    for trigger in machine.triggers:
        rows = [move for move in machine.rows_of(trigger) if _is_for(move, viewer.actor) and move.sources != (NEW,)]
        if rows and not machine.rows(trigger, state):
            sources = tuple(dict.fromkeys(source for move in rows for source in move.sources))
            reason = Refusal(
                "possible_in_other_states",
                {"states": "、".join(machine.states[source] for source in sources), "state": machine.states[state]},
            )
            blocked = Choice(viewer.file.no, machine.name, rows[0], state, state, reasons=(reason,))
            yield replace(blocked, possible_in=sources)
