"""What one of the kin is asked for first: nothing that he has done already."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from portal.rider.own_part import Waits, waits_for
from workflows.rider_accounts import OwnAccount
from workflows.rider_view import RiderCase


class Seen:
    """As much of a part as the order of what waits asks."""

    awarded_fen, paid_fen, monthly_fen = 100, 0, 0
    returned: tuple[Any, ...] = ((100, "户名不符"),)


def test_money_that_came_back_waits_for_the_account_that_was_asked_for() -> None:
    seen, account = cast("RiderCase", Seen()), OwnAccount({}, "", None, is_asked=False)
    assert waits_for(seen, 0, account, lacks=False) is Waits.MENDED
    assert waits_for(seen, 0, replace(account, is_asked=True), lacks=False) is Waits.CHECKED
