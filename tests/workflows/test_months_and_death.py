"""A death, a change of the award and the run of months meet in any order: each month up to the death is paid once, to the
person or to the heir, and what was paid of later ones is asked back from who had it.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from tests.support.payroll import Payroll
from tests.support.walking.walk import AT_LENGTH
from tests.support.world import INJURED, KIN, World
from workflows.receivable_list import unclaimed

ALLOWANCE = "disability_allowance"
FEN = {1: 479_610, 2: 452_965, 3: 426_320}  # 90 %, 85 % and 80 % of 5,329.00
DEATHS = {"2024-11-20": 1, "2024-12-20": 2, "2025-02-05": 4, "2025-03-01": 5}  # with how many months up to it
PROOFS = {"death_proof": "死亡证明1号", "kin_proof": "户口簿1号"}
KINS_ACCOUNT = {"beneficiary": KIN, "basis": "社会保障卡", "bank": "合成银行", "account_name": "合成人员02"}
PAID_BEFORE = 4
STEPS = ("change", "die", "run", "settle", "run", "settle")


class Family(Payroll):
    """A rider of the second grade with an allowance since November 2024, four months of it paid; each act has its day."""

    def __init__(self, world: World, grade: int, death_on: str) -> None:
        super().__init__(world, grade=2, care_level="none")
        self.newest, self.grade, self.death_on = self.award(ALLOWANCE, "2024-10-10"), grade, death_on
        self.last_day = date(2025, 3, 10)
        self.sweep("2025-02-10")
        self.pay("2025-02-10")

    def day(self) -> str:
        """The next day."""
        self.last_day += timedelta(days=1)
        return self.last_day.isoformat()

    def change(self) -> None:
        """The award worked out anew from its first month, and served."""
        self.graded_anew(self.grade, "redo", self.day())
        whom = self.item(self.newest)["beneficiary"]
        self.newest = self.replace(self.newest, "ex_tunc", self.day(), beneficiary=whom)

    def die(self) -> None:
        proof = {"death_on": self.death_on, "cause": "after_period", "death_proof": "死亡证明1号"}
        self.do("reviewer1", self.no, "death_supervenes", self.day(), **proof)

    def run(self) -> None:
        self.sweep(self.day())

    def settle(self) -> None:
        if self.payments("pending"):
            self.pay(self.day())

    def inherit(self) -> None:
        """The heir takes the benefit over, with an account of his own."""
        self.do("reviewer1", self.newest, "succeed", self.day(), heir=KIN, **PROOFS)
        account = {**KINS_ACCOUNT, "account": "6200000000000096"}
        self.signed("intake1", "set_payee_account", [self.no], self.day(), **account)

    def end(self) -> None:
        self.signed("intake1", "end", [self.newest], self.day(), ground="丧失享受待遇条件")

    def too_much(self) -> dict[str, int]:
        """What stands on 1104, by person; of whom it does a recovery is opened."""
        found: Counter[str] = Counter()
        for row in self.transfers():
            found[row["beneficiary"]] += row["amount_fen"] * ((row["debit"] == "1104") - (row["credit"] == "1104"))
        asked = {row["beneficiary"] for row in self.world.rows("recovery", claim_no=self.no)}
        assert asked == set(+found)
        return dict(+found)

    def had(self, whom: str) -> int:
        """What the bank has paid the person."""
        return sum(row["paid_fen"] for row in self.payments("paid") if row["beneficiary"] == whom)


def test_months_after_a_death_between_service_and_run_are_asked_back_and_those_before_go_to_the_heir(
    world: World,
) -> None:
    family = Family(world, 1, "2024-12-20")
    for step in ("change", "die", "run", "inherit", "run", "settle", "run"):
        getattr(family, step)()
    assert family.months() == dict.fromkeys(("2024-11", "2024-12"), ("paid", FEN[1], FEN[1]))
    assert family.had(KIN) == 2 * (FEN[1] - FEN[2])
    assert family.too_much() == {INJURED: 2 * FEN[2]}


def test_a_death_that_is_known_late_asks_the_months_after_it_back_without_anybody_ending_the_benefit(
    world: World,
) -> None:
    family = Family(world, 1, "2024-12-20")
    family.run()
    family.send(family.day())
    family.die()
    family.run()
    assert list(family.months()) == ["2024-11", "2024-12", "2025-03"]  # with the bank, which is waited for
    family.bank_pays(family.day())
    family.run()
    assert list(family.months()) == ["2024-11", "2024-12"]
    assert family.too_much() == {INJURED: 3 * FEN[2]}


def test_an_ended_benefit_still_owes_the_heir_what_came_before_its_end(world: World) -> None:
    family = Family(world, 2, "2025-03-01")
    for step in ("die", "run", "end", "inherit", "run", "settle"):
        getattr(family, step)()
    assert (family.had(KIN), family.balance("2001")) == (FEN[2], 0)
    again = family.try_to("reviewer1", family.newest, "succeed", family.day(), heir=INJURED, **PROOFS)
    assert [refusal.code for refusal in again.refusals] == ["months_are_owed"]


def test_months_before_a_change_that_was_served_in_time_go_to_the_heir_too(world: World) -> None:
    """The month was due on the version before; the one after it begins when he was dead."""
    family = Family(world, 1, "2025-03-01")
    family.run()
    family.graded_anew(1, "review", family.day())
    first, family.newest = family.newest, family.replace(family.newest, "ex_nunc", family.day())
    family.die()
    assert [(one.item_id, one.owed_fen) for one in unclaimed(world.desk, family.last_day)] == [(first, FEN[2])]
    family.do("reviewer1", first, "succeed", family.day(), heir=KIN, **PROOFS)
    account = {**KINS_ACCOUNT, "account": "6200000000000096"}
    family.signed("intake1", "set_payee_account", [family.no], family.day(), **account)
    family.run()
    family.settle()
    assert (family.had(KIN), family.balance("2001")) == (FEN[2], 0)
    assert unclaimed(world.desk, family.last_day) == ()


def test_what_the_bank_gave_back_of_the_dead_goes_to_the_heir(world: World) -> None:
    family = Family(world, 2, "2025-03-01")
    family.die()
    last = family.payments("paid")[-1]["id"]
    family.do("system", last, "bank_refund", family.day(), bank_ref="退汇1", bank_reason="账户已销")
    for step in ("inherit", "run", "settle"):
        getattr(family, step)()
    assert world.one("payment", id=last)["state"] == "cancelled"
    assert (family.had(KIN), family.balance("2002"), family.balance("2001")) == (2 * FEN[2], 0, 0)


@pytest.mark.hypothesis  # by its seeds, of which a soak has more
@pytest.mark.parametrize("seed", range(120 if AT_LENGTH else 8))
def test_in_any_order_every_month_is_paid_once_and_what_is_too_much_is_asked_back(world: World, seed: int) -> None:
    chance = Random(seed)
    family = Family(world, chance.choice((1, 3)), chance.choice(list(DEATHS)))
    steps = chance.sample(STEPS, len(STEPS))
    steps.insert(chance.randrange(steps.index("die") + 1, len(steps) + 1), "inherit")
    for step in [*steps, "run", "settle", "run"]:
        getattr(family, step)()
    due_fen = DEATHS[family.death_on] * FEN[family.grade]
    too_much = family.too_much()
    assert (family.balance("5103"), family.balance("2001"), family.balance("2002")) == (due_fen, 0, 0)
    assert sum(too_much.values()) == family.balance("1104") == -family.balance("1001") - due_fen
    assert all(fen <= family.had(whom) for whom, fen in too_much.items())
    assert [month for month, (state, _, _) in family.months().items() if state != "paid"] == []
