"""Breakers of the guards of recourse."""

from __future__ import annotations

from tests.support.breakers.breaking import breaks
from tests.support.breakers.of_approval import of
from tests.support.fixtures.of_recourse import RECOURSE_FEN
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import ALLOWED_FEN


@breaks("fund_paid_first")
def _a_fen_more_than_was_paid(ready: Ready) -> None:
    ready.data.update(amount_fen=ALLOWED_FEN + 1)


@breaks("recourse_within")
def _a_fen_more_than_is_owed(ready: Ready) -> None:
    of(ready).update(received_fen=RECOURSE_FEN - ready.data["amount_fen"] + 1)


@breaks("recourse_settled")
def _a_fen_is_left(ready: Ready) -> None:
    of(ready).update(received_fen=RECOURSE_FEN - 1)
