"""A graded case whose benefits are awarded, served, run month by month and paid, by the officers, the sweep and the bank."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from claims.store.rows import Row, update_row
from tests.support.casebook import NUMBER, Case
from tests.support.fixtures.signing import sign_through
from tests.support.fixtures.standing import account, standing
from tests.support.invariants import OWN, WRITTEN_TOO, faults
from tests.support.world import World
from workflows.acting import act, propose
from workflows.batches import open_batch, release_batch, seal_batch
from workflows.checks.books import BOOKS
from workflows.checks.money import MONEY
from workflows.checks.months import MONTHS
from workflows.command import Outcome
from workflows.sweep import Swept, sweep

OWN_KEPT = ("versions_are_told_by_events", "nobody_is_paid_more_than_awarded")
KEPT = {**MONEY, **MONTHS, **BOOKS, **WRITTEN_TOO, **{name: OWN[name] for name in OWN_KEPT}}


class Payroll:
    """One case; `prepare` adds to it before it is stored, `aside` names what a test has written past the engine.

    Every act lets the bureau's clock say noon of its day; after every one the invariants are asked.
    """

    def __init__(
        self, world: World, no: str = NUMBER, *, prepare: Callable[[Case], object] | None = None, **columns: Any
    ) -> None:
        self.world, self.no = world, no
        self.aside: set[str] = set()
        case = standing(world, "settling", no)
        conclusion = case.of("appraisal")[-1]
        case.claim.update(columns)
        conclusion.update({name: columns[name] for name in ("grade", "care_level") if name in columns})
        account(case)
        if prepare is not None:
            prepare(case)
        case.save()

    def at(self, on: str) -> date:
        """Noon of the day; a second later with each act."""
        noon = datetime.fromisoformat(f"{on}T04:00:00").replace(tzinfo=UTC)
        self.world.moment = max(noon, self.world.moment + timedelta(seconds=1))
        return date.fromisoformat(on)

    def try_to(self, who: str, target: str, trigger: str, on: str, **data: Any) -> Outcome:
        """Make a move; its refusals are the caller's to look at."""
        return act(self.world.desk, who, target, trigger, self.at(on), data)

    def do(self, who: str, target: str, trigger: str, on: str, **data: Any) -> str:
        """Make a move that must be permitted; returns its subject."""
        outcome = self.try_to(who, target, trigger, on, **data)
        assert outcome.done, [refusal.message() for refusal in outcome.refusals]
        self.sound()
        return outcome.subject

    def signed(self, who: str, trigger: str, targets: list[str], on: str, **proposal: Any) -> None:
        """Draft an approval and sign it through."""
        drafted = propose(self.world.desk, who, trigger, targets, proposal, self.at(on))
        assert drafted.done, [refusal.message() for refusal in drafted.refusals]
        self.sign(drafted.subject, on)

    def sign(self, approval: str, on: str) -> None:
        """Sign a draft through."""
        outcome = sign_through(self.world, approval, self.at(on))
        assert outcome.done, [refusal.message() for refusal in outcome.refusals]
        self.sound()

    def drafted(self, code: str, on: str, *, invoices: list[dict[str, Any]] | None = None, **data: Any) -> str:
        """An item drafted and checked."""
        given = {"facts": [{}], **data}
        item = self.do("intake1", f"{self.no}/item", "draft", on, code=code, **given)
        self.do("intake1", item, "allow", on, **({"invoices": invoices} if invoices else {}))
        return item

    def award(self, code: str, on: str, **data: Any) -> str:
        """An item drafted, checked, signed and served on one day."""
        item = self.drafted(code, on, **data)
        self.signed("intake1", "approve", [item], on)
        self.serve(item, on)
        return item

    def replace(self, earlier: str, effect: str, on: str, **data: Any) -> str:
        """A later version that takes the earlier one's place, signed and served on one day."""
        newer = self.drafted(self.item(earlier)["code"], on, replaces=earlier, **data)
        self.signed("intake1", "supersede", [earlier], on, successor=newer, effect=effect)
        self.serve(newer, on)
        return newer

    def graded_anew(self, grade: int, kind: str, on: str) -> None:
        """A later conclusion as it stands in the case once it has been served."""
        known = self.world.rows("appraisal", claim_no=self.no)
        first = min(known, key=lambda row: int(row["id"].rpartition("-")[2]))
        new = {**first, "id": f"{self.no}/appraisal-{900 + len(known)}", "kind": kind, "grade": grade}
        new.update(effect="ex_nunc" if kind == "review" else "ex_tunc", concluded_on=date.fromisoformat(on))
        self.world.insert("appraisal", {**new, "replaces": first["id"]})
        with self.world.engine.begin() as connection:
            update_row(connection, "claim", {"no": self.no}, {"grade": grade})
        self.aside.add(new["id"])

    def serve(self, item: str, on: str) -> None:
        """Serve the letter of an award on whoever must still be served."""
        for service in self.world.rows("service", letter_id=self.item(item)["letter_id"]):
            if service["state"] == "pending":
                self.do("intake1", service["id"], "serve", on, method="direct", evidence="送达回证")

    def sweep(self, on: str) -> Swept:
        """The sweep of a day, which refuses nothing and sets nothing aside."""
        day = self.at(on)
        swept = sweep(self.world.desk, day)
        assert (swept.refused, swept.set_aside) == ((), ())
        self.sound()
        return swept

    def send(self, on: str) -> list[str]:
        """All payments that wait go to the bank; returns them."""
        day = self.at(on)
        waiting = [row["id"] for row in self.payments("pending")]
        batch = open_batch(self.world.desk, "cashier1", day)
        for payment in waiting:
            self.do("cashier1", payment, "batch", on, batch_no=batch)
        sealed = seal_batch(self.world.desk, "cashier1", batch)
        assert all(outcome.done for outcome in release_batch(self.world.desk, "cashier2", sealed, self.at(on)))
        self.sound()
        return waiting

    def bank_pays(self, on: str) -> None:
        """The bank says that all that was sent is paid."""
        for payment in self.payments("sent"):
            ref = {"bank_ref": f"流水 {payment['id']}", "amount_fen": payment["amount_fen"]}
            self.do("system", payment["id"], "bank_paid", on, **ref)

    def pay(self, on: str) -> list[str]:
        """Send all that waits and let the bank pay it."""
        sent = self.send(on)
        self.bank_pays(on)
        return sent

    def sound(self) -> None:
        """Nothing breaks an invariant of money, nor one that a case written by hand keeps too."""
        found = [
            fault for fault in faults(self.world, KEPT) if not any(fault.split(": ")[1] == one for one in self.aside)
        ]
        assert found == [], found

    def item(self, item: str) -> Row:
        """An award item as it is now."""
        return self.world.one("award_item", id=item)

    def payments(self, *states: str) -> list[Row]:
        """The payments in these states, in their order."""
        rows = [row for row in self.world.rows("payment", claim_no=self.no) if row["state"] in states]
        return sorted(rows, key=lambda row: int(row["id"].rpartition("-")[2]))

    def months(self, item: str | None = None) -> dict[str, tuple[str, int, int]]:
        """State, sum and what is paid of each month that counts (of one version, if named), and of those that lapsed."""
        rows = self.world.rows("instalment", claim_no=self.no, **({"item_id": item} if item else {}))
        kept = [row for row in rows if row["state"] in ("due", "paid", "lapsed")]
        return {
            row["month"]: (row["state"], row["amount_fen"], row["paid_fen"])
            for row in sorted(kept, key=lambda row: str(row["month"]))
        }

    def balance(self, account_no: str, items: list[str] | None = None) -> int:
        """Debits less credits of an account in fen, over all the case or some items."""
        rows = [row for row in self.transfers() if items is None or row["item_id"] in items]
        return sum(row["amount_fen"] * ((row["debit"] == account_no) - (row["credit"] == account_no)) for row in rows)

    def transfers(self) -> list[Row]:
        """Every posting of the case."""
        return sorted(self.world.rows("transfer", claim_no=self.no), key=lambda row: int(row["id"]))

    def posted_since(self, known: list[Row]) -> list[tuple[str, str, str, int]]:
        """Entry, debit, credit and sum of what has been posted since; what was there is untouched, byte for byte."""
        now = self.transfers()
        assert now[: len(known)] == known
        return [(row["entry"], row["debit"], row["credit"], row["amount_fen"]) for row in now[len(known) :]]
