"""The bureau of the replay: its desk on a set clock, who acts in it, and the acts themselves.

Everything is done through the same two calls that a terminal uses, `act` and `propose`; an act that is refused ends the
replay with the reasons, since then the data and the machines do not agree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any

from claims.bank.lines import Answer, Order
from claims.canonical import sha256_hex
from claims.errors import ClaimsError, Refused
from claims.files import write_whole
from claims.store.rows import Row, select_rows
from pilot.agenda import Agenda, SetClock
from pilot.bank import SyntheticBank, return_file
from pilot.facts import Case
from workflows.acting import act, propose
from workflows.bank_files import take_answers
from workflows.bank_sorting import sort_lines
from workflows.bank_statements import take_statement
from workflows.batches import Sealed, orders_of, release_batch
from workflows.command import Outcome
from workflows.evidence import take_in_pieces
from workflows.evidence_marks import Mark, mark_file
from workflows.outbox import Drained, drain
from workflows.sweep import sweep
from workflows.transaction import Desk, reading

INTAKE, REVIEWER, LEGAL, APPRAISER = "intake1", "reviewer1", "legal1", "appraisal1"
APPROVER, DIRECTOR, HEAD = "approver1", "approver2", "approver3"
CASHIER, RELEASER = "cashier1", "cashier2"
BANK_FOLDER, STATEMENT = "bank", "对账单.csv"
SALT_DIGITS = 32
Sweep = Callable[[Desk, date], object]
Drain = Callable[[Desk, int], Drained]


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does the system's own work: by default the replay itself, in a test a worker on a real broker."""

    sweep: Sweep = sweep
    drain: Drain = drain


class Office:
    """A bureau on a simulated clock. `cases` are the cases it has opened, by number, `plans` the
    papers by which it has been given money.
    """

    def __init__(self, desk: Desk, seed: str, hands: Hands) -> None:
        self.hands = hands
        self.clock = SetClock()
        self.agenda = Agenda()
        self.bank = SyntheticBank()
        self.today = date.min
        self.cases: dict[str, Case] = {}
        self.plans: set[str] = set()
        self._seed = seed
        self._acts, self._salts = count(1), count(1)
        self.desk = replace(desk, now=self.clock.now, salt=self._salt)
        self.calendar = desk.calendar
        self._platforms = {row["org"]: row["username"] for row in self.rows("account")}

    def set_day(self, day: date) -> None:
        """A new day begins."""
        self.today = day
        self.clock.set(day)

    def act(self, who: str, target: str, trigger: str, **data: Any) -> Outcome:
        """`who` makes the move now; raises Refused `pilot_act_refused` where the engine says no."""
        return self._done(
            who, target, trigger, lambda key: act(self.desk, who, target, trigger, self.today, data, key=key)
        )

    def propose(self, who: str, trigger: str, targets: list[str], **proposal: Any) -> str:
        """`who` drafts an approval of `trigger` on `targets`; returns its id. Raises as `act`."""
        made = self._done(
            who,
            targets[0],
            trigger,
            lambda key: propose(self.desk, who, trigger, targets, proposal, self.today, key=key),
        )
        return made.subject

    def _done(self, who: str, target: str, trigger: str, attempt: Callable[[str], Outcome]) -> Outcome:
        self.clock.tick()
        key = sha256_hex(f"{self._seed} act {next(self._acts)}")
        try:
            outcome = attempt(key)
        except ClaimsError as reason:
            raise self._refused(who, target, trigger, reason.message()) from reason
        if not outcome.done:
            reasons = "；".join(refusal.message() for refusal in outcome.refusals)
            raise self._refused(who, target, trigger, reasons)
        return outcome

    def hand_in(self, who: str, claim_no: str, kind: str, name: str, content: bytes) -> None:
        """`who` hands in a file as evidence. Raises as `act`."""
        self.clock.tick()
        try:
            take_in_pieces(self.desk, who, claim_no, kind, name, (content,))
        except ClaimsError as reason:
            raise self._refused(who, claim_no, "evidence", reason.message()) from reason

    def mark(self, who: str, file_id: str, mark: Mark) -> None:
        """`who` has looked at a file of evidence."""
        self.clock.tick()
        mark_file(self.desk, who, file_id, mark)

    def release(self, who: str, sealed: Sealed) -> None:
        """`who` releases a sealed batch, all of it or nothing. Raises as `act`."""
        self.clock.tick()
        for outcome in release_batch(self.desk, who, sealed, self.today):
            if not outcome.done:
                reasons = "；".join(refusal.message() for refusal in outcome.refusals)
                raise self._refused(who, outcome.target, outcome.trigger, reasons)

    def order_of(self, payment: Row) -> Order:
        """A payment as the bank was asked for it."""
        with reading(self.desk) as connection:
            return orders_of(connection, [payment])[0]

    def bank_answers(self, who: str, name: str, answers: Sequence[Answer]) -> None:
        """`who` takes in a return file of the bank; every line of it must find its bucket. Raises as `act`."""
        self.clock.tick()
        content = return_file(answers)
        write_whole(self.desk.var_dir / BANK_FOLDER / name, content)
        taken = take_answers(self.desk, who, name, content, self.today)
        for left in sort_lines(self.desk, taken.file_no, self.today):
            raise self._refused(who, left.line_id, "bank", left.reason)

    def bank_statement(self, who: str) -> None:
        """`who` takes in the statement of the account up to today, if anything has moved on it."""
        if self.bank.movements:
            self.clock.tick()
            content = self.bank.statement()
            write_whole(self.desk.var_dir / BANK_FOLDER / STATEMENT, content)
            take_statement(self.desk, who, STATEMENT, content, self.today)

    def _refused(self, who: str, target: str, trigger: str, reasons: str) -> Refused:
        case = self.cases.get(target.partition("/")[0])
        name = case.name if case else target
        facts = {"day": self.today, "who": who, "name": name, "claim": target, "trigger": trigger}
        return Refused("pilot_act_refused", **facts, reasons=reasons)

    def rows(self, table: str, **where: Any) -> list[Row]:
        """The stored rows of `table` that match."""
        with reading(self.desk) as connection:
            return select_rows(connection, table, **where)

    def platform_account(self, platform: str) -> str:
        """The sign-in of a platform's clerk. Raises Refused where the platform has none."""
        org = f"platform:{platform}"
        if org not in self._platforms:
            raise Refused("pilot_account_missing", account=org)
        return str(self._platforms[org])

    def working_days_later(self, days: int, since: date | None = None) -> date:
        """The `days`-th working day after `since` (today); with 0, that day itself or the first working day after it."""
        start = since or self.today
        if days == 0 and self.calendar.is_working_day(start):
            return start
        return self.calendar.add_working_days(start, max(days, 1))

    def _salt(self) -> str:
        return sha256_hex(f"{self._seed} salt {next(self._salts)}")[:SALT_DIGITS]
