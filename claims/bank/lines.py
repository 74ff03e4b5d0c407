"""What a line of each bank file says, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Result(StrEnum):
    """What the bank says became of a payment."""

    PAID = "paid"
    REJECTED = "rejected"
    REFUNDED = "refunded"
    PENDING = "pending"


class Direction(StrEnum):
    """Which way a movement on the account went."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Order:
    """A payment as it is asked of the bank."""

    batch_no: str
    payment_id: str
    account_name: str
    account: str
    bank: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Query:
    """A payment of which the bank is asked what became of it."""

    order: Order
    sent_on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of a return file. `line_no` is its row in the file; texts that the bank left out are empty."""

    line_no: int
    payment_id: str
    amount_fen: int
    result: Result
    batch_no: str = ""
    bank_ref: str = ""
    original_ref: str = ""
    told_on: date | None = None
    account_name: str = ""
    account: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of an account statement."""

    line_no: int
    day: date
    direction: Direction
    amount_fen: int
    bank_ref: str
    balance_fen: int
    counterpart_name: str = ""
    counterpart_account: str = ""
    remark: str = ""
