"""What the fund paid first comes back from the third party, and what is the platform's to pay is followed until it is paid."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from claims.ledger import Account
from claims.store.rows import Row
from tests.support.casebook import Case
from tests.support.fixtures.of_platform_support import platform_item, support
from tests.support.fixtures.of_recourse import RECOURSE_FEN, recourse
from tests.support.fixtures.signing import sign_through
from tests.support.fixtures.standing import ALLOWED_FEN, account, item, paid, standing
from tests.support.world import PLATFORM, TODAY, World
from workflows.acting import act, propose
from workflows.checks.books import BOOKS
from workflows.checks.money import MONEY
from workflows.checks.stored import Stored
from workflows.command import Outcome
from workflows.receivable_list import receivables, unclaimed

MEMO_DUE, MEMO_CONTRA = Account.PLATFORM_DUE, Account.PLATFORM_CONTRA


def done(outcome: Outcome) -> Outcome:
    assert outcome.done, [refusal.message() for refusal in outcome.refusals]
    return outcome


def balance(world: World, account_code: str) -> int:
    return Stored(world.desk).balance(account_code, lambda _: True)


def holds(world: World) -> None:
    stored = Stored(world.desk)
    assert [f"{name}: {fault}" for name, one in {**MONEY, **BOOKS}.items() for fault in one(stored)] == []


def liable(world: World) -> Case:
    """A case with a paid medical item and the right of recourse for a part of it."""
    case = standing(world, "settling")
    account(case)
    recourse(case, "open", paid(case))
    case.save()
    return case


def pay_back(world: World, amount_fen: int, reference: str) -> Outcome:
    data = {"bank_ref": reference, "amount_fen": amount_fen}
    return act(world.desk, "cashier1", world.one("recourse")["id"], "receive", TODAY, data)


def test_the_expense_falls_when_the_third_party_pays(world: World) -> None:
    liable(world)
    assert (balance(world, Account.RECOURSE), balance(world, Account.MEDICAL)) == (RECOURSE_FEN, ALLOWED_FEN)
    done(pay_back(world, 20_000, "偿还1"))
    assert [refusal.code for refusal in pay_back(world, 1, "偿还1").refusals] == ["receipt_unused"]
    left = receivables(world.desk, TODAY + timedelta(days=100))
    assert [(one.account, one.left_fen, one.by_age_fen["91-365"]) for one in left] == [("1101", 30_000, 30_000)]
    done(pay_back(world, 30_000, "偿还2"))
    assert world.one("recourse")["state"] == "settled"
    assert (balance(world, Account.RECOURSE), balance(world, Account.RECOURSE_PENDING)) == (0, 0)
    assert balance(world, Account.MEDICAL) == ALLOWED_FEN - RECOURSE_FEN == -balance(world, Account.BANK)
    holds(world)


def test_what_does_not_come_is_given_up_on_both_sides(world: World) -> None:
    liable(world)
    done(pay_back(world, 20_000, "偿还1"))
    given = {"ground": "第三人无法查明", "document": "情况说明1号"}
    drafted = done(propose(world.desk, "legal1", "give_up", [world.one("recourse")["id"]], given, TODAY))
    done(sign_through(world, drafted.subject, TODAY))
    assert (balance(world, Account.RECOURSE), balance(world, Account.RECOURSE_PENDING)) == (0, 0)
    assert receivables(world.desk, TODAY) == ()
    holds(world)


def owing(world: World) -> Row:
    """A case on which the platform is told today what it owes."""
    case = standing(world, "settling")
    waits = platform_item(case, "approved")
    case.save()
    service = world.one("service", letter_id=waits["letter_id"])
    done(act(world.desk, "intake1", service["id"], "serve", TODAY, {"method": "direct", "evidence": "回证1号"}))
    return world.one("platform_support")


def test_the_platform_is_told_what_it_owes_and_nothing_of_the_injury(world: World) -> None:
    found = owing(world)
    assert (found["state"], found["amount_fen"], found["platform"]) == ("due", ALLOWED_FEN, PLATFORM)
    assert found["due_on"] == world.one("clock", code="support_payment")["due_on"]
    letter = world.one("letter", kind="living_support")
    assert [row["recipient_kind"] for row in world.rows("service", letter_id=letter["id"])] == ["platform"]
    told = world.one("letter_private", letter_id=letter["id"])["snapshot"]
    assert "骨折" not in told
    assert "级" not in told
    assert [row["recipient"] for row in world.rows("message", kind="support_due")] == [PLATFORM]


def test_what_the_platform_paid_is_reported_and_confirmed_as_a_memo(world: World) -> None:
    found = owing(world)
    paid_part = {"amount_fen": ALLOWED_FEN - 1, "paid_on": TODAY, "document": "回单1号"}
    short = act(world.desk, "platform1", found["id"], "report_paid", TODAY, paid_part)
    assert [refusal.code for refusal in short.refusals] == ["support_paid_in_full"]
    whole = {**paid_part, "amount_fen": ALLOWED_FEN}
    done(act(world.desk, "platform1", found["id"], "report_paid", TODAY, whole))
    done(act(world.desk, "intake1", found["id"], "reject_report", TODAY, {"reason": "回单看不清"}))
    again = world.one("clock", code="support_payment", state="running")
    assert again["due_on"] == found["due_on"]
    done(act(world.desk, "platform1", found["id"], "report_paid", TODAY, whole))
    done(act(world.desk, "intake1", found["id"], "confirm_paid", TODAY))
    assert (world.one("platform_support")["state"], balance(world, MEMO_DUE), balance(world, MEMO_CONTRA)) == (
        "paid", 0, 0,
    )  # fmt: skip
    assert balance(world, Account.BANK) == 0


def test_a_platform_that_is_late_is_chased_by_a_message(world: World) -> None:
    found = owing(world)
    early = act(world.desk, "intake1", found["id"], "chase", TODAY)
    assert [refusal.code for refusal in early.refusals] == ["support_overdue"]
    late = found["due_on"] + timedelta(days=1)
    world.moment = datetime(late.year, late.month, late.day, 4, tzinfo=UTC)
    done(act(world.desk, "intake1", found["id"], "chase", late))
    assert [row["recipient"] for row in world.rows("message", kind="support_overdue")] == [PLATFORM]


@pytest.mark.parametrize(("state", "left_fen"), [("due", 0), ("paid", 0)])
def test_a_revoked_item_is_not_asked_for_any_more(world: World, state: str, left_fen: int) -> None:
    case = standing(world, "revoked")
    row = platform_item(case, "effective")
    tracked = support(case, state, row)
    if state == "paid":
        posted = next(one for one in case.of("transfer") if one["item_id"] == row["id"])
        case.add("transfer", **{**posted, "entry": "platform_paid", "debit": "9199", "credit": "9101"})
    else:
        case.clock("support_payment", subject=tracked["id"])
    case.save()
    drafted = done(propose(world.desk, "legal1", "revoke", [row["id"]], {"document": "撤销决定1号"}, TODAY))
    done(sign_through(world, drafted.subject, TODAY))
    assert world.one("platform_support")["state"] == ("cancelled" if state == "due" else "paid")
    assert balance(world, MEMO_DUE) == left_fen


def test_what_is_owed_to_the_dead_is_listed_by_age(world: World) -> None:
    case = standing(world, "settling")
    item(case, "effective")
    case.claim.update(death_on=date(2024, 9, 1))
    case.save()
    (found,) = unclaimed(world.desk, TODAY)
    assert (found.owed_fen, found.age, found.died_on) == (ALLOWED_FEN, "31-90", date(2024, 9, 1))
    assert unclaimed(world.desk, date(2024, 8, 31)) == ()
