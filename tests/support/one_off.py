"""A graded case whose lump sum is changed, paid, given back by the bank and claimed back; `sound` asks the books too."""

from __future__ import annotations

from typing import Any

from claims.store.rows import Row, update_row
from tests.support.invariants import faults
from tests.support.payroll import Payroll
from tests.support.world import INJURED
from workflows.checks.books import BOOKS

LUMP_SUM = "disability_lump_sum"
NEW_ACCOUNT = {"beneficiary": INJURED, "basis": "本人更正账户申请", "bank": "合成银行", "account_name": "合成人员01"}
DECISION = {"facts_found": "再次鉴定改变了等级", "evidence": ["再次鉴定结论"], "reason": "多支付的部分失去依据"}


class OneOff(Payroll):
    """A case with a lump sum; besides the usual, the books are asked, and that nobody holds more than was awarded."""

    def sound(self) -> None:
        """Nothing breaks an invariant of money or of the books."""
        super().sound()
        assert faults(self.world, BOOKS) == []
        held = -self.balance("1001") - self.balance("1104") - self.balance("1102")
        spent = sum(self.balance(account) for account in ("5101", "5102", "5103", "5909"))
        assert held <= spent

    def standing(self) -> dict[str, int]:
        """The balances that are not nothing, of cash, of what is owed either way and of expense."""
        accounts = ("1001", "1003", "1102", "1104", "2001", "2002", "5102")
        found = {account: self.balance(account) for account in accounts}
        return {account: fen for account, fen in found.items() if fen}

    def change(self, earlier: str, grade: int, on: str) -> str:
        """The award worked out anew for another grade and signed; its letter is not served yet."""
        self.graded_anew(grade, "redo", on)
        newer = self.drafted(LUMP_SUM, on, replaces=earlier)
        self.signed("intake1", "supersede", [earlier], on, successor=newer, effect="ex_tunc")
        return newer

    def refund(self, payment: str, on: str) -> str:
        """The bank gives the money of a payment back; returns the state it is left in."""
        self.do("system", payment, "bank_refund", on, bank_ref=f"退汇 {payment}", bank_reason="账户已销")
        return str(self.world.one("payment", id=payment)["state"])

    def correct(self, payment: str, digits: str, on: str, later: str) -> None:
        """A new account is approved, rests, and is put in the place of the one that failed."""
        self.signed("intake1", "set_payee_account", [self.no], on, account=digits, **NEW_ACCOUNT)
        account = max(self.world.rows("payee_account"), key=lambda row: int(row["generation"]))["id"]
        self.do("reviewer1", payment, "correct_account", later, account_id=account, proof="银行卡")

    def recovery(self) -> Row:
        """The recovery opened last."""
        return max(self.world.rows("recovery"), key=lambda row: int(row["id"].rpartition("-")[2]))

    def announce(self, recovery: str, on: str) -> None:
        """The person is told what is to be recovered."""
        self.do("legal1", recovery, "notify", on, reason="多支付的部分没有依据")
        notice = self.world.rows("letter", kind="recovery_hearing", subject=recovery)[-1]["id"]
        service = self.world.one("service", letter_id=notice, recipient_kind="person")
        self.do("intake1", service["id"], "serve", on, method="direct", evidence="回证0号")

    def decide(self, on: str) -> None:
        """The recovery is heard and decided; its letter is not served yet."""
        found = self.recovery()["id"]
        self.announce(found, on)
        self.do("legal1", found, "hear", on, document="笔录1号")
        self.signed("legal1", "decide", [found], on, **DECISION)

    def serve_recovery(self, on: str) -> None:
        """The letter of the recovery reaches the person."""
        service = self.world.one("service", letter_id=self.recovery()["letter_id"], recipient_kind="person")
        self.do("intake1", service["id"], "serve", on, method="direct", evidence="回证1号")

    def refused(self, who: str, target: str, trigger: str, on: str, **data: Any) -> list[str]:
        """The codes for which a move is refused; nothing of it is posted."""
        known = self.transfers()
        outcome = self.try_to(who, target, trigger, on, **data)
        assert not outcome.done
        assert self.transfers() == known
        return [refusal.code for refusal in outcome.refusals]

    def revoke(self, item: str, on: str) -> None:
        """The confirmation falls, and the award with it."""
        self.lose_confirmation()
        self.signed("legal1", "revoke", [item], on, document="撤销确认决定书1号")

    def lose_confirmation(self) -> None:
        """The confirmation is gone, as if it had been revoked."""
        with self.world.engine.begin() as connection:
            update_row(connection, "claim", {"no": self.no}, {"state": "revoked"})
        self.aside.add(self.no)
