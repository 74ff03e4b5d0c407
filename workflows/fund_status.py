"""How the fund's books stand: closed to which day, what is where, and what can be released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflows.fund_acts import waiting
from workflows.fund_balances import available_fen, balances_by_tag, is_funded, together
from workflows.open_period import closed_to
from workflows.transaction import Desk, reading


@dataclass(frozen=True, slots=True)
class FundStatus:
    """`balances_fen` are debits less credits by account; without any recorded funding the balance is not guarded."""

    closed_to: date | None
    funded: bool
    available_fen: int
    balances_fen: dict[str, int]
    pending: int


def fund_status(desk: Desk) -> FundStatus:
    """The books as they stand now."""
    pending = len(waiting(desk))
    with reading(desk) as connection:
        return FundStatus(
            closed_to(connection),
            is_funded(connection),
            available_fen(connection),
            together(balances_by_tag(connection)),
            pending,
        )
