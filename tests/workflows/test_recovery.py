"""What was paid too much comes back, step by step: heard, decided, served, paid by plan, set off, written off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from claims.ledger import Account
from claims.store.rows import Row
from notifications.kinds import letter_kind
from tests.support.casebook import Case
from tests.support.fixtures.of_recovery import OVERPAID_FEN, later_item, overpaid_item, recovery
from tests.support.fixtures.signing import sign_through
from tests.support.fixtures.standing import CONCLUDED, account, item, payment, standing
from tests.support.hearing import announced, heard
from tests.support.world import INJURED, KIN, TODAY, World
from workflows.acting import act, propose
from workflows.checks.books import BOOKS
from workflows.checks.money import MONEY
from workflows.checks.stored import Stored
from workflows.command import Outcome
from workflows.receivable_list import receivables
from workflows.sweep import sweep

GRADE_9_FEN, GRADE_10_FEN = 4_796_100, 3_730_300
TOO_MUCH_FEN = GRADE_9_FEN - GRADE_10_FEN
DECISION = {"facts_found": "再次鉴定改变了等级", "evidence": ["再次鉴定结论"], "reason": "多支付的部分失去依据"}


def done(outcome: Outcome) -> Outcome:
    assert outcome.done, [refusal.message() for refusal in outcome.refusals]
    return outcome


def at(world: World, day: date) -> None:
    """Let the clock of the bureau show that day."""
    world.moment = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def balance(world: World, account_code: str) -> int:
    return Stored(world.desk).balance(account_code, lambda _: True)


def holds(world: World) -> None:
    """The books agree with themselves and with what is owed."""
    stored = Stored(world.desk)
    found = [fault for name, one in {**MONEY, **BOOKS}.items() for fault in (f"{name}: {f}" for f in one(stored))]
    assert found == []


def approved(world: World, trigger: str, target: str, **data: object) -> None:
    drafted = done(propose(world.desk, "legal1", trigger, [target], data, TODAY))
    done(sign_through(world, drafted.subject, TODAY))


def serve(world: World, letter_id: str, day: date = TODAY) -> None:
    service = world.one("service", letter_id=letter_id, recipient_kind="person")
    done(act(world.desk, "intake1", service["id"], "serve", day, {"method": "direct", "evidence": "回证1号"}))


def regraded(world: World) -> Case:
    """A case on which 47,961.00 was paid for grade 9, and 37,303.00 awarded anew, the letter not yet served."""
    case = standing(world, "settling")
    account(case)
    lump_sum: dict[str, Any] = {"code": "disability_lump_sum", "period": "-"}
    sums: dict[str, Any] = {"claimed_fen": GRADE_9_FEN, "allowed_fen": GRADE_9_FEN, "awarded_fen": GRADE_9_FEN}
    first = item(case, "superseded", **lump_sum, **sums, paid_fen=GRADE_9_FEN, effective_on=CONCLUDED)
    payment(case, "paid", first, amount_fen=GRADE_9_FEN, bank_ref="流水1", paid_on=CONCLUDED)
    less: dict[str, Any] = {"claimed_fen": GRADE_10_FEN, "allowed_fen": GRADE_10_FEN, "awarded_fen": GRADE_10_FEN}
    item(case, "approved", **lump_sum, **less, replaces=first["id"], generation=2)
    case.save()
    return case


def owed(world: World) -> Row:
    """The recovery of that case, served and in force."""
    regraded(world)
    second = world.one("award_item", state="approved")
    serve(world, second["letter_id"])
    opened = world.one("recovery")
    assert (opened["state"], opened["amount_fen"], opened["beneficiary"]) == ("opened", TOO_MUCH_FEN, INJURED)
    done(heard(world, opened["id"]))
    approved(world, "decide", opened["id"], **DECISION)
    decided = world.one("recovery")
    assert decided["state"] == "decided"
    assert balance(world, Account.OVERPAID) == TOO_MUCH_FEN
    serve(world, decided["letter_id"])
    return world.one("recovery")


def receive(world: World, amount_fen: int, reference: str, day: date = TODAY) -> Outcome:
    data = {"bank_ref": reference, "amount_fen": amount_fen}
    return act(world.desk, "cashier1", world.one("recovery")["id"], "receive", day, data)


def test_the_award_of_the_worked_example_is_repaid_in_part_and_the_rest_written_off(world: World) -> None:
    found = owed(world)
    assert (found["state"], balance(world, Account.RECOVERABLE), balance(world, Account.OVERPAID)) == (
        "owed", TOO_MUCH_FEN, 0,
    )  # fmt: skip
    done(receive(world, 300_000, "退款1"))
    approved(world, "write_off", found["id"], ground="法院终结执行", document="执行裁定1号")
    closed = world.one("recovery")
    assert (closed["state"], closed["received_fen"], closed["written_off_fen"]) == ("written_off", 300_000, 765_800)
    assert balance(world, Account.DISABILITY_LUMP_SUM) == 3_730_300
    assert balance(world, Account.WRITTEN_OFF) == 765_800
    assert -balance(world, Account.BANK) == 4_496_100 == 3_730_300 + 765_800
    holds(world)


def test_the_letter_says_what_was_paid_what_is_due_and_how_to_object(world: World) -> None:
    found = owed(world)
    letter = world.one("letter", id=found["letter_id"])
    assert letter["kind"] == "recovery"
    assert letter_kind("recovery").served
    body = world.one("letter_private", letter_id=letter["id"])["snapshot"]
    for said in (
        "陈述申辩笔录1号",
        '"amount_fen":1065800',
        '"due_fen":3730300',
        '"paid_fen":4796100',
        '"repay_days":30',
    ):
        assert said in body
    service = world.one("service", letter_id=letter["id"])
    remedies = {row["code"]: row["due_on"] for row in world.rows("clock", subject=service["id"])}
    assert set(remedies) >= {"T23", "T28"}
    enforcement = world.one("clock", code="enforcement")
    assert enforcement["started_on"] == remedies["T28"]
    assert world.one("clock", code="repayment")["due_on"] == found["due_on"]
    lodged = {"matter": "award", "route": "review", "service": service["id"]}
    assert done(act(world.desk, "legal1", f"{found['claim_no']}/dispute", "lodge", TODAY, lodged)).done
    early = act(world.desk, "legal1", found["id"], "apply_enforcement", TODAY, {"document": "申请书1号"})
    assert [refusal.code for refusal in early.refusals] == ["recovery_is_final"]


def test_one_bank_line_is_booked_once_and_never_more_than_is_owed(world: World) -> None:
    owed(world)
    done(receive(world, 100, "退款1"))
    again = receive(world, 100, "退款1")
    paid = receive(world, 100, "流水1")
    more = receive(world, TOO_MUCH_FEN, "退款2")
    nothing = receive(world, 0, "退款3")
    said = [[refusal.code for refusal in one.refusals] for one in (again, paid, more, nothing)]
    assert said == [["receipt_unused"], ["receipt_unused"], ["within_outstanding"], ["within_outstanding"]]
    done(receive(world, TOO_MUCH_FEN - 100, "退款4"))
    assert world.one("recovery")["state"] == "settled"
    assert {row["state"] for row in world.rows("clock", code="repayment")} == {"met"}
    holds(world)


def test_a_plan_is_kept_in_versions_and_its_clock_follows_what_is_unpaid(world: World) -> None:
    found = owed(world)
    agreed = {"count": 3, "first_on": date(2024, 11, 1), "document": "分期申请1号"}
    done(act(world.desk, "intake1", found["id"], "agree_plan", TODAY, agreed))
    assert world.one("clock", code="repayment")["state"] != "running"
    first = [row["amount_fen"] for row in world.rows("plan_part")]
    assert (sum(first), len(first)) == (TOO_MUCH_FEN, 3)
    assert world.one("clock", code="instalment", state="running")["due_on"] == date(2024, 11, 1)
    late = date(2024, 12, 20)
    at(world, late)
    sweep(world.desk, late)
    listed = receivables(world.desk, late)
    assert [one.by_age_fen["31-90"] for one in listed] == [first[0]]
    assert [one.by_age_fen["0-30"] for one in listed] == [first[1]]
    done(receive(world, first[0], "退款1", late))
    assert world.one("clock", code="instalment", state="running")["due_on"] == date(2024, 12, 2)  # the 1st is a Sunday
    done(
        act(
            world.desk,
            "intake1",
            found["id"],
            "agree_plan",
            late,
            {**agreed, "count": 7, "first_on": date(2025, 1, 31)},
        )
    )
    second = [row for row in world.rows("plan_part") if row["plan"] == 2]
    assert sum(row["amount_fen"] for row in second) == TOO_MUCH_FEN - first[0]
    assert [row["amount_fen"] for row in world.rows("plan_part") if row["plan"] == 1] == first
    before = receivables(world.desk, date(2024, 12, 19))
    assert [one.left_fen for one in before] == [TOO_MUCH_FEN]
    holds(world)


def test_a_later_item_pays_so_much_less(world: World) -> None:
    case = standing(world, "settling")
    account(case)
    recovery(case, "owed", overpaid_item(case))
    later = later_item(case)
    case.save()
    found = world.one("recovery")
    data = {"item": later["id"], "amount_fen": OVERPAID_FEN, "ground": "本人同意", "document": "同意书1号"}
    done(act(world.desk, "reviewer1", found["id"], "set_off", TODAY, data))
    assert world.one("recovery")["state"] == "settled"
    assert [(row["state"], row["amount_fen"]) for row in world.rows("payment", item_id=later["id"])] == [
        ("cancelled", 120_000),
        ("pending", 80_000),
    ]
    holds(world)


def test_a_set_off_of_the_whole_item_leaves_nothing_to_pay_and_settles_the_case(world: World) -> None:
    case = standing(world, "settling")
    account(case)
    recovery(case, "owed", overpaid_item(case))
    later = later_item(case, claimed_fen=30_000, allowed_fen=30_000, awarded_fen=30_000)
    case.save()
    data = {"item": later["id"], "amount_fen": 30_000, "ground": "本人同意", "document": "同意书1号"}
    done(act(world.desk, "reviewer1", world.one("recovery")["id"], "set_off", TODAY, data))
    assert world.one("award_item", id=later["id"])["state"] == "discharged"
    assert [row["state"] for row in world.rows("payment", item_id=later["id"])] == ["cancelled"]
    assert world.one("claim")["state"] == "settled"
    close = act(world.desk, "intake1", case.no, "close", TODAY)
    assert "nothing_receivable" in [refusal.code for refusal in close.refusals]
    holds(world)


def test_what_nobody_has_decided_is_netted_with_consent(world: World) -> None:
    case = standing(world, "settling")
    account(case)
    recovery(case, "opened", overpaid_item(case))
    later = later_item(case)
    case.save()
    data = {"item": later["id"], "document": "同意书1号"}
    done(act(world.desk, "reviewer1", world.one("recovery")["id"], "net", TODAY, data))
    assert (world.one("recovery")["state"], balance(world, Account.OVERPAID)) == ("settled", 0)
    holds(world)


@pytest.mark.parametrize("source", ["decided", "owed"])
def test_a_decision_that_falls_leaves_the_sum_undecided(world: World, source: str) -> None:
    case = standing(world, "settling")
    account(case)
    recovery(case, source, overpaid_item(case))
    case.save()
    approved(world, "withdraw", world.one("recovery")["id"], document="行政判决1号", reason="程序违法")
    assert (balance(world, Account.OVERPAID), balance(world, Account.RECOVERABLE)) == (OVERPAID_FEN, 0)
    again = {"item": case.of("award_item")[0]["id"], "ground": "核定变更"}
    done(act(world.desk, "intake1", f"{case.no}/recovery", "open", TODAY, again))
    assert sorted(row["state"] for row in world.rows("recovery")) == ["opened", "withdrawn"]
    holds(world)


def test_a_missing_person_who_returns_owes_the_death_benefit(world: World) -> None:
    case = standing(world, "settled")
    case.claim.update(application_kind="missing", claimant_id=KIN, claimant_relation="kin")
    paid = item(case, "discharged", code="death_lump_sum", beneficiary=KIN, paid_fen=120_000)
    payment(case, "paid", paid, amount_fen=120_000, bank_ref="流水2", paid_on=CONCLUDED)
    case.save()
    data = {"item": paid["id"], "document": "撤销死亡宣告判决1号"}
    done(act(world.desk, "intake1", f"{case.no}/recovery", "open_returned_alive", TODAY, data))
    found = world.one("recovery")
    done(heard(world, found["id"]))
    approved(world, "decide", found["id"], **DECISION)
    serve(world, world.one("recovery")["letter_id"])
    assert (balance(world, Account.RECOVERABLE), balance(world, Account.DEATH)) == (120_000, 0)
    assert world.one("clock", code="repayment")["party"] == "person"
    done(receive(world, 120_000, "退款1"))
    assert (world.one("recovery")["state"], balance(world, Account.RECOVERABLE)) == ("settled", 0)
    holds(world)


def test_the_debt_of_one_person_is_told_to_no_other(world: World) -> None:
    case = standing(world, "settling")
    account(case)
    found = recovery(case, "decided", overpaid_item(case), beneficiary=KIN)
    for posted in case.of("transfer"):
        if posted["entry"] == "overpaid":
            posted.update(beneficiary=KIN)
    for service in case.of("service"):
        if service["letter_id"] == found["letter_id"]:
            service.update(recipient=KIN)
    case.save()
    serve(world, world.one("recovery")["letter_id"])
    clock = world.one("clock", code="repayment")
    assert clock["party"] == "beneficiary"
    near = clock["due_on"] - timedelta(days=3)
    at(world, near)
    sweep(world.desk, near)
    assert [row["kind"] for row in world.rows("message") if row["kind"] == "remind_repay"] == []


def test_who_says_nothing_has_had_the_time_of_the_notice(world: World) -> None:
    regraded(world)
    serve(world, world.one("award_item", state="approved")["letter_id"])
    opened = world.one("recovery")["id"]
    record: dict[str, Any] = {"document": "逾期未陈述的记录1号", "outcome": "逾期未陈述申辩"}
    unasked = act(world.desk, "legal1", opened, "hear", TODAY, record)
    assert [refusal.code for refusal in unasked.refusals] == ["hearing_notice_served"]
    done(announced(world, opened))
    last = date(2024, 10, 16)  # Saturday the 12th is a working day
    at(world, last)
    early = act(world.desk, "legal1", opened, "hear", last, record)
    assert [(refusal.code, refusal.facts) for refusal in early.refusals] == [("statement_time_over", {"until": last})]
    at(world, date(2024, 10, 17))
    done(act(world.desk, "legal1", opened, "hear", date(2024, 10, 17), record))
    said = world.one("letter_private", letter_id=world.one("letter", kind="recovery_hearing")["id"])["snapshot"]
    assert f'"amount_fen":{TOO_MUCH_FEN}' in said
    assert '"reply_days":5' in said
