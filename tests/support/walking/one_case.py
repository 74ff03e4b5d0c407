"""A random walk over the money of one case: days, bank and officers as a test lets them act; after every step all is sound."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any, Generic, TypeVar

from claims.errors import ClaimsError
from claims.store.rows import Row
from tests.support.fixtures.signing import sign_through
from tests.support.one_off import NEW_ACCOUNT
from tests.support.payroll import Payroll
from tests.support.world import INJURED, KIN
from workflows.acting import propose
from workflows.guards import GUARDS
from workflows.sweep import sweep

C = TypeVar("C", bound=Payroll)
START = date(2024, 10, 10)
NAMES = {INJURED: "合成人员01", KIN: "合成人员02"}
LAWFUL = frozenset(GUARDS) | {"no_such_move", "stale_page"}


class CaseWalk(ABC, Generic[C]):
    """A walk: `told` is what happened, line by line; `made` what was made, by its name; `days` how many pass at a time."""

    days: tuple[int, ...]

    def __init__(self, case: C, seed: int) -> None:
        self.case = case
        self.chance = Random(seed)
        self.day = START
        self.told: list[str] = []
        self.made: set[str] = set()

    @property
    def on(self) -> str:
        """The day of the walk as it is written."""
        return self.day.isoformat()

    @abstractmethod
    def acts(self) -> Mapping[Callable[[], None], int]:
        """What may happen in a step, and how likely each is."""

    def step(self) -> None:
        """Something happens, or is refused for a reason of the law; afterwards the case is sound."""
        acts = self.acts()
        act = self.chance.choices(list(acts), list(acts.values()))[0]
        try:
            act()
            self.told.append(f"{self.on} {act.__name__}")
        except ClaimsError as reason:
            if reason.code not in LAWFUL:
                raise
            self.told.append(f"{self.on} {act.__name__}: {reason.code}")
        self.case.sound()

    def days_pass(self) -> None:
        """Some days later the sweep does what is due."""
        self.day += timedelta(days=self.chance.choice(self.days))
        swept = sweep(self.case.world.desk, self.case.at(self.on))
        assert swept.set_aside == ()
        assert {code for _, _, code in swept.refused} <= LAWFUL

    def note(self, name: str) -> None:
        """Something has been made."""
        self.made.add(name)

    def do(self, who: str, row: Row, trigger: str, **data: Any) -> None:
        """A move, which may be refused."""
        if self.case.try_to(who, row["id"], trigger, self.on, **data).done:
            self.note(trigger)

    def signed(self, who: str, trigger: str, target: str, **proposal: Any) -> None:
        """A move by approval, which may be refused when it is drafted or signed."""
        world = self.case.world
        drafted = propose(world.desk, who, trigger, [target], proposal, self.case.at(self.on))
        if drafted.done and sign_through(world, drafted.subject, self.case.at(self.on)).done:
            self.note(trigger)

    def any_of(self, table: str, *states: str) -> Row | None:
        """A row of the case in one of these states, if there is any."""
        rows = [row for row in self.case.world.rows(table, claim_no=self.case.no) if row["state"] in states]
        return self.chance.choice(rows) if rows else None

    def account_of(self, person: str) -> None:
        """Another account of the person's own is approved, and rests."""
        digits = f"6000{len(self.case.world.rows('payee_account')):012d}"
        own = {**NEW_ACCOUNT, "beneficiary": person, "account_name": NAMES[person]}
        self.signed("intake1", "set_payee_account", self.case.no, account=digits, **own)
        self.day += timedelta(days=7)

    def other_account(self, payment: Row) -> None:
        """Another account takes the place of the one that failed, when it has rested."""
        self.account_of(payment["beneficiary"])
        newest = max(self.case.world.rows("payee_account"), key=lambda one: int(one["generation"]))
        self.do("reviewer1", payment, "correct_account", account_id=newest["id"], proof="银行卡")
