"""Random walks over monthly benefits alone: whatever the bank, the officers and the days do, the months add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.support.payroll import Payroll
from tests.support.told_sums import pages_tell_the_ledger
from tests.support.walking.one_case import CaseWalk
from tests.support.walking.walk import AT_LENGTH
from tests.support.world import World

SEEDS = range(40 if AT_LENGTH else 6)
STEPS = 45
CODES = ("disability_allowance", "nursing_allowance")


class Pensioner(CaseWalk[Payroll]):
    """Two monthly benefits of one person."""

    days = (1, 3, 8, 20, 31, 45, 90)

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(Payroll(world, grade=2, care_level="most"), seed)
        for code in CODES:
            self.case.award(code, self.on)

    def acts(self) -> Mapping[Callable[[], None], int]:
        return {
            self.days_pass: 8, self.pay: 6, self.bank: 6, self.replace: 4, self.stop_or_go: 3, self.check: 2, self.end: 1,
            self.again: 3, self.recover: 4, self.keep_monthly: 4,
        }  # fmt: skip

    def days_pass(self) -> None:
        super().days_pass()
        self.made.add("days")

    def pay(self) -> None:
        if self.case.payments("pending"):
            self.case.send(self.on)
            self.made.add("sent")

    def bank(self) -> None:
        """The bank answers what it was sent, or gives back what it had paid."""
        for row in self.case.payments("sent"):
            answer = self.chance.random()
            if answer < 0.7:
                self.do("system", row, "bank_paid", bank_ref=f"流水 {row['id']}", amount_fen=row["amount_fen"])
            elif answer < 0.85:
                self.do("system", row, "bank_rejected", bank_reason="账号不存在")
        paid = self.case.payments("paid")
        if paid and self.chance.random() < 0.3:
            row = self.chance.choice(paid)
            self.do("system", row, "bank_refund", bank_ref=f"退汇 {row['id']}", bank_reason="账户已销")

    def replace(self) -> None:
        """A later version: from the start, from now on, or by an adjustment from a month of the past."""
        earlier = self.any_of("award_item", "effective", "suspended")
        if earlier is None:
            return
        how = self.chance.choice(("redo", "review", "adjust", "adjust"))
        given: dict[str, Any] = {"code": earlier["code"], "facts": [{}], "replaces": earlier["id"]}
        if how == "adjust":
            month = f"{self.day.year}-{self.chance.randrange(1, self.day.month + 1):02d}"
            kind, value = self.chance.choice((("percent", 450), ("amount", 10_001), ("to", 300_000)))
            given.update(from_month=month, adjustment=[{"kind": kind, "value": value, "document": "合成1号"}])
        else:
            self.case.graded_anew(self.chance.randrange(1, 5), how, self.on)
        drafted = self.case.try_to("intake1", f"{self.case.no}/item", "draft", self.on, **given)
        if not drafted.done:
            return
        newer = drafted.subject
        self.case.do("intake1", newer, "allow", self.on)
        later = self.case.item(newer)["from_month"] > earlier["from_month"]
        self.signed("intake1", "supersede", earlier["id"], successor=newer, effect="ex_nunc" if later else "ex_tunc")
        if self.case.item(newer)["state"] == "approved":
            self.case.serve(newer, self.on)
        else:
            self.case.try_to("intake1", newer, "discard", self.on, reason="不再变更")

    def stop_or_go(self) -> None:
        stopped = self.any_of("award_item", "suspended")
        if stopped is not None:
            self.signed("intake1", "resume", stopped["id"], document="复诊证明1号")
        elif (running := self.any_of("award_item", "effective")) is not None:
            self.signed("intake1", "suspend", running["id"], reason="拒绝治疗", document="告知书1号")

    def check(self) -> None:
        running = self.any_of("award_item", "effective")
        if running is not None:
            self.do("intake1", running, "confirm_eligibility", way="数据比对", evidence="比对1号")

    def again(self) -> None:
        """A returned payment is made again to another account, which has rested."""
        for row in self.case.payments("returned")[:1]:
            self.other_account(row)
            self.do("cashier1", row, "reissue")

    def recover(self) -> None:
        """What the sweep has opened is told, heard, decided and served; or a decision falls, or the rest is written off."""
        rows = self.case.world.rows("recovery", claim_no=self.case.no)
        for row in [one for one in rows if one["state"] == "opened"][:1]:
            self.do("legal1", row, "notify", reason="多付")
            self._serve_all("recovery_hearing")
            self.do("legal1", row, "hear", document="笔录1号")
            self.signed("intake1", "decide", row["id"], facts_found="多付", evidence=["核定"], reason="没有依据")
            self._serve_all("recovery")
        owed = [one for one in rows if one["state"] == "owed"]
        if owed and self.chance.random() < 0.2:
            falls = {"document": "行政判决1号", "reason": "程序违法"}
            lost = {"ground": "法院终结执行", "document": "裁定1号"}
            trigger, given = self.chance.choice((("withdraw", falls), ("write_off", lost)))
            self.signed("legal1", trigger, owed[0]["id"], **given)

    def keep_monthly(self) -> None:
        """A recovery in force is borne by a benefit that runs, month by month."""
        rows = self.case.world.rows("recovery", claim_no=self.case.no)
        owed, item = [one for one in rows if one["state"] == "owed"], self.any_of("award_item", "effective")
        if owed and item is not None:
            most = self.chance.choice((1, 50_000, 500_000))
            self.do("reviewer1", owed[-1], "agree_monthly", item=item["id"], amount_fen=most, document="同意书1号")
            self._serve_all("monthly_set_off")

    def _serve_all(self, kind: str) -> None:
        letters = {row["id"] for row in self.case.world.rows("letter", claim_no=self.case.no) if row["kind"] == kind}
        for row in self.case.world.rows("service", claim_no=self.case.no):
            if row["letter_id"] in letters and row["state"] == "pending":
                self.do("intake1", row, "serve", method="direct", evidence="回证1号")

    def end(self) -> None:
        running = self.any_of("award_item", "effective", "suspended")
        if running is not None and self.chance.random() < 0.3:
            month = f"{self.day.year}-{self.chance.randrange(1, 13):02d}"
            self.signed("intake1", "end", running["id"], ground="丧失享受待遇条件", last_month=month)


@pytest.mark.hypothesis  # by its seeds, of which a soak has more
@pytest.mark.parametrize("seed", SEEDS)
def test_the_months_add_up_after_every_step(world: World, seed: int) -> None:
    walk = Pensioner(world, seed)
    for _ in range(STEPS):
        walk.step()
    assert "days" in walk.made
    assert len(walk.made) >= 4, walk.told
    pages_tell_the_ledger(world, walk.case.no)
