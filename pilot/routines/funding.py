"""Funding 用款计划: at the beginning of every quarter 财政专户 receives a round sum, and passes it on to 支出户.

The sum brings 支出户 up to what a quarter may need, in whole steps.
"""

from __future__ import annotations

from pilot.office import APPROVER, CASHIER, Office
from workflows.fund_acts import RECEIVE, TRANSFER, confirm, prepare_funding
from workflows.fund_balances import available_fen
from workflows.transaction import reading

WANTED_FEN, STEP_FEN = 15_000_000, 1_000_000
MONTHS_A_QUARTER = 3


def fund_the_quarter(office: Office) -> None:
    """The quarter's plan on its first working day; on the bureau's first day at work that of the quarter it falls into."""
    quarter = (office.today.month - 1) // MONTHS_A_QUARTER
    _fund_up_to(office, WANTED_FEN, f"合成用款计划〔{office.today.year}〕{quarter + 1}号")


def fund_the_batch(office: Office, batch_no: str, sum_fen: int) -> None:
    """A plan of its own for a batch that is more than 支出户 has left."""
    _fund_up_to(office, sum_fen, f"合成追加用款计划{batch_no}")


def _fund_up_to(office: Office, wanted_fen: int, paper: str) -> None:
    if paper in office.plans:
        return
    office.plans.add(paper)
    with reading(office.desk) as connection:
        lacking = wanted_fen - available_fen(connection)
    amount_fen = -(-lacking // STEP_FEN) * STEP_FEN
    for act in (RECEIVE, TRANSFER) if amount_fen > 0 else ():
        office.clock.tick()
        number = prepare_funding(office.desk, CASHIER, act, amount_fen, office.today, paper)
        office.clock.tick()
        confirm(office.desk, APPROVER, number)
    if amount_fen > 0:
        office.bank.is_funded(amount_fen, paper, office.today)
