"""Money for the fund: two persons, one paper one entry, nothing spent that is not there, nothing booked in a closed month."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import partial

import pytest

from claims.errors import ClaimsError, Conflict, Refused
from claims.store.rows import Row
from tests.support.at_once import at_once
from tests.support.fixtures.making import make_ready
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import account, item, payment, standing
from tests.support.world import TODAY, World
from workflows.acting import act
from workflows.checks.books import BOOKS
from workflows.checks.stored import Stored
from workflows.closing_books import close_month, close_year
from workflows.fund_acts import (
    FINE,
    RECEIVE,
    TRANSFER,
    confirm,
    decline,
    prepare_correction,
    prepare_funding,
    prepare_reopening,
    waiting,
)
from workflows.fund_balances import balances_by_tag, together
from workflows.fund_status import fund_status
from workflows.machines import MACHINES
from workflows.roles import Role
from workflows.transaction import reading
from workflows.verifying import verify

CASHIER, APPROVER, LEADER = "cashier1", "approver1", "leader1"
SEPTEMBER = date(2024, 9, 5)
PLAN_FEN = 500_000
RELEASE = MACHINES["payment"].rows("release", "batched")[0]


@pytest.fixture(params=["sqlite", "postgresql"])
def bureau(request: pytest.FixtureRequest) -> World:
    """A world on each database."""
    world: World = request.getfixturevalue("world" if request.param == "sqlite" else "pg_world")
    return world


def at(world: World, day: date) -> None:
    world.moment = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def received(world: World, fen: int = PLAN_FEN, on: date = SEPTEMBER, paper: str = "用款计划1号") -> str:
    return confirm(world.desk, APPROVER, prepare_funding(world.desk, CASHIER, RECEIVE, fen, on, paper))


def funded(world: World, fen: int = PLAN_FEN, on: date = SEPTEMBER, paper: str = "用款计划1号") -> str:
    received(world, fen, on, paper)
    return confirm(world.desk, APPROVER, prepare_funding(world.desk, CASHIER, TRANSFER, fen, on, paper))


def balances(world: World, until: date | None = None) -> dict[str, int]:
    with reading(world.desk) as connection:
        return together(balances_by_tag(connection, until))


def refused_as(code: str, *arguments: object) -> None:
    act_, *rest = arguments
    assert callable(act_)
    with pytest.raises(ClaimsError) as raised:
        act_(*rest)
    assert raised.value.code == code
    assert raised.value.message()


def entries(world: World) -> list[tuple[str, str, str, int]]:
    rows = sorted(world.rows("transfer"), key=lambda row: int(row["id"]))
    return [(row["entry"], row["debit"], row["credit"], row["amount_fen"]) for row in rows]


def test_money_comes_by_two_persons_and_once_a_paper(bureau: World) -> None:
    number = prepare_funding(bureau.desk, CASHIER, RECEIVE, PLAN_FEN, SEPTEMBER, "用款计划1号")
    assert prepare_funding(bureau.desk, CASHIER, RECEIVE, PLAN_FEN, SEPTEMBER, "用款计划1号") == number
    assert [one.number for one in waiting(bureau.desk)] == [number]
    assert bureau.rows("transfer") == []
    with pytest.raises(Conflict):
        prepare_funding(bureau.desk, CASHIER, RECEIVE, PLAN_FEN + 1, SEPTEMBER, "用款计划1号")
    refused_as("fund_wrong_post", confirm, bureau.desk, CASHIER, number)
    done = confirm(bureau.desk, APPROVER, number)
    assert confirm(bureau.desk, "approver2", number) == done
    refused_as("fund_act_answered", decline, bureau.desk, APPROVER, number)
    assert entries(bureau) == [("treasury_filled", "1002", "3001", PLAN_FEN)]
    assert waiting(bureau.desk) == ()
    assert verify(bureau.desk).flaws == ()


def test_who_prepares_does_not_confirm_under_another_sign_in(world: World) -> None:
    number = prepare_funding(world.desk, CASHIER, RECEIVE, PLAN_FEN, SEPTEMBER, "用款计划1号")
    world.execute("UPDATE account SET id_index = 'index-cashier1' WHERE username = ?", APPROVER)
    refused_as("fund_same_person", confirm, world.desk, APPROVER, number)
    assert world.rows("transfer") == []


def test_what_is_declined_can_be_prepared_anew(world: World) -> None:
    number = prepare_funding(world.desk, CASHIER, RECEIVE, PLAN_FEN, SEPTEMBER, "用款计划1号")
    decline(world.desk, APPROVER, number)
    refused_as("fund_act_answered", confirm, world.desk, APPROVER, number)
    received(world, PLAN_FEN - 1)
    assert balances(world)["1002"] == PLAN_FEN - 1


def test_no_more_goes_to_the_account_than_the_treasury_holds(bureau: World) -> None:
    received(bureau)
    refused_as(
        "treasury_too_small", prepare_funding, bureau.desk, CASHIER, TRANSFER, PLAN_FEN + 1, SEPTEMBER, "拨款1号"
    )
    first = prepare_funding(bureau.desk, CASHIER, TRANSFER, PLAN_FEN, SEPTEMBER, "拨款1号")
    second = prepare_funding(bureau.desk, CASHIER, TRANSFER, 1, SEPTEMBER, "拨款2号")
    results = at_once([partial(confirm, bureau.desk, APPROVER, number) for number in (first, second)])
    assert sorted(one.code if isinstance(one, Refused) else "done" for one in results) == ["done", "treasury_too_small"]
    assert balances(bureau).get("1002", 0) >= 0


@pytest.mark.parametrize(
    ("fen", "on", "code"), [(0, SEPTEMBER, "funding_not_positive"), (1, date(2024, 10, 11), "fund_day_ahead")]
)
def test_a_funding_that_cannot_be_is_refused(world: World, fen: int, on: date, code: str) -> None:
    refused_as(code, prepare_funding, world.desk, CASHIER, RECEIVE, fen, on, "用款计划1号")
    refused_as("no_such_fund_act", confirm, world.desk, APPROVER, "FUND/1")


def releasing(world: World) -> Ready:
    return make_ready(world, "payment", RELEASE, "batched", Role.CASHIER)


def test_without_any_funding_a_release_is_not_stopped_but_told(world: World) -> None:
    assert releasing(world).fire().done
    told = fund_status(world.desk)
    assert (told.funded, told.available_fen) == (False, -120_000)


@pytest.mark.parametrize(("held", "released"), [(120_000, True), (119_999, False)])
def test_a_release_needs_the_money_to_the_fen(world: World, held: int, released: bool) -> None:
    funded(world, held)
    fired = releasing(world).fire()
    assert (fired.done, [] if released else ["balance_covers"]) == (released, fired.codes)
    assert fund_status(world.desk).available_fen == (0 if released else held)


def test_what_is_with_the_bank_is_not_spent_again(world: World) -> None:
    funded(world, 150_000)
    ready = releasing(world)
    other = item(ready.case, "effective", code="travel")
    payment(ready.case, "sent", other, amount_fen=40_000)
    assert ready.fire().codes == ["balance_covers"]


def test_a_correction_takes_the_wrong_sum_back_and_books_the_right_one(world: World) -> None:
    received(world)
    wrong = world.one("transfer")
    number = prepare_correction(world.desk, CASHIER, wrong["id"], PLAN_FEN - 100, "多记一百分", TODAY)
    confirm(world.desk, APPROVER, number)
    assert entries(world) == [
        ("treasury_filled", "1002", "3001", PLAN_FEN),
        ("treasury_filled", "3001", "1002", PLAN_FEN),
        ("treasury_filled", "1002", "3001", PLAN_FEN - 100),
    ]
    assert [row["reverses"] for row in world.rows("transfer")] == [None, wrong["id"], None]
    assert balances(world)["1002"] == PLAN_FEN - 100
    refused_as("entry_not_correctable", prepare_correction, world.desk, CASHIER, wrong["id"] + 1, None, "再改", TODAY)
    refused_as("no_entry_to_correct", prepare_correction, world.desk, CASHIER, 99, None, "再改", TODAY)
    assert verify(world.desk).flaws == ()


def test_what_was_passed_on_is_not_corrected_away(world: World) -> None:
    funded(world)
    first = min(int(row["id"]) for row in world.rows("transfer"))
    refused_as("correction_below_nothing", prepare_correction, world.desk, CASHIER, first, 1, "少收", TODAY)


def test_a_fine_is_a_memo_beside_the_funds_money(world: World) -> None:
    number = prepare_funding(world.desk, CASHIER, FINE, 90_000, SEPTEMBER, "处罚决定1号")
    confirm(world.desk, APPROVER, number)
    assert entries(world) == [("fine", "9301", "9399", 90_000)]
    assert fund_status(world.desk).available_fen == 0


def test_entries_of_a_case_are_corrected_on_the_case(world: World) -> None:
    case = standing(world, "settling")
    item(case, "effective")
    case.save()
    own = world.one("transfer")
    refused_as("entry_not_correctable", prepare_correction, world.desk, CASHIER, own["id"], None, "改", TODAY)


def test_a_closed_month_takes_no_entry(bureau: World) -> None:
    funded(bureau)
    event = close_month(bureau.desk, APPROVER, "2024-09")
    told = json.loads(bureau.one("book_event", id=event)["data"])
    assert told["balances"] == {"1001": PLAN_FEN, "3001": -PLAN_FEN}
    assert told["by_tag"] == {"pilot": told["balances"]}
    received(bureau, 7, SEPTEMBER, "用款计划2号")
    late = max(bureau.rows("transfer"), key=lambda row: int(row["id"]))
    assert (late["value_on"], late["occurred_on"]) == (date(2024, 10, 1), SEPTEMBER)
    assert balances(bureau, date(2024, 9, 30)) == told["balances"]
    refused_as("month_closed_before", close_month, bureau.desk, APPROVER, "2024-09")
    refused_as("month_not_over", close_month, bureau.desk, APPROVER, "2024-10")


def test_a_move_of_a_case_posts_into_the_open_month_and_keeps_its_day(world: World) -> None:
    case = standing(world, "settling")
    account(case)
    waits = item(case, "approved")
    case.claim.update(last_occurred_on=SEPTEMBER)
    case.save()
    close_month(world.desk, APPROVER, "2024-09")
    service = world.one("service", letter_id=waits["letter_id"])
    served = {"method": "direct", "evidence": "回证1号"}
    world.execute("UPDATE letter SET dated_on = '2024-09-05' WHERE id = ?", waits["letter_id"])
    assert act(world.desk, "intake1", service["id"], "serve", date(2024, 9, 28), served).done
    posted = world.one("transfer", entry="award_effective")
    assert (posted["value_on"], posted["occurred_on"]) == (date(2024, 10, 1), date(2024, 9, 28))


def test_months_are_closed_in_their_order(world: World) -> None:
    funded(world, on=date(2024, 7, 3))
    refused_as("earlier_month_open", close_month, world.desk, APPROVER, "2024-08")
    refused_as("fund_wrong_post", close_month, world.desk, CASHIER, "2024-07")
    refused_as("month_unreadable", close_month, world.desk, APPROVER, "7月")
    close_month(world.desk, APPROVER, "2024-07")
    refused_as("earlier_month_open", close_month, world.desk, APPROVER, "2024-09")
    close_month(world.desk, APPROVER, "2024-08")
    assert fund_status(world.desk).closed_to == date(2024, 8, 31)


def test_only_the_leader_opens_a_month_again(world: World) -> None:
    funded(world, on=date(2024, 7, 3))
    for month in ("2024-07", "2024-08", "2024-09"):
        close_month(world.desk, APPROVER, month)
    number = prepare_reopening(world.desk, APPROVER, "2024-08", "漏记拨款", TODAY)
    refused_as("fund_wrong_post", confirm, world.desk, "approver2", number)
    confirm(world.desk, LEADER, number)
    assert fund_status(world.desk).closed_to == date(2024, 7, 31)
    received(world, 5, date(2024, 8, 9), "用款计划9号")
    assert max(world.rows("transfer"), key=lambda row: int(row["id"]))["value_on"] == date(2024, 8, 9)
    refused_as("month_not_closed", prepare_reopening, world.desk, APPROVER, "2024-09", "再开", TODAY)
    close_month(world.desk, APPROVER, "2024-08")
    assert verify(world.desk).flaws == ()


def spent(world: World, code: str, amount_fen: int, on: date) -> Row:
    """An expense of the year, as it lies in the journal."""
    case = standing(world, "settling", f"TL-2024-{amount_fen:06d}")
    row = item(case, "effective", code=code, claimed_fen=amount_fen, allowed_fen=amount_fen, awarded_fen=amount_fen)
    for one in case.of("transfer"):
        one.update(value_on=on)
    case.save()
    return row


def test_the_year_is_carried_forward_once_and_its_december_closed(world: World) -> None:
    spent(world, "medical", 120_001, date(2024, 11, 4))
    spent(world, "travel", 120_002, date(2024, 12, 5))
    at(world, date(2025, 1, 6))
    refused_as("earlier_month_open", close_year, world.desk, APPROVER, 2024)
    refused_as("december_by_year_end", close_month, world.desk, APPROVER, "2024-12")
    close_month(world.desk, APPROVER, "2024-11")
    event = close_year(world.desk, APPROVER, 2024)
    assert close_year(world.desk, APPROVER, 2024) == event
    carried = [row for row in world.rows("transfer") if row["event_id"] == event]
    assert sorted((row["debit"], row["credit"], row["amount_fen"], row["value_on"]) for row in carried) == [
        ("3001", "5101", 120_001, date(2024, 12, 31)),
        ("3001", "5106", 120_002, date(2024, 12, 31)),
    ]
    assert not {account_ for account_ in balances(world) if account_.startswith("5")}
    assert fund_status(world.desk).closed_to == date(2024, 12, 31)
    stored = Stored(world.desk)
    assert [fault for one in BOOKS.values() for fault in one(stored)] == []
    refused_as("month_not_over", close_year, world.desk, APPROVER, 2025)


def test_a_year_reopened_carries_forward_what_is_left_even_a_credit(world: World) -> None:
    spent(world, "medical", 120_001, date(2024, 12, 4))
    at(world, date(2025, 1, 6))
    close_year(world.desk, APPROVER, 2024)
    confirm(world.desk, LEADER, prepare_reopening(world.desk, APPROVER, "2024-12", "更正", date(2025, 1, 6)))
    case = standing(world, "settling", "TL-2024-000777")
    row = item(case, "effective")
    case.of("transfer")[-1].update(debit="2001", credit="5101", amount_fen=300, value_on=date(2024, 12, 9))
    case.save()
    event = close_year(world.desk, APPROVER, 2024)
    carried = [one for one in world.rows("transfer") if one["event_id"] == event]
    assert [(one["debit"], one["credit"], one["amount_fen"]) for one in carried] == [("5101", "3001", 300)]
    assert row["code"] == "medical"
