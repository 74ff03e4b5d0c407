"""What must hold of the bank's lines and the money on them, on cases that are there for their payments only."""

from __future__ import annotations

from collections.abc import Collection

from claims.ledger import Account
from tests.support.invariants import OWN, WRITTEN_TOO, faults
from tests.support.world import World
from workflows.checks.bank import BANK
from workflows.checks.books import BOOKS
from workflows.checks.money import MONEY
from workflows.checks.months import MONTHS
from workflows.checks.stored import Stored

HOLDS = (
    "debits_equal_credits", "in_transit_is_what_was_sent", "every_award_is_accounted_for", "payable_is_never_negative",
    "one_live_payment_a_benefit",
)  # fmt: skip
ALL = {
    **WRITTEN_TOO,
    **BANK,
    **MONTHS,
    **BOOKS,
    **{name: MONEY[name] for name in HOLDS},
    "nobody_is_paid_more_than_awarded": OWN["nobody_is_paid_more_than_awarded"],
}


def balance(world: World, account: Account) -> int:
    """Debits less credits of an account, over all cases."""
    return Stored(world.desk).balance(account, lambda _: True)


def sound(world: World, aside: Collection[str] = ()) -> None:
    """Nothing breaks one of them, but for what a test has written past the engine."""
    assert [fault for fault in faults(world, ALL) if fault.split(": ")[1] not in aside] == []
