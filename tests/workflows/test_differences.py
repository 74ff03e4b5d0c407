"""Differences, never an overwrite: what a later grade, a review or a new decision adds or sets apart, to the fen, and that
nothing that was posted before is touched.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from claims.store.rows import Row
from tests.support.casebook import Case
from tests.support.fixtures.standing import PARTS, dispute
from tests.support.payroll import Payroll
from tests.support.world import World

LUMP = "disability_lump_sum"
TENTH_FEN, NINTH_FEN = 3_730_300, 4_796_100  # 5,329 × 7 and × 9 months
TWO_MONTHS_FEN = 1_065_800
AWARDED = "2024-10-10"


def paid_lump_sum(payroll: Payroll) -> str:
    """The lump sum of the grade, awarded, served and paid."""
    item = payroll.award(LUMP, AWARDED)
    payroll.pay("2024-10-11")
    return item


def stored(payroll: Payroll, *tables: str) -> dict[str, list[Row]]:
    """What lies in these tables of the case."""
    return {name: payroll.world.rows(name, claim_no=payroll.no) for name in tables}


def test_from_the_tenth_to_the_ninth_grade_two_months_more_are_paid(world: World) -> None:
    payroll = Payroll(world, grade=10, care_level="none")
    item = paid_lump_sum(payroll)
    known = payroll.transfers()
    payroll.graded_anew(9, "redo", "2024-11-20")
    newer = payroll.replace(item, "ex_tunc", "2024-11-25")
    assert payroll.posted_since(known) == [
        ("award_effective", "5102", "2001", NINTH_FEN),
        ("award_cancelled", "2001", "5102", TENTH_FEN),
    ]
    assert [row["amount_fen"] for row in payroll.payments("pending")] == [TWO_MONTHS_FEN]
    payroll.pay("2024-11-26")
    assert payroll.posted_since(known)[2:] == [
        ("released", "2001", "1003", TWO_MONTHS_FEN),
        ("paid", "1003", "1001", TWO_MONTHS_FEN),
    ]
    assert (payroll.item(newer)["state"], payroll.item(newer)["paid_fen"]) == ("discharged", NINTH_FEN)
    assert (payroll.balance("5102"), payroll.balance("1001"), payroll.balance("2001")) == (NINTH_FEN, -NINTH_FEN, 0)


def test_from_the_ninth_to_the_tenth_grade_what_was_paid_too_much_waits_for_recovery(world: World) -> None:
    payroll = Payroll(world, grade=9, care_level="none")
    item = paid_lump_sum(payroll)
    known = payroll.transfers()
    payroll.graded_anew(10, "redo", "2024-11-20")
    newer = payroll.replace(item, "ex_tunc", "2024-11-25")
    assert payroll.posted_since(known) == [
        ("award_effective", "5102", "2001", TENTH_FEN),
        ("award_cancelled", "2001", "5102", NINTH_FEN),
        ("overpaid", "1104", "2001", TWO_MONTHS_FEN),
    ]
    assert payroll.payments("pending") == []
    assert (payroll.item(newer)["state"], payroll.item(newer)["paid_fen"]) == ("discharged", TENTH_FEN)
    assert (payroll.balance("5102"), payroll.balance("1104"), payroll.balance("2001")) == (TENTH_FEN, TWO_MONTHS_FEN, 0)


def test_the_old_version_its_payment_and_its_postings_stay_as_they_were(world: World) -> None:
    payroll = Payroll(world, grade=10, care_level="none")
    item = paid_lump_sum(payroll)
    before, old = stored(payroll, "payment", "event"), payroll.item(item)
    payroll.graded_anew(9, "redo", "2024-11-20")
    payroll.replace(item, "ex_tunc", "2024-11-25")
    payroll.pay("2024-11-26")
    after = stored(payroll, "payment", "event")
    for name, rows in before.items():
        assert [row for row in after[name] if row["id"] in {one["id"] for one in rows}] == rows
    moved = {name for name, value in payroll.item(item).items() if value != old[name]}
    assert moved == {"state", "version"}


def test_a_review_leaves_the_lump_sum_alone(world: World) -> None:
    payroll = Payroll(world, grade=10, care_level="none")
    item = paid_lump_sum(payroll)
    payroll.graded_anew(9, "review", "2025-10-20")
    drafted = payroll.try_to(
        "intake1", f"{payroll.no}/item", "draft", "2025-10-27", code=LUMP, facts=[{}], replaces=item
    )
    assert [refusal.code for refusal in drafted.refusals] == ["grant_not_reviewed"]


def test_a_difference_of_nothing_pays_nothing_and_settles_the_new_version(world: World) -> None:
    payroll = Payroll(world, grade=10, care_level="none")
    item = paid_lump_sum(payroll)
    newer = payroll.replace(item, "ex_tunc", "2024-11-25")
    assert payroll.item(newer)["state"] == "discharged"
    assert payroll.payments("pending") == []
    assert payroll.balance("5102") == TENTH_FEN


def quashable(world: World, prepare: Callable[[Case], None] = lambda _case: None) -> Payroll:
    """A case whose confirmation a court has quashed with the order to decide anew; nobody has acted on it yet."""

    def with_dispute(case: Case) -> None:
        dispute(case, "effective", matter="confirmation", outcome="撤销并责令重作")
        prepare(case)

    return Payroll(world, prepare=with_dispute, grade=10, care_level="none")


def line(number: str, claimed_fen: int, allowed_fen: int) -> dict[str, Any]:
    """An invoice line of the confirmed part."""
    verdict = "allowed" if claimed_fen == allowed_fen else "cut" if allowed_fen else "refused"
    reason = {} if verdict == "allowed" else {"reason": "beyond_standard"}
    return {
        "invoice_code": "A", "invoice_number": number, "line_no": 1, "claimed_fen": claimed_fen,
        "allowed_fen": allowed_fen, "verdict": verdict, "part": "右腕", **reason,
    }  # fmt: skip


def medical(claimed_fen: int, allowed_fen: int) -> list[dict[str, Any]]:
    """The facts of a bill."""
    return [{"medical": [{"amount_fen": claimed_fen, "allowed_fen": allowed_fen}]}]


def test_a_quashed_confirmation_holds_what_waits_and_moves_nothing_until_the_new_decision_binds(world: World) -> None:
    payroll = quashable(world)
    bill = payroll.award("medical", AWARDED, facts=medical(130_000, 130_000), invoices=[line("1", 130_000, 130_000)])
    payroll.pay("2024-10-11")
    payroll.award(LUMP, "2024-10-12")
    known, old = payroll.transfers(), payroll.item(bill)
    (waiting,) = payroll.payments("pending")
    quashing = payroll.world.one("dispute", claim_no=payroll.no)["id"]
    ordered = {"dispute": quashing, "document": "（2024）合成行初1号", "effective_on": "2024-10-14"}
    payroll.do("legal1", payroll.no, "remand", "2024-10-14", **ordered)
    assert payroll.world.one("payment", id=waiting["id"])["state"] == "held"
    payroll.sweep("2024-10-15")
    assert released(payroll, waiting["id"], "2024-10-15") is False
    confirm = {
        "parts": PARTS,
        "facts_found": "重新查明：送餐途中摔倒。",
        "evidence_weighed": "订单记录",
        "criterion": "2021-10-1-1",
    }
    payroll.signed("intake1", "redo_confirm", [payroll.no], "2024-10-21", **confirm)
    payroll.sweep("2024-10-22")
    assert released(payroll, waiting["id"], "2024-10-22") is False
    assert payroll.posted_since(known) == []
    letter = payroll.world.one("claim", no=payroll.no)["decision_letter"]
    for service in payroll.world.rows("service", letter_id=letter):
        payroll.do("intake1", service["id"], "serve", "2024-10-23", method="direct", evidence="送达回证")
    payroll.sweep("2024-10-24")
    assert payroll.posted_since(known) == []
    assert payroll.item(bill) == old
    payroll.signed("legal1", "release_hold", [waiting["id"]], "2024-10-24", document="新结论已生效")
    payroll.pay("2024-10-25")
    assert payroll.posted_since(known) == [
        ("released", "2001", "1003", TENTH_FEN),
        ("paid", "1003", "1001", TENTH_FEN),
    ]
    # The new decision allows less of the bill: the difference alone is posted.
    known = payroll.transfers()
    newer = payroll.drafted(
        "medical", "2024-10-28", facts=medical(130_000, 100_000), invoices=[line("1", 130_000, 100_000)],
        replaces=bill, period=old["period"],
    )  # fmt: skip
    payroll.signed("intake1", "supersede", [bill], "2024-10-28", successor=newer, effect="ex_tunc")
    payroll.serve(newer, "2024-10-29")
    assert payroll.posted_since(known) == [
        ("award_effective", "5101", "2001", 100_000),
        ("award_cancelled", "2001", "5101", 130_000),
        ("overpaid", "1104", "2001", 30_000),
    ]


def released(payroll: Payroll, payment: str, on: str) -> bool:
    """Whether a held payment could be released now."""
    return payroll.try_to("legal1", payment, "release_hold", on, document="复查").done


@pytest.mark.parametrize("fen", [1, 100])
def test_one_fen_more_is_a_difference_too(world: World, fen: int) -> None:
    payroll = Payroll(world, grade=10, care_level="none")
    bill = payroll.award("medical", AWARDED, facts=medical(130_000, 120_000), invoices=[line("1", 130_000, 120_000)])
    payroll.pay("2024-10-11")
    more = 120_000 + fen
    payroll.replace(
        bill, "ex_tunc", "2024-10-14", facts=medical(130_000, more), invoices=[line("1", 130_000, more)],
        period=payroll.item(bill)["period"],
    )  # fmt: skip
    assert [row["amount_fen"] for row in payroll.payments("pending")] == [fen]
