"""Breakers of the guards of the instalment, and of those on the months of award items."""

from __future__ import annotations

from datetime import date

from tests.support.breakers.breaking import breaks
from tests.support.fixtures.of_instalment import MONTH, MONTH_FEN, instalment
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import payment


@breaks("month_runs")
def _from_next_month(ready: Ready) -> None:
    ready.case.of("award_item")[-1].update(from_month="2024-11")


@breaks("month_has_come")
def _before_the_day_of_the_run(ready: Ready) -> None:
    ready.day = date(2024, 10, 9)


@breaks("month_not_accrued")
def _counted_before(ready: Ready) -> None:
    instalment(ready.case, "due", ready.case.of("award_item")[-1])


@breaks("month_was_stopped")
def _next_month(ready: Ready) -> None:
    ready.data.update(month="2024-11")


@breaks("month_paid_in_full")
def _a_fen_short(ready: Ready) -> None:
    ready.data.update(paid_fen=MONTH_FEN - 1)


@breaks("month_still_owed")
def _all_of_it(ready: Ready) -> None:
    ready.data.update(paid_fen=MONTH_FEN)


@breaks("month_covers_set_off")
def _a_fen_more_than_owed(ready: Ready) -> None:
    ready.data.update(set_off_fen=MONTH_FEN + 1)


@breaks("month_replaced")
def _later_version_begins_later(ready: Ready) -> None:
    ready.case.of("award_item")[-1].update(from_month="2024-11")


@breaks("month_taken_back")
def _ends_with_this_month(ready: Ready) -> None:
    ready.case.of("award_item")[-1].update(to_month=MONTH)


@breaks("month_not_with_bank")
def _sent_to_the_bank(ready: Ready) -> None:
    first = ready.case.of("award_item")[0]
    payment(ready.case, "sent", first, amount_fen=MONTH_FEN, month=MONTH)


@breaks("months_are_counted")
def _replaced_and_not_counted_anew(ready: Ready) -> None:
    assert ready.subject is not None
    instalment(ready.case, "superseded", ready.subject)


@breaks("month_fits_version")
def _month_of_a_first_version(ready: Ready) -> None:
    ready.data.update(from_month="2024-10")


@breaks("last_month_fits")
def _thirteenth_month(ready: Ready) -> None:
    ready.data.update(last_month="2024-13")
