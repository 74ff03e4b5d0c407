"""A walk: days pass, people act on cases by whatever the tables name, the bank and the sweep answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import settings

from claims.errors import ClaimsError
from claims.store.rows import Row
from tests.support.walking import banking, disputing, money, recovering  # noqa: F401 (they fill the table of data)
from tests.support.walking.filling import filled
from tests.support.walking.sight import Sight
from tests.support.world import ACTOR_OF, INDUSTRY, INJURED, OTHER_PLATFORM, STRANGER, World
from workflows.acting import act, propose
from workflows.batches import Sealed, open_batch, release_batch, seal_batch
from workflows.command import Outcome
from workflows.guards import GUARDS
from workflows.roles import Role
from workflows.sweep import sweep
from workflows.table import Move, Table

START = date(2024, 6, 3)
CASES_MAX = 3
OFFICERS: Mapping[Role, tuple[str, ...]] = {
    Role.INTAKE: ("intake1", "intake2"),
    Role.REVIEWER: ("reviewer1", "reviewer2"),
    Role.APPROVER: ("approver1", "approver2", "approver3", "approver4"),
    Role.CASHIER: ("cashier1", "cashier2"),
}
AT_LENGTH = settings.get_current_profile_name() == "soak"
BY_SYSTEM = {
    ("dispute", "answer_missed"),
    ("dispute", "review_ran_out"),
    ("dispute", "effective"),
    ("service", "serve"),
    ("service", "send"),
}
RARE = {
    "merge", "withdraw", "terminate", "transfer_place", "transfer_gongshang", "revoke_confirmation", "set_aside",
    "refuse_accept", "refuse_confirm", "refuse", "void", "death_supervenes", "permit_late_entry", "recuse", "remand",
    "invalidate", "request_withdrawal", "return", "escalate", "waive", "substitute", "prerequisite", "rectify",
    "suspend", "ask_supplement", "add_recipient", "withdraw_consent", "back_to_investigate", "return_mail", "hold",
    "withdrawal_recorded", "open", "open_returned_alive", "write_off", "net", "drop", "record", "give_up", "identify",
    "ask_payee_account", "ask_call", "take_back_call", "register_relative", "strike_relative",
}  # fmt: skip
EAGER = {
    "apply": 12, "accept": 12, "report_done": 12, "confirm": 12, "review": 12, "approve": 12, "serve": 8, "request": 5,
    "conclude": 6, "draft": 3, "allow": 8, "batch": 8, "settle": 6, "vote": 6, "panel_approve": 6,
    "supersede": 6, "no_appraisal": 4, "supplement": 6, "resume": 6, "redo_confirm": 8, "set_payee_account": 2, "attend": 6,
    "correct_account": 6, "reissue": 6, "release_hold": 4, "resolve": 6, "close": 2, "decision_served": 6, "accepted": 4,
    "decided": 3, "executed": 3, "hear": 6, "decide": 6, "receive": 4, "note_overpaid": 4, "confirm_late": 4,
    "refund_in_part": 4, "refund_with_overpaid": 4, "match_line": 2,
}  # fmt: skip
LAWFUL = frozenset(GUARDS) | {
    "batch_empty", "batch_not_yours_to_seal", "account_gone", "bank_line_not_waiting", "bank_line_in_mismatch",
    "set_down_waits",
}  # fmt: skip


class Walk:
    """One walk on one database; `told` is what happened, line by line."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.day = START
        self.steps = 0
        self.made = 0
        self.told: list[str] = []
        self.strange: list[str] = []
        self._set_clock()

    def step(self, chance: Random) -> None:
        """Something happens."""
        self.steps += 1
        self._set_clock()
        cases = [row["no"] for row in self.world.rows("claim")]
        roll = chance.random()
        if not cases or (roll < 0.03 and len(cases) < CASES_MAX):
            self._report(chance)
        elif roll < 0.13:
            self._days_pass(chance)
        elif roll < 0.22:
            self._batches(chance)
        elif roll < 0.28:
            self._bank(chance)
        else:
            self._somebody_acts(Sight(self.world, chance.choice(cases), self.day, chance))

    def _set_clock(self) -> None:
        noon = datetime(self.day.year, self.day.month, self.day.day, 4, tzinfo=UTC)
        self.world.moment = noon + timedelta(seconds=self.steps)

    def _days_pass(self, chance: Random) -> None:
        self.day += timedelta(days=chance.choice((1, 1, 2, 3, 5, 8, 16, 40, 70)))
        self._set_clock()
        swept = sweep(self.world.desk, self.day)
        self.told.append(f"{self.day} sweep: {swept.made} made, refused {swept.refused}")

    def _report(self, chance: Random) -> None:
        person = chance.choice((INJURED, INJURED, STRANGER))
        data = {
            "person_id": person, "platform": "美团", "industry": INDUSTRY, "channel": "phone",
            "accident_on": self.day - timedelta(days=chance.randrange(3)), "order_state": "delivering",
            "accident_place": "铜梁区", "accident_course": "摔倒", "injury": "右手腕",
        }  # fmt: skip
        self._try("intake1", "new", "report", data)

    def _batches(self, chance: Random) -> None:
        batches = [row for row in self.world.rows("batch") if not row["released_by"]]
        if not batches:
            number = open_batch(self.world.desk, "cashier1", self.day)
            self.told.append(f"{self.day} batch {number} opened")
            return
        batch = chance.choice(batches)
        try:
            if batch["sealed"]:
                seen = Sealed(batch["no"], batch["sha256"], batch["count"], batch["sum_fen"])
                outcomes = release_batch(self.world.desk, "cashier2", seen, self.day)
                self.told.append(f"{self.day} batch released: {[_short(outcome) for outcome in outcomes]}")
            else:
                seal_batch(self.world.desk, "cashier1", batch["no"])
                self.told.append(f"{self.day} batch sealed")
        except ClaimsError as reason:
            self._raised(f"batch {batch['no']}", reason)

    def _bank(self, chance: Random) -> None:
        what = banking.speak if chance.random() < 0.85 else banking.set_down
        try:
            self.told.append(f"{self.day} {what(self.world, self.day, chance)}")
        except ClaimsError as reason:
            self._raised(f"bank {what.__name__}", reason)

    def _somebody_acts(self, sight: Sight) -> None:
        moves = [(table, subject, move) for table, subject, move in sight.moves() if self._doers(sight, table, move)]
        weights = [_weight(move) for _, _, move in moves]
        table, subject, move = sight.chance.choices(moves, weights)[0]
        data = filled(sight, table, subject, move)
        if data is None:
            return
        username = sight.chance.choice(self._doers(sight, table, move))
        target = _target(sight, table, subject)
        if move.approval:
            self._propose(sight, username, move, target, data)
        else:
            self._try(username, target, move.trigger, data)

    def _doers(self, sight: Sight, table: Table, move: Move) -> list[str]:
        roles = move.proposers if move.approval else move.who
        return [username for role in roles for username in _accounts(sight.claim, table, move, role)]

    def _propose(self, sight: Sight, username: str, move: Move, target: str, data: Mapping[str, Any]) -> None:
        targets = [target]
        if (move.trigger, move.approval) == ("approve", "award") and sight.chance.random() < 0.5:
            ready = [row for row in sight.rows("award_item") if row["state"] == "allowed" and not row["replaces"]]
            targets = [row["id"] for row in ready]
        self._try(username, targets[0], move.trigger, data, targets)

    def _try(
        self, username: str, target: str, trigger: str, data: Mapping[str, Any], targets: list[str] | None = None
    ) -> None:
        desk = self.world.desk
        try:
            if targets is not None:
                outcome = propose(desk, username, trigger, targets, data, self.day)
            else:
                outcome = act(desk, username, target, trigger, self.day, data)
        except ClaimsError as reason:
            self._raised(f"{username} {target} {trigger}", reason)
            return
        self.made += outcome.done
        self.told.append(f"{self.day} {username} {target} {trigger}{' (draft)' if targets else ''}: {_short(outcome)}")

    def _raised(self, what: str, reason: ClaimsError) -> None:
        self.told.append(f"{self.day} {what}: {reason.code} was raised")
        act_is_gone = reason.code == "no_such_move" and what.endswith("approve")
        if reason.code not in LAWFUL and not act_is_gone:
            self.strange.append(f"{what}: {reason.code} {dict(reason.facts)}")


def _accounts(claim: Row, table: Table, move: Move, role: Role) -> tuple[str, ...]:
    if role is Role.SYSTEM:
        return ("system",) if (table.name, move.trigger) in BY_SYSTEM else ()
    if role is Role.RIDER:
        return ("rider1",) if claim["person_id"] == INJURED else ("rider3",)
    if role is Role.PLATFORM:
        return ("platform2",) if claim["platform"] == OTHER_PLATFORM else ("platform1",)
    return OFFICERS.get(role, (ACTOR_OF[role],))


def _weight(move: Move) -> float:
    if move.trigger in RARE:
        return 0.1
    return float(EAGER.get(move.trigger, 1))


def _target(sight: Sight, table: Table, subject: Row | None) -> str:
    if subject is None:
        return f"{sight.no}/{table.short}"
    return sight.no if table.name == "claim" else str(subject["id"])


def _short(outcome: Outcome) -> str:
    return outcome.state if outcome.done else "/".join(refusal.code for refusal in outcome.refusals)
