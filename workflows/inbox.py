"""What waits for somebody, sorted by the day on which it falls due: the periods that his post must keep, the drafts that
he may sign, the letters to be served and the payments to be made; for a party, the periods of his own case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, false, not_, or_, select

from claims.errors import ClaimsError, Refused
from claims.money import yuan
from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from notifications.kinds import letter_kind
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.guards.approval import UNDECIDED
from workflows.locking import open_actor
from workflows.machines import MACHINES
from workflows.moves import Viewer, choices_on, look
from workflows.people import PLATFORM_ORG
from workflows.proposals import act_rows, stored_targets
from workflows.remedies import PLATFORM
from workflows.roles import OFFICERS, Actor, Role
from workflows.run import read_target
from workflows.table import SAME, Table
from workflows.transaction import Desk, reading

# Whose desk a period of the bureau lies on. Letters and drafts have entries of their own, which carry their days.
DESK_OF_CLOCK: dict[str, Role] = {
    "T5": Role.INTAKE,
    "T8": Role.INTAKE,
    "T14": Role.APPRAISAL,
    "T15": Role.APPRAISAL,
    "T20": Role.INTAKE,
    "T21": Role.INTAKE,
    "T25": Role.LEGAL,
    "T30": Role.LEGAL,
    "T33": Role.REVIEWER,
    "suspension_review": Role.REVIEWER,
    "bank_answer": Role.CASHIER,
}
SERVICE_CLOCKS = ("T13", "T16", "service_chase")
WAITING: dict[str, tuple[str, ...]] = {
    "service": ("pending", "sent", "undelivered"),
    "payment": ("pending", "batched", "mismatch", "corrected"),
}
RECIPIENTS = {"person": "申请人", "platform": "平台企业", "organ": "有关机关"}
ASIDE = frozenset({"void", "cancel", "hold"})  # who may only stop a thing is not waited for
SIGNING = ("review", "approve", "vote", "panel_approve", "redraft")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that waits. `due_on` is None where no period runs; `provisional` marks a day past the loaded calendar.

    `what` says it in Chinese, `state` is the state of `target`, `moves` are the moves that would carry it on.
    """

    due_on: date | None
    provisional: bool
    claim_no: str
    target: str
    code: str
    what: str
    state: str
    moves: tuple[str, ...]

    def days_left(self, today: date) -> int | None:
        """Calendar days until the due day; negative once it is past."""
        return None if self.due_on is None else (self.due_on - today).days


def inbox(desk: Desk, username: str) -> list[Entry]:
    """Everything that waits for `username` in the posts held today, the earliest day first, what has no day last.

    Raises Refused where there is no such account.
    """
    with reading(desk) as connection:
        actor, _ = open_actor(connection, username, desk.today())
        if actor is None:
            raise Refused("no_such_actor", actor=username)
        found = [*_clocks(connection, actor), *_drafts(desk, connection, actor), *_waiting(connection, actor)]
        kept = [entry for entry in found if not _stays_away(connection, actor, entry.claim_no)]
        return sorted(kept, key=lambda entry: (entry.due_on is None, entry.due_on or date.max, entry.target))


def _stays_away(connection: Connection, actor: Actor, claim_no: str) -> bool:
    """Whether an officer is recused on the case, or is the person who was hurt."""
    if not actor.roles & OFFICERS:
        return False
    claim = select_one(connection, "claim", no=claim_no)
    person = select_one(connection, "person", id=claim["person_id"]) if claim else None
    own = person is not None and person["id_index"] == actor.id_index
    return own or select_one(connection, "recusal", claim_no=claim_no, username=actor.username) is not None


def _clocks(connection: Connection, actor: Actor) -> Iterator[Entry]:
    """The running periods that the posts of `actor` must keep, or that he may use as a party."""
    clock, claim, service = table("clock"), table("claim"), table("service")
    wanted = or_(_of_desk(actor), _of_rider(actor), _of_platform(actor))
    joined = clock.join(claim, claim.c.no == clock.c.claim_no).outerjoin(service, service.c.id == clock.c.subject)
    found = select(clock).select_from(joined).where(clock.c.state == "running", wanted)
    for row in connection.execute(found.order_by(clock.c.due_on, clock.c.id)).mappings().all():
        machine, state = _standing(connection, row["subject"])
        yield Entry(
            due_on=row["due_on"],
            provisional=bool(row["provisional"]),
            claim_no=row["claim_no"],
            target=row["subject"],
            code=row["code"],
            what=CLOCK_RULES[row["code"]].label,
            state=machine.states[state],
            moves=_onward(machine, state, actor),
        )


def _of_desk(actor: Actor) -> ColumnElement[bool]:
    return table("clock").c.code.in_([code for code, role in DESK_OF_CLOCK.items() if role in actor.roles])


