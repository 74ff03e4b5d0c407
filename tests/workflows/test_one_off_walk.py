"""Random walks over one lump sum: changed, inherited, waived, revoked, paid, given back, claimed back; the money is somewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from claims.bank.formats import PLAIN_CSV
from claims.bank.lines import Answer, Result
from claims.store.rows import Row
from tests.support.one_off import DECISION, LUMP_SUM, OneOff
from tests.support.told_sums import pages_tell_the_ledger
from tests.support.walking.one_case import CaseWalk
from tests.support.walking.walk import AT_LENGTH
from tests.support.world import KIN, World
from workflows.bank_files import take_answers
from workflows.bank_sorting import sort_lines
from workflows.payees import moved_fen
from workflows.recoveries import outstanding_fen

SEEDS = range(200 if AT_LENGTH else 8)
STEPS = 60


class Lump(CaseWalk[OneOff]):
    """A lump sum, of a rider and perhaps of his heir; besides every step, every act that is made leaves the case sound."""

    days = (1, 3, 8, 20)

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(OneOff(world), seed)
        self.case.award(LUMP_SUM, self.on)
        self.case.pay(self.on)

    def acts(self) -> Mapping[Callable[[], None], int]:
        return {
            self.days_pass: 4, self.pay: 6, self.bank: 8, self.change: 5, self.serve: 6, self.again: 4, self.recover: 8,
            self.repay: 3, self.cancel: 2, self.give_up: 2, self.bank_tells: 6, self.inherit: 1,
        }  # fmt: skip

    def note(self, name: str) -> None:
        super().note(name)
        self.case.sound()

    def pay(self) -> None:
        if self.case.payments("pending"):
            self.case.send(self.on)

    def bank(self) -> None:
        """The bank answers what it was sent, in full or in part, or gives back what it had paid."""
        for row in self.case.payments("sent", "unknown"):
            answer, ref = self.chance.random(), f"流水 {row['id']}"
            if answer < 0.6:
                self.do("system", row, "bank_paid", bank_ref=ref, amount_fen=row["amount_fen"])
            elif answer < 0.7:
                self.do("system", row, "bank_rejected", bank_reason="账号不存在")
            elif answer < 0.8 and row["amount_fen"] > 1:
                less_fen = self.chance.randrange(1, row["amount_fen"])
                found = {"result": "part_paid", "paid_fen": less_fen, "document": "回单1号"}
                self.do("system", row, "bank_partial", bank_ref=ref, amount_fen=less_fen)
                self.signed("cashier1", "resolve", row["id"], **found)
        for row in self.case.payments("paid"):
            if self.chance.random() < 0.25:
                self.do("system", row, "bank_refund", bank_ref=f"退汇 {row['id']}", bank_reason="账户已销")

    def bank_tells(self) -> None:
        """A line of the bank that only people can answer: a part came back, or what had come back was paid after all."""
        payment = self.any_of("payment", "paid", "returned", "corrected", "reissued", "cancelled")
        if payment is None:
            return
        moved, ref = moved_fen(payment), f"行 {len(self.case.world.rows('bank_line'))}"
        if payment["state"] == "paid" and self.chance.random() < 0.8:
            told = (Result.REFUNDED, self.chance.randrange(1, moved + 2), payment["bank_ref"])
        else:
            told = (Result.PAID, moved, "")
        line = self._line(payment, ref, *told)
        for trigger in ("refund_in_part",) if told[0] is Result.REFUNDED else ("confirm_late", "note_overpaid"):
            self.signed("cashier1", trigger, payment["id"], line=line, document="银行函1号")

    def _line(self, payment: Row, ref: str, result: Result, fen: int, original: str) -> str:
        desk, day = self.case.world.desk, self.case.at(self.on)
        answer = Answer(0, payment["id"], fen, result, "", ref, original, day, "", "")
        file_no = take_answers(desk, "cashier1", "回盘.csv", PLAIN_CSV.answers([answer]), day).file_no
        sort_lines(desk, file_no, day)
        return str(self.case.world.one("bank_line", file_no=file_no)["id"])

    def change(self) -> None:
        """Another grade, and the award worked out anew for it and signed."""
        earlier = self.any_of("award_item", "approved", "effective", "part_paid", "discharged")
        if earlier is None:
            return
        self.case.graded_anew(self.chance.randrange(5, 11), "redo", self.on)
        given = {"code": LUMP_SUM, "facts": [{}], "replaces": earlier["id"], "beneficiary": earlier["beneficiary"]}
        drafted = self.case.try_to("intake1", f"{self.case.no}/item", "draft", self.on, **given)
        if not drafted.done:
            return
        self.case.do("intake1", drafted.subject, "allow", self.on)
        self.signed("intake1", "supersede", earlier["id"], successor=drafted.subject, effect="ex_tunc")
        if self.case.item(drafted.subject)["state"] != "approved":
            self.case.try_to("intake1", drafted.subject, "discard", self.on, reason="不再变更")

    def serve(self) -> None:
        for service in self.case.world.rows("service", claim_no=self.case.no, state="pending"):
            if self.chance.random() < 0.7:
                self.do("intake1", service, "serve", method="direct", evidence="回证")

    def again(self) -> None:
        """A returned payment is made again to another account, which has rested."""
        for row in self.case.payments("returned"):
            self.other_account(row)
        for row in self.case.payments("corrected"):
            if self.chance.random() < 0.7:
                self.do("cashier1", row, "reissue")

    def recover(self) -> None:
        found = self.any_of("recovery", "opened", "heard")
        if found is not None:
            if found["state"] == "opened":
                self.case.announce(found["id"], self.on)
            self.do("legal1", found, "hear", document="笔录1号")
            self.signed("legal1", "decide", found["id"], **DECISION)
        elif (decided := self.any_of("recovery", "decided", "owed")) is not None and self.chance.random() < 0.2:
            self.signed("legal1", "withdraw", decided["id"], document="判决1号", reason="程序违法")

    def repay(self) -> None:
        """The person repays a part, with or without a plan; or it is written off."""
        owed = self.any_of("recovery", "owed")
        if owed is None:
            return
        how = self.chance.random()
        if how < 0.4:
            amount = self.chance.randrange(1, outstanding_fen(owed) + 1)
            count = len(self.case.world.rows("recovery_receipt"))
            self.do("cashier1", owed, "receive", bank_ref=f"退款{count}", amount_fen=amount)
        elif how < 0.8:
            plan = {"count": 3, "first_on": self.day + timedelta(days=30), "document": "分期申请1号"}
            self.do("intake1", owed, "agree_plan", **plan)
        else:
            self.signed("legal1", "write_off", owed["id"], ground="法院终结执行", document="裁定1号")

    def cancel(self) -> None:
        row = self.any_of("payment", "pending", "held", "returned", "corrected")
        if row is not None:
            self.do("reviewer1", row, "cancel", reason="试取消")

    def inherit(self) -> None:
        """What is still owed passes to an heir, who has an account sooner or later."""
        item = self.any_of("award_item", "approved", "effective", "part_paid")
        if item is not None and item["beneficiary"] != KIN:
            self.do("reviewer1", item, "succeed", heir=KIN, death_proof="死亡证明", kin_proof="户口簿")
        if item is not None and self.chance.random() < 0.7:
            self.account_of(KIN)

    def give_up(self) -> None:
        """Late in a walk: the person waives what is owed, or the confirmation falls and the award with it."""
        item = self.any_of("award_item", "approved", "effective", "part_paid", "discharged")
        if item is None or len(self.told) < STEPS * 2 // 3:
            return
        if item["state"] in ("approved", "effective") and self.chance.random() < 0.5:
            self.do("rider1", item, "waive", statement="声明")
        elif item["state"] != "approved" and not self.case.payments("batched", "sent", "unknown", "mismatch"):
            self.case.lose_confirmation()
            self.signed("legal1", "revoke", item["id"], document="撤销确认决定书1号")


@pytest.mark.hypothesis  # by its seeds, of which a soak has more
@pytest.mark.parametrize("seed", SEEDS)
def test_the_money_is_always_somewhere(world: World, seed: int) -> None:
    walk = Lump(world, seed)
    for _ in range(STEPS):
        walk.step()
    assert len(walk.made) >= 4, walk.told
    pages_tell_the_ledger(world, walk.case.no)
