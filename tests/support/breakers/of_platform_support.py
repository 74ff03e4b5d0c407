"""Breakers of the guards of the platform's 生活保障费."""

from __future__ import annotations

from datetime import timedelta

from tests.support.breakers.breaking import breaks
from tests.support.breakers.of_approval import of
from tests.support.fixtures.of_platform_support import support
from tests.support.fixtures.ready import Ready


@breaks("platform_owes")
def _tracked_already(ready: Ready) -> None:
    support(ready.case, "due", ready.case.of("award_item")[-1])


@breaks("support_overdue")
def _still_time(ready: Ready) -> None:
    of(ready).update(due_on=ready.day)


@breaks("support_paid_in_full")
def _a_fen_short(ready: Ready) -> None:
    ready.data.update(amount_fen=ready.data["amount_fen"] - 1)


@breaks("support_paid_by_now")
def _paid_tomorrow(ready: Ready) -> None:
    ready.data.update(paid_on=ready.day + timedelta(days=1))


@breaks("support_not_owed_any_more")
def _still_owed(ready: Ready) -> None:
    ready.case.of("award_item")[-1].update(state="effective")
