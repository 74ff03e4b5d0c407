"""Random walks over monthly benefits alone: whatever the bank, the officers and the days do, the months add up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import settings

from claims.errors import ClaimsError
from claims.store.rows import Row
from tests.support.fixtures.signing import sign_through
from tests.support.payroll import Payroll
from tests.support.world import World
from workflows.acting import propose
from workflows.guards import GUARDS
from workflows.sweep import sweep

AT_LENGTH = settings.get_current_profile_name() == "soak"
SEEDS = range(40 if AT_LENGTH else 6)
STEPS = 45
START = date(2024, 10, 10)
CODES = ("disability_allowance", "nursing_allowance")
LAWFUL = frozenset(GUARDS) | {"no_such_move", "stale_page"}


class Pensioner:
    """A walk: `told` is what happened, line by line; `made` counts what was made by its name."""

    def __init__(self, world: World, seed: int) -> None:
        self.payroll = Payroll(world, grade=2, care_level="most")
        self.chance = Random(seed)
        self.day = START
        self.told: list[str] = []
        self.made: set[str] = set()
        for code in CODES:
            self.payroll.award(code, self.on)

    @property
    def on(self) -> str:
        return self.day.isoformat()

    def step(self) -> None:
        """Something happens; afterwards every invariant of money holds."""
        acts: tuple[tuple[Callable[[], None], int], ...] = (
            (self.days_pass, 8), (self.pay, 6), (self.bank, 6), (self.replace, 4), (self.stop_or_go, 3),
            (self.check, 2), (self.end, 1), (self.again, 3), (self.recover, 4), (self.keep_monthly, 4),
        )  # fmt: skip
        act = self.chance.choices([one for one, _ in acts], [weight for _, weight in acts])[0]
        try:
            act()
            self.told.append(f"{self.on} {act.__name__}")
        except ClaimsError as reason:
            if reason.code not in LAWFUL:
                raise
            self.told.append(f"{self.on} {act.__name__}: {reason.code}")
        self.payroll.sound()

    def days_pass(self) -> None:
        self.day += timedelta(days=self.chance.choice((1, 3, 8, 20, 31, 45, 90)))
        swept = sweep(self.payroll.world.desk, self.payroll.at(self.on))
        assert swept.set_aside == ()
        assert {code for _, _, code in swept.refused} <= LAWFUL
        self.made.add("days")

    def pay(self) -> None:
        if self.payroll.payments("pending"):
            self.payroll.send(self.on)
            self.made.add("sent")

    def bank(self) -> None:
        """The bank answers what it was sent, or gives back what it had paid."""
        for row in self.payroll.payments("sent"):
            answer = self.chance.random()
            if answer < 0.7:
                self._do("system", row, "bank_paid", bank_ref=f"流水 {row['id']}", amount_fen=row["amount_fen"])
            elif answer < 0.85:
                self._do("system", row, "bank_rejected", bank_reason="账号不存在")
        paid = self.payroll.payments("paid")
        if paid and self.chance.random() < 0.3:
            row = self.chance.choice(paid)
            self._do("system", row, "bank_refund", bank_ref=f"退汇 {row['id']}", bank_reason="账户已销")

    def _do(self, who: str, row: Row, trigger: str, **data: Any) -> None:
        made = self.payroll.try_to(who, row["id"], trigger, self.on, **data)
        if made.done:
            self.made.add(trigger)

    def _item(self, *states: str) -> Row | None:
        rows = [
            row for row in self.payroll.world.rows("award_item", claim_no=self.payroll.no) if row["state"] in states
        ]
        return self.chance.choice(rows) if rows else None

    def _signed(self, trigger: str, target: str, who: str = "intake1", **proposal: Any) -> None:
        world = self.payroll.world
        drafted = propose(world.desk, who, trigger, [target], proposal, self.payroll.at(self.on))
        if drafted.done and sign_through(world, drafted.subject, self.payroll.at(self.on)).done:
            self.made.add(trigger)

    def replace(self) -> None:
        """A later version: from the start, from now on, or by an adjustment from a month of the past."""
        earlier = self._item("effective", "suspended")
        if earlier is None:
            return
        how = self.chance.choice(("redo", "review", "adjust", "adjust"))
        given: dict[str, Any] = {"code": earlier["code"], "facts": [{}], "replaces": earlier["id"]}
        if how == "adjust":
            month = f"{self.day.year}-{self.chance.randrange(1, self.day.month + 1):02d}"
            kind, value = self.chance.choice((("percent", 450), ("amount", 10_001), ("to", 300_000)))
            given.update(from_month=month, adjustment=[{"kind": kind, "value": value, "document": "合成1号"}])
        else:
            self.payroll.graded_anew(self.chance.randrange(1, 5), how, self.on)
        drafted = self.payroll.try_to("intake1", f"{self.payroll.no}/item", "draft", self.on, **given)
        if not drafted.done:
            return
        newer = drafted.subject
        self.payroll.do("intake1", newer, "allow", self.on)
        later = self.payroll.item(newer)["from_month"] > earlier["from_month"]
        self._signed("supersede", earlier["id"], successor=newer, effect="ex_nunc" if later else "ex_tunc")
        if self.payroll.item(newer)["state"] == "approved":
            self.payroll.serve(newer, self.on)
        else:
            self.payroll.try_to("intake1", newer, "discard", self.on, reason="不再变更")

    def stop_or_go(self) -> None:
        stopped = self._item("suspended")
        if stopped is not None:
            self._signed("resume", stopped["id"], document="复诊证明1号")
        elif (running := self._item("effective")) is not None:
            self._signed("suspend", running["id"], reason="拒绝治疗", document="告知书1号")

    def check(self) -> None:
        running = self._item("effective")
        if running is not None:
            self._do("intake1", running, "confirm_eligibility", way="数据比对", evidence="比对1号")

    def again(self) -> None:
        """A returned payment is made again to another account, which has rested."""
        for row in self.payroll.payments("returned")[:1]:
            digits = f"6000{len(self.payroll.world.rows('payee_account')):012d}"
            named = {"beneficiary": row["beneficiary"], "basis": "本人更正账户申请", "bank": "合成银行"}
            self._signed("set_payee_account", self.payroll.no, account=digits, account_name="合成人员01", **named)
            self.day += timedelta(days=7)
            newest = max(self.payroll.world.rows("payee_account"), key=lambda one: int(one["generation"]))
            self._do("reviewer1", row, "correct_account", account_id=newest["id"], proof="银行卡")
            self._do("cashier1", row, "reissue")

    def recover(self) -> None:
        """What the sweep has opened is told, heard, decided and served; or a decision falls, or the rest is written off."""
        rows = self.payroll.world.rows("recovery", claim_no=self.payroll.no)
        for row in [one for one in rows if one["state"] == "opened"][:1]:
            self._do("legal1", row, "notify", reason="多付")
            self._serve_all("recovery_hearing")
            self._do("legal1", row, "hear", document="笔录1号")
            self._signed("decide", row["id"], facts_found="多付", evidence=["核定"], reason="没有依据")
            self._serve_all("recovery")
        owed = [one for one in rows if one["state"] == "owed"]
        if owed and self.chance.random() < 0.2:
            falls = {"document": "行政判决1号", "reason": "程序违法"}
            lost = {"ground": "法院终结执行", "document": "裁定1号"}
            trigger, given = self.chance.choice((("withdraw", falls), ("write_off", lost)))
            self._signed(trigger, owed[0]["id"], who="legal1", **given)

    def keep_monthly(self) -> None:
        """A recovery in force is borne by a benefit that runs, month by month."""
        rows = self.payroll.world.rows("recovery", claim_no=self.payroll.no)
        owed, item = [one for one in rows if one["state"] == "owed"], self._item("effective")
        if owed and item is not None:
            most = self.chance.choice((1, 50_000, 500_000))
            self._do("reviewer1", owed[-1], "agree_monthly", item=item["id"], amount_fen=most, document="同意书1号")
            self._serve_all("monthly_set_off")

    def _serve_all(self, kind: str) -> None:
        letters = {
            row["id"] for row in self.payroll.world.rows("letter", claim_no=self.payroll.no) if row["kind"] == kind
        }
        for row in self.payroll.world.rows("service", claim_no=self.payroll.no):
            if row["letter_id"] in letters and row["state"] == "pending":
                self._do("intake1", row, "serve", method="direct", evidence="回证1号")

    def end(self) -> None:
        running = self._item("effective", "suspended")
        if running is not None and self.chance.random() < 0.3:
            month = f"{self.day.year}-{self.chance.randrange(1, 13):02d}"
            self._signed("end", running["id"], ground="丧失享受待遇条件", last_month=month)


@pytest.mark.hypothesis  # by its seeds, of which a soak has more
@pytest.mark.parametrize("seed", SEEDS)
def test_the_months_add_up_after_every_step(world: World, seed: int) -> None:
    walk = Pensioner(world, seed)
    for _ in range(STEPS):
        walk.step()
    assert "days" in walk.made
    assert len(walk.made) >= 4, walk.told
