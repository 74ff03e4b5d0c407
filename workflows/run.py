"""The inside of a transaction: open the cases, make the move and all that it causes, and write everything at the end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from claims.canonical import canonical_json, commitment
from claims.clock import instant_after, instant_text, legal_day, parse_instant
from claims.errors import Conflict, words
from claims.store.rows import Row, sent_together
from workflows.casefile import AFTER_NUMBERS, WRITE_ORDER, CaseFile
from workflows.chaining import join_chain
from workflows.command import Command, Outcome, Refusal, outcome_of
from workflows.consequences import carry_out
from workflows.decide import Decision, decide
from workflows.evidence_store import is_file_id
from workflows.holds import check_hold, check_left_waiting
from workflows.letterbox import Letterbox
from workflows.locking import Opened, lock_person, open_actor, open_claim, person_of
from workflows.machines import MACHINES, SHORT_NAMES
from workflows.messaging import Messagebox
from workflows.published_heads import unmatched_head
from workflows.roles import SYSTEM, Actor, Role
from workflows.sight import not_heard
from workflows.situation import Facts, FollowOn, Situation
from workflows.subjects import blank_claim, blank_subject, give_number
from workflows.table import NEW, Table
from workflows.transaction import Desk

FOLLOW_ON_LIMIT = 200
FORESEEN = "foreseen"
LOCKS_PERSON = frozenset({"accept"})


class MoveRefused(Exception):
    """A move that this transaction needs is refused; the transaction must leave nothing behind."""

    def __init__(self, command: Command, refusals: Sequence[Refusal], follow_on: FollowOn | None) -> None:
        super().__init__(refusals[0].code if refusals else "refused")
        self.command = command
        self.refusals = tuple(refusals)
        self.follow_on = follow_on


@dataclass(frozen=True, slots=True)
class Target:
    """What a command aims at: machine, case and subject (None for one that is to be created)."""

    machine: Table
    claim_no: str | None
    subject_id: str | None


def read_target(text: str) -> Target:
    """`new`, `TL-2025-000041`, `TL-2025-000041/payment-14` or `TL-2025-000041/payment` (to be created)."""
    if text == NEW:
        return Target(MACHINES["claim"], None, None)
    claim_no, _, rest = text.partition("/")
    if not rest:
        return Target(MACHINES["claim"], claim_no, claim_no)
    kind, _, place = rest.partition("-")
    if kind not in SHORT_NAMES:
        raise Conflict("no_such_subject", target=text)
    return Target(MACHINES[SHORT_NAMES[kind]], claim_no, text if place else None)


class Run:
    """One transaction's work on one or several cases; `together` are the targets of all its commands."""

    def __init__(self, desk: Desk, connection: Connection, together: Iterable[str] = ()) -> None:
        self.desk = desk
        self.connection = connection
        self.together = frozenset(together)
        self.today = desk.today()
        self.instant = ""
        self.files: dict[str, CaseFile] = {}
        self.opened: dict[str, Opened] = {}
        self.letters = Letterbox(desk, connection)
        self.messages = Messagebox(desk, connection)
        self.events: list[Row] = []
        self.heads: tuple[Facts | None] | None = None

    def fire(self, command: Command) -> Outcome:
        """Make the move that a person asked for and everything it causes; a refusal is an outcome."""
        target = read_target(command.target)
        file, actor, opened = self._open(target, command)
        if file is None or actor is None:
            code = "no_such_actor" if actor is None else "no_such_claim"
            facts = {"actor": command.actor, "claim": target.claim_no or command.target}
            return self._refused(command, [Refusal(code, facts)])
        out = None if file.is_new else not_heard(self.connection, actor, file.claim)
        if out is not None:
            return self._refused(command, [out])
        subject = self._subject(file, target)
        if subject is None:
            return self._refused(command, [Refusal("no_such_claim", {"claim": command.target})])
        if subject["version"] != command.expected_version:
            raise Conflict("stale_page", seen=command.expected_version, now=subject["version"], target=command.target)
        s = self._situation(file, target.machine, subject, actor, command.occurred_on, opened)
        decision = decide(target.machine, s, command.trigger, command.data)
        if decision.refusals:
            return self._refused(command, decision.refusals)
        event = self._make(target.machine, s, decision, command.id, None)
        self._follow(s.follow_ons, command, event["id"])
        return outcome_of(command, event)

    def rehearse(self, command: Command, follow_ons: Sequence[FollowOn]) -> None:
        """Make the moves that an approval would cause, in memory: for looking at what comes of them, never to be finished.

        Raises MoveRefused where one of them is refused, Conflict where a target is not there.
        """
        _, instant = open_actor(self.connection, SYSTEM.username, self.today)
        self._advance_clock(instant)
        self._follow(follow_ons, command, FORESEEN)

    def finish(self) -> None:
        """Chain the events and write all cases, then give the letters their numbers and write what hangs on them."""
        ordered = [self.files[no] for no in sorted(self.files)]
        for file in ordered:
            check_left_waiting(file)
        self.letters.take_snapshots()
        issued = self.letters.issued()
        for file in ordered:
            join_chain(file, issued)
        self.messages.produce()
        with sent_together(self.connection):
            for file in ordered:
                if not file.is_new:  # the database lets a state that waits in only once its clock is there
                    file.write_new("clock")
                file.write(WRITE_ORDER)
        self.letters.number()
        with sent_together(self.connection):
            for file in ordered:
                file.write(AFTER_NUMBERS)

    def _open(self, target: Target, command: Command) -> tuple[CaseFile | None, Actor | None, Opened | None]:
        if target.claim_no is None:
            return self._open_new(command)
        if command.trigger in LOCKS_PERSON:
            person = person_of(self.connection, target.claim_no)
            if person is not None:
                lock_person(self.connection, person)
        opened = open_claim(self.connection, target.claim_no, command.actor, self.today)
        self._advance_clock(opened.instant)
        actor = SYSTEM if command.actor == SYSTEM.username else opened.actor
        if opened.claim is None:
            return None, actor, opened
        if target.claim_no not in self.files:
            self.files[target.claim_no] = CaseFile(self.connection, opened.claim)
        return self.files[target.claim_no], actor, opened

    def _open_new(self, command: Command) -> tuple[CaseFile, Actor | None, Opened]:
        id_index = lock_person(self.connection, str(command.data.get("person_id", "")))
        actor, instant = open_actor(self.connection, command.actor, self.today)
        self._advance_clock(instant)
        opened = Opened(None, actor, instant, own_case=actor is not None and actor.id_index == id_index)
        claim = blank_claim(self.desk.rules.province, command.occurred_on)
        return CaseFile(self.connection, claim, is_new=True), actor, opened

    def _advance_clock(self, database_instant: str) -> None:
        now = instant_text(self.desk.instant()) if self.desk.now else database_instant
        self.instant = max(self.instant, now)

    def _file(self, claim_no: str) -> CaseFile:
        """A case that a follow-on reaches into; locked like the first."""
        if claim_no not in self.files:
            opened = open_claim(self.connection, claim_no, SYSTEM.username, self.today)
            if opened.claim is None:
                raise Conflict("no_such_subject", target=claim_no)
            self.files[claim_no] = CaseFile(self.connection, opened.claim)
        return self.files[claim_no]

    @staticmethod
    def _subject(file: CaseFile, target: Target) -> Row | None:
        if target.machine.name == "claim":
            return file.claim
        if target.subject_id is None:
            return blank_subject(target.machine, file)
        return file.find(target.machine.stored_in, target.subject_id)

    def _situation(
        self,
        file: CaseFile,
        machine: Table,
        subject: Row,
        actor: Actor,
        occurred_on: date,
        opened: Opened | None,
        via: str | None = None,
    ) -> Situation:
        return Situation(
            connection=self.connection,
            rules=self.desk.rules,
            calendar=self.desk.calendar,
            file=file,
            machine=machine.name,
            stored_in=machine.stored_in,
            subject=subject,
            move=machine.moves[0],
            actor=actor,
            role=next(iter(actor.roles), Role.SYSTEM),
            occurred_on=occurred_on,
            recorded_on=legal_day(parse_instant(self.instant)),
            recorded_at=self.instant,
            data={},
            via=via,
            own_case=bool(opened and opened.own_case),
            recused=bool(opened and opened.recused),
            salt=self.desk.salt,
            foresee=lambda target, act, data: self._foresee(target, act, data, occurred_on),
            lost_head=self._lost_head,
            together=self.together,
        )

    def _lost_head(self) -> Facts | None:
        """Why the database is not the one that was sealed, as the facts of a refusal; asked once a transaction."""
        if self.heads is None:
            found = unmatched_head(self.desk, self.connection)
            self.heads = (None if found is None else {"reason": words(found.code, **found.facts())},)
        return self.heads[0]

    def _foresee(self, text: str, act: str, data: Mapping[str, Any], occurred_on: date) -> tuple[Refusal, ...]:
        """The reasons for which `act` would be refused on a target if its approval were given now."""
        target = read_target(text)
        file = self._file(str(target.claim_no))
        subject = self._subject(file, target)
        if subject is None:
            return (Refusal("no_such_subject", {"target": text}),)
        s = self._situation(file, target.machine, subject, SYSTEM, occurred_on, None, FORESEEN)
        return decide(target.machine, s, act, data).refusals

    def _make(self, machine: Table, s: Situation, decision: Decision, command_id: str, cause: str | None) -> Row:
        """Carry out a permitted move: number, state, clocks, transfers, letters, event."""
        source, move = s.subject["state"], decision.move
        if s.file.is_new and source == NEW and machine.name == "claim":
            self.files[give_number(s, self.connection, self.desk)] = s.file
        elif source == NEW:
            s.subject["id"] = s.file.next_id(machine.short)
            s.file.add(machine.stored_in, s.subject)
        seq = s.file.claim["event_seq"] + 1
        s.event_id = f"{s.file.no}#{seq}"
        s.scratch["source"] = source
        s.set(state=decision.target, version=s.subject["version"] + 1)
        carry_out(s)
        check_hold(s)
        event = self._event(s, machine, source, decision.target, command_id, cause)
        self.letters.order(s)
        self.messages.order(s, self.letters.letter_of(s))
        if not move.any_day:
            s.file.set(last_occurred_on=max(s.file.claim["last_occurred_on"], s.occurred_on))
        return event

    def _event(self, s: Situation, machine: Table, source: str, target: str, command_id: str, cause: str | None) -> Row:
        private = {f.name: s.data[f.name] for f in s.move.needs if f.private and f.name in s.data}
        salt = self.desk.salt() if private else ""
        claim = s.file.claim
        event: Row = {
            "id": s.event_id,
            "claim_no": s.file.no,
            "seq": claim["event_seq"] + 1,
            "machine": machine.name,
            "subject": s.subject_id,
            "trigger": s.move.trigger,
            "source": source,
            "target": target,
            "actor": s.actor.username,
            "role": s.role.value,
            "occurred_on": s.occurred_on,
            "recorded_at": self._next_instant(claim["last_recorded_at"]),
            "command_id": command_id,
            "cause": cause,
            "data": canonical_json({k: v for k, v in s.data.items() if k not in private}),
            "private_commitment": commitment(salt, private) if private else None,
            "consequences": canonical_json(_consequences(s)),
            "prev_hash": "",
            "hash": "",
        }
        s.file.add("event", event)
        if private:
            s.file.add("event_private", {"event_id": s.event_id, "salt": salt, "body": canonical_json(private)})
        s.file.set(event_seq=event["seq"], last_recorded_at=event["recorded_at"])
        return event

    def _next_instant(self, last: str) -> str:
        self.instant = instant_after(last, self.instant)
        return self.instant

    def _follow(self, follow_ons: Sequence[FollowOn], command: Command, cause: str) -> None:
        """Make the moves that moves have caused, oldest first; one that is refused takes all of it back."""
        waiting = deque((follow_on, cause) for follow_on in follow_ons)
        for _ in range(FOLLOW_ON_LIMIT):
            if not waiting:
                return
            follow_on, caused_by = waiting.popleft()
            target = read_target(follow_on.target)
            file = self._file(str(target.claim_no))
            subject = self._subject(file, target)
            if subject is None:
                raise Conflict("no_such_subject", target=follow_on.target)
            s = self._situation(file, target.machine, subject, SYSTEM, follow_on.occurred_on, None, follow_on.via)
            decision = decide(target.machine, s, follow_on.trigger, follow_on.data)
            if decision.refusals:
                raise MoveRefused(command, decision.refusals, follow_on)
            event = self._make(target.machine, s, decision, command.id, caused_by)
            waiting.extend((next_one, event["id"]) for next_one in s.follow_ons)
        raise Conflict("endless_consequences", target=command.target)

    @staticmethod
    def _refused(command: Command, refusals: Sequence[Refusal]) -> Outcome:
        return Outcome(False, command.target, command.trigger, refusals=tuple(refusals))


def _consequences(s: Situation) -> Mapping[str, Any]:
    transfers = [
        [row["line"], row["entry"], row["debit"], row["credit"], row["amount_fen"], row["item_id"]]
        for row in s.postings
    ]
    told = {
        "version": s.subject["version"],
        "clocks": sorted(set(s.clocks_touched)),
        "letters": [order.kind for order in s.letters],
        "transfers": transfers,
    }
    papers = [[row["kind"], row["sha256"]] for row in s.file.added("paper") if is_file_id(row["document"])]
    return {**told, "papers": papers} if papers else told
