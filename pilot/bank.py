"""The bank of the replay: it answers with files, and keeps the account of which it gives the statement.

Its files are read in by the same import as a real bank's; what it pays it enters on its own side, so that its statement
can be compared with the ledger. Everything of it is synthetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from claims.bank.formats import PLAIN_CSV
from claims.bank.lines import Answer, Direction, Movement, Order

TREASURY = ("合成财政专户", "6200990000000000008")


@dataclass(slots=True)
class SyntheticBank:
    """The bureau's account at the bank: its balance in fen, and every movement on it."""

    balance_fen: int = 0
    movements: list[Movement] = field(default_factory=list)

    def is_funded(self, amount_fen: int, ref: str, day: date) -> None:
        """财政专户 passes money on to the account."""
        self._enter(Direction.IN, amount_fen, ref, day, TREASURY)

    def pays(self, order: Order, ref: str, day: date) -> None:
        """An order is carried out."""
        self._move(order, Direction.OUT, ref, day)

    def gets_back(self, order: Order, ref: str, day: date) -> None:
        """A payment comes back."""
        self._move(order, Direction.IN, ref, day)

    def statement(self) -> bytes:
        """All movements, as the bank tells them at the end."""
        return PLAIN_CSV.movements(self.movements)

    def _move(self, order: Order, direction: Direction, ref: str, day: date) -> None:
        self._enter(direction, order.amount_fen, ref, day, (order.account_name, order.account))

    def _enter(self, direction: Direction, amount_fen: int, ref: str, day: date, other: tuple[str, str]) -> None:
        self.balance_fen += amount_fen if direction is Direction.IN else -amount_fen
        line_no = len(self.movements) + 1
        self.movements.append(Movement(line_no, day, direction, amount_fen, ref, self.balance_fen, *other))


def return_file(answers: Sequence[Answer]) -> bytes:
    """The return file of a day."""
    return PLAIN_CSV.answers(answers)