def _of_rider(actor: Actor) -> ColumnElement[bool]:
    """The periods that the person or kin must keep or may use, not those that run from service on the platform."""
    claim, served_on_platform = table("claim"), table("service").c.recipient_kind == PLATFORM
    party = or_(claim.c.person_id == actor.person_id, claim.c.claimant_id == actor.person_id)
    wanted = and_(party, _duty(Duty.APPLICANT), or_(table("service").c.id.is_(None), not_(served_on_platform)))
    return wanted if Role.RIDER in actor.roles else false()


def _of_platform(actor: Actor) -> ColumnElement[bool]:
    ours = table("claim").c.platform == actor.org.removeprefix(PLATFORM_ORG)
    served = and_(_duty(Duty.APPLICANT), table("service").c.recipient_kind == PLATFORM)
    return and_(ours, or_(_duty(Duty.PLATFORM), served)) if Role.PLATFORM in actor.roles else false()


def _duty(duty: Duty) -> ColumnElement[bool]:
    return table("clock").c.code.in_([code for code, rule in CLOCK_RULES.items() if rule.duty is duty])


def _standing(connection: Connection, target: str) -> tuple[Table, str]:
    """The machine and the present state of what a clock measures."""
    machine = read_target(target).machine
    key = "no" if machine.name == "claim" else "id"
    row = select_one(connection, machine.stored_in, **{key: target})
    if row is None:
        raise ClaimsError("no_such_subject", target=target)
    return machine, str(row["state"])


def _onward(machine: Table, state: str, actor: Actor) -> tuple[str, ...]:
    """The moves by which `actor` can carry a subject on to another state."""
    rows = [move for move in machine.moves if state in move.sources and move.target != SAME]
    mine = [move for move in rows if actor.roles & set(move.proposers if move.approval else move.who)]
    return tuple(dict.fromkeys(move.trigger for move in mine))


def _drafts(desk: Desk, connection: Connection, actor: Actor) -> Iterator[Entry]:
    """The drafts that `actor` may sign or must draft anew, asked by the very guards of signing."""
    machine = MACHINES["approval"]
    if not any(actor.roles & set(move.who) for move in machine.moves if move.trigger in SIGNING):
        return
    for state in UNDECIDED:
        for row in select_rows(connection, "approval", state=state):
            viewer = look(desk, connection, actor.username, row["claim_no"])
            moves = [choice.move.trigger for choice in choices_on(viewer, machine, row) if choice.allowed]
            if any(trigger in SIGNING for trigger in moves):
                yield _draft(viewer, row, tuple(moves))


def _draft(viewer: Viewer, approval: Row, moves: tuple[str, ...]) -> Entry:
    """A draft falls due with the first of the periods that it would keep, the bureau's own norm among them."""
    acts = act_rows(viewer.file, approval["act"], stored_targets(approval))
    kept = {code for move in acts for code in move.stops}
    clocks = [
        clock
        for clock in viewer.file.rows("clock")
        if clock["state"] == "running" and (clock["code"] in kept or clock["subject"] == approval["id"])
    ]
    first = min(clocks, key=lambda clock: (clock["due_on"], clock["code"]), default=None)
    label = acts[0].label if acts else approval["act"]
    return _entry(first, approval, f"审批：{label}", MACHINES["approval"].states[approval["state"]], moves)


def _waiting(connection: Connection, actor: Actor) -> Iterator[Entry]:
    """Letters to be served and payments to be made."""
    for name, states in WAITING.items():
        machine = MACHINES[name]
        for state in states:
            moves = tuple(trigger for trigger in _onward(machine, state, actor) if trigger not in ASIDE)
            for row in select_rows(connection, machine.stored_in, state=state) if moves else ():
                clock, what = _letter(connection, row) if name == "service" else _payment(connection, row)
                yield _entry(clock, row, what, machine.states[state], moves)


def _letter(connection: Connection, service: Row) -> tuple[Row | None, str]:
    letter = select_one(connection, "letter", id=service["letter_id"]) or {}
    subjects = (service["id"], service["letter_id"], letter["subject"])
    running = [
        clock
        for subject in subjects
        for clock in select_rows(connection, "clock", subject=subject, state="running")
        if clock["code"] in SERVICE_CLOCKS
    ]
    first = min(running, key=lambda clock: (clock["due_on"], clock["code"]), default=None)
    return first, f"向{RECIPIENTS[service['recipient_kind']]}送达《{letter_kind(letter['kind']).name}》"


def _payment(connection: Connection, payment: Row) -> tuple[Row | None, str]:
    return None, f"支付{yuan(payment['amount_fen'])}"


def _entry(clock: Row | None, subject: Row, what: str, state: str, moves: tuple[str, ...]) -> Entry:
    return Entry(
        due_on=clock["due_on"] if clock else None,
        provisional=bool(clock and clock["provisional"]),
        claim_no=subject["claim_no"],
        target=subject["id"],
        code=clock["code"] if clock else "",
        what=what,
        state=state,
        moves=moves,
    )
