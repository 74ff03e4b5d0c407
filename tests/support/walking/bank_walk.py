"""A walk over cases that are being paid: batches, the bank's files, findings, recoveries, changes of the award."""

from __future__ import annotations

from random import Random

from claims.store.rows import Row
from tests.support.walking.filling import filled
from tests.support.walking.sight import Sight
from tests.support.walking.walk import Walk
from tests.support.world import World
from workflows.bank_pending import FINDING
from workflows.machines import MACHINES
from workflows.table import Move, Table

MACHINES_WALKED = ("payment", "approval", "recovery", "award_item", "claim")
OF_CLAIM = ("set_payee_account", "payment_returned", "all_discharged")
OF_ITEM = ("draft", "allow", "approve", "supersede", "take_effect", "end", "suspend", "resume")


class BankWalk(Walk):
    """What happens on cases that are there already, the bank and the cashiers most of all."""

    def step(self, chance: Random) -> None:
        """Something happens."""
        self.steps += 1
        self._set_clock()
        roll = chance.random()
        cases = [row["no"] for row in self.world.rows("claim")]
        if roll < 0.08:
            self._days_pass(chance)
        elif roll < 0.22:
            self._batches(chance)
        elif roll < 0.42:
            self._bank(chance)
        elif roll < 0.62:
            self._find(Sight(self.world, chance.choice(cases), self.day, chance))
        elif roll < 0.68:
            self._pay_again(chance)
        else:
            self._somebody_acts(_Narrow(self.world, chance.choice(cases), self.day, chance))

    def _find(self, sight: Sight) -> None:
        """Two persons find something of a payment, one right after the other."""
        table = MACHINES["payment"]
        rows = [(row, move) for row in sight.rows("payment") for move in _findings(table, row)]
        if not rows:
            return
        subject, move = sight.chance.choice(rows)
        data = filled(sight, table, subject, move)
        drafts = {row["id"] for row in self.world.rows("approval")}
        if data is not None:
            self._try("cashier1", subject["id"], move.trigger, data, [subject["id"]])
        for row in self.world.rows("approval", state="drafted"):
            if row["id"] not in drafts:
                self._try("approver1", row["id"], "approve", {"subject_hash": row["subject_hash"]})

    def _pay_again(self, chance: Random) -> None:
        """A payment that came back goes out again, to another account of its beneficiary."""
        back = [row for row in self.world.rows("payment") if row["state"] in ("returned", "corrected")]
        if not back:
            return
        payment = chance.choice(back)
        if payment["state"] == "returned":
            newer = _another_account(self.world, payment)
            self._try("reviewer1", payment["id"], "correct_account", {"account_id": newer, "proof": "银行卡"})
        else:
            self._try("cashier1", payment["id"], "reissue", {})


def _findings(table: Table, payment: Row) -> list[Move]:
    """The rows by which two persons find something of a payment as it is, one a trigger."""
    found = [move for move in table.moves if move.approval == FINDING and payment["state"] in move.sources]
    return list({move.trigger: move for move in found}.values())


def _another_account(world: World, payment: Row) -> str:
    """A later account of the same beneficiary, as it stands once it has been approved and has rested."""
    known = world.rows("payee_account", claim_no=payment["claim_no"], beneficiary=payment["beneficiary"])
    latest = max(known, key=lambda row: int(row["generation"]))
    if latest["account_hash"] != payment["account_hash"]:
        return str(latest["id"])
    place = latest["generation"] + 1
    newer = {**latest, "id": f"{latest['id']}-{place}", "generation": place, "account_hash": f"hash {place}"}
    world.insert("payee_account", newer)
    body = world.one("payee_account_private", account_id=latest["id"])["body"]
    world.insert("payee_account_private", {"account_id": newer["id"], "body": body})
    return str(newer["id"])


class _Narrow(Sight):
    """Only what bears on money that is paid."""

    def moves(self) -> list[tuple[Table, Row | None, Move]]:
        """The rows of the machines that the walk is about."""
        return [found for found in super().moves() if _is_walked(found[0], found[2])]


def _is_walked(table: Table, move: Move) -> bool:
    if table.name == "claim":
        return move.trigger in OF_CLAIM
    if table.name == "award_item":
        return move.trigger in OF_ITEM
    return table.name in MACHINES_WALKED
