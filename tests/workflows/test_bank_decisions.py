"""Every line that no move answers is decided by two persons, each under his own sign-in; until then it waits and is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from claims.bank.lines import Result
from claims.errors import BadInput, ClaimsError, Refused
from claims.ledger import Account
from claims.store.rows import update_row
from tests.support.bank_books import balance, sound
from tests.support.bank_scenes import (
    APPROVER,
    CASHIER,
    SECOND,
    buckets,
    done,
    drafted,
    found,
    imported,
    late,
    line,
    with_payments,
)
from tests.support.fixtures.standing import ALLOWED_FEN
from tests.support.world import TODAY, World
from workflows.acting import act
from workflows.bank_decisions import GROUNDS, waiting_lines
from workflows.bank_pending import pending_acts
from workflows.checks.bank import bank_lines_are_decided
from workflows.checks.stored import Stored
from workflows.fund_acts import confirm, decline, prepare_setting_down, withdraw
from workflows.inbox import inbox
from workflows.reconciling import Published, reconcile
from workflows.transaction import reading
from workflows.verifying import verify

STRANGE = "TL-2024-000999/payment-1"
MINE = GROUNDS[0]


def waiting(world: World) -> list[str]:
    with reading(world.desk) as connection:
        return [one.line["id"] for one in waiting_lines(connection)]


def pending(world: World) -> list[str]:
    with reading(world.desk) as connection:
        return [one.number for one in pending_acts(connection)]


def of_nobody(world: World) -> str:
    """A line on a payment that is not ours."""
    report = imported(world, [line(STRANGE, bank_ref="R9")])
    assert buckets(report) == ["unmatched"]
    return report.lines[0].line_id


def doubled(world: World) -> tuple[str, str]:
    """A payment that was paid, and the line that says it was paid once more."""
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, bank_ref="R1")])
    return payment, late(world, payment, "R2")


# ── two sign-ins ──


def test_a_finding_does_nothing_before_another_person_has_approved_it(world: World) -> None:
    payment, name = doubled(world)
    draft = done(drafted(world, payment, "note_overpaid", line=name)).subject
    assert (balance(world, Account.OVERPAID), pending(world), waiting(world)) == (0, [draft], [name])
    done(act(world.desk, APPROVER, draft, "approve", TODAY))
    assert (balance(world, Account.OVERPAID), pending(world), waiting(world)) == (ALLOWED_FEN, [], [])
    sound(world)


def test_who_drafted_cannot_approve_under_a_second_account(world: World) -> None:
    """The approver's account is the cashier's own: the natural person counts."""
    payment, name = doubled(world)
    draft = done(drafted(world, payment, "note_overpaid", line=name)).subject
    with world.engine.begin() as connection:
        same = {"id_index": world.one("account", username=CASHIER)["id_index"]}
        update_row(connection, "account", {"username": APPROVER}, same)
    refused = act(world.desk, APPROVER, draft, "approve", TODAY)
    assert [refusal.code for refusal in refused.refusals] == ["another_person"]
    assert balance(world, Account.OVERPAID) == 0


@pytest.mark.parametrize("who", [SECOND, "reviewer1", "intake1"])
def test_who_is_no_approver_approves_nothing(world: World, who: str) -> None:
    payment, name = doubled(world)
    draft = done(drafted(world, payment, "note_overpaid", line=name)).subject
    assert not act(world.desk, who, draft, "approve", TODAY).done


def test_a_draft_is_taken_back_by_who_made_it_and_made_anew(world: World) -> None:
    payment, name = doubled(world)
    draft = done(drafted(world, payment, "note_overpaid", line=name)).subject
    assert draft in drafted(world, payment, "note_overpaid", line=name).refusals[0].message()
    other = act(world.desk, SECOND, draft, "withdraw_draft", TODAY)
    assert [refusal.code for refusal in other.refusals] == ["own_draft"]
    done(act(world.desk, CASHIER, draft, "withdraw_draft", TODAY))
    assert pending(world) == []
    assert not act(world.desk, APPROVER, draft, "approve", TODAY).done
    done(found(world, payment, "note_overpaid", line=name))


def test_a_finding_does_not_apply_once_what_it_was_made_over_has_changed(world: World) -> None:
    payment, name = doubled(world)
    draft = done(drafted(world, payment, "note_overpaid", line=name)).subject
    imported(world, [line(payment, Result.REFUNDED, bank_ref="R3", original_ref="R1")])
    refused = act(world.desk, APPROVER, draft, "approve", TODAY)
    assert [refusal.code for refusal in refused.refusals] == ["content_unchanged"]
    assert balance(world, Account.OVERPAID) == 0
    done(act(world.desk, CASHIER, draft, "withdraw_draft", TODAY))
    done(found(world, payment, "confirm_late", line=name))
    sound(world)


def test_a_finding_does_not_apply_once_another_has_decided_the_line(world: World) -> None:
    payment, name = doubled(world)
    draft = done(drafted(world, payment, "note_overpaid", line=name)).subject
    confirm(world.desk, APPROVER, prepare_setting_down(world.desk, CASHIER, name, GROUNDS[1], "函1号", TODAY))
    with pytest.raises(Refused) as refused:
        act(world.desk, APPROVER, draft, "approve", TODAY)
    assert refused.value.code == "line_left_too_much"
    assert balance(world, Account.OVERPAID) == 0


# ── set down ──


def test_a_line_of_nobody_is_set_down_by_two_and_the_chain_tells_it(world: World) -> None:
    name = of_nobody(world)
    number = prepare_setting_down(world.desk, CASHIER, name, MINE, "银行函1号", TODAY)
    assert (pending(world), waiting(world)) == ([number], [name])
    assert prepare_setting_down(world.desk, CASHIER, name, MINE, "银行函1号", TODAY) == number
    with pytest.raises(Refused) as other:
        prepare_setting_down(world.desk, CASHIER, name, GROUNDS[1], "银行函1号", TODAY)
    assert other.value.code == "set_down_waits"
    with pytest.raises(Refused) as refused:
        confirm(world.desk, CASHIER, number)
    assert refused.value.code == "fund_wrong_post"
    confirm(world.desk, APPROVER, number)
    assert (pending(world), waiting(world)) == ([], [])
    (event,) = world.rows("book_event", kind="bank_line_set_down")
    assert (name in event["data"], number in event["data"]) == (True, True)
    assert verify(world.desk).flaws == ()
    with pytest.raises(Refused) as again:
        prepare_setting_down(world.desk, CASHIER, name, MINE, "银行函2号", TODAY)
    assert again.value.code == "bank_line_not_waiting"


def test_what_was_declined_or_taken_back_is_prepared_anew(world: World) -> None:
    name = of_nobody(world)
    decline(world.desk, APPROVER, prepare_setting_down(world.desk, CASHIER, name, MINE, "函1号", TODAY))
    second = prepare_setting_down(world.desk, CASHIER, name, MINE, "函2号", TODAY)
    with pytest.raises(Refused) as refused:
        withdraw(world.desk, SECOND, second)
    assert refused.value.code == "fund_act_of_another"
    withdraw(world.desk, CASHIER, second)
    with pytest.raises(Refused):
        confirm(world.desk, APPROVER, second)
    third = prepare_setting_down(world.desk, CASHIER, name, MINE, "函3号", TODAY)
    assert pending(world) == [third]


def test_a_ground_of_ones_own_is_refused(world: World) -> None:
    with pytest.raises(BadInput):
        prepare_setting_down(world.desk, CASHIER, of_nobody(world), "不想办", "函1号", TODAY)


def test_a_sum_that_differs_is_found_and_not_set_down(world: World) -> None:
    (payment,) = with_payments(world, ("sent",))
    name = late(world, payment, amount_fen=ALLOWED_FEN - 5)
    with pytest.raises(ClaimsError) as refused:
        prepare_setting_down(world.desk, CASHIER, name, MINE, "函1号", TODAY)
    assert refused.value.code == "bank_line_in_mismatch"


def test_a_doubled_line_that_is_set_down_lets_the_item_pay_again(world: World) -> None:
    payment, name = doubled(world)
    imported(world, [line(payment, Result.REFUNDED, bank_ref="R3", original_ref="R1")])
    confirm(world.desk, APPROVER, prepare_setting_down(world.desk, CASHIER, name, GROUNDS[1], "函1号", TODAY))
    assert not drafted(world, payment, "confirm_late", line=name).done
    compared = reconcile(world.desk, Published(1, 0, 0), TODAY)
    assert [one.bank for one in compared.figures[1:]] == [0, 0]


# ── matched by hand ──


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"account_name": "合成人员０２"}, "paid"),
        ({"payment_id": STRANGE}, "paid"),
        ({"payment_id": STRANGE, "amount_fen": ALLOWED_FEN - 1}, "mismatch"),
        ({"payment_id": STRANGE, "result": Result.REJECTED, "bank_ref": ""}, "returned"),
        ({"result": Result.REJECTED, "bank_ref": "", "amount_fen": 1}, "returned"),
    ],
)
def test_a_line_is_matched_by_hand_and_makes_its_move(world: World, told: dict[str, Any], state: str) -> None:
    (payment,) = with_payments(world, ("sent",))
    report = imported(world, [replace(line(payment, bank_ref="R1"), **told)])
    name = report.lines[0].line_id
    assert waiting(world) == [name]
    done(found(world, payment, "match_line", line=name))
    assert world.one("payment", id=payment)["state"] == state
    assert world.one("bank_sorted", line_id=name)["bucket"] == report.lines[0].bucket
    assert waiting(world) == []
    assert not drafted(world, payment, "match_line", line=name).done
    sound(world)


def test_a_line_without_a_reference_is_matched_with_the_one_on_the_slip(world: World) -> None:
    (payment,) = with_payments(world, ("sent",))
    name = late(world, payment, "")
    assert not drafted(world, payment, "match_line", line=name).done
    done(found(world, payment, "match_line", line=name, bank_ref="R1"))
    assert world.one("payment", id=payment)["bank_ref"] == "R1"
    compared = reconcile(world.desk, Published(1, 0, ALLOWED_FEN), TODAY)
    assert [(one.ledger, one.bank) for one in compared.figures[2:]] == [(ALLOWED_FEN, ALLOWED_FEN)]
    sound(world)


def test_a_refund_under_a_strange_reference_is_matched_by_hand(world: World) -> None:
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, bank_ref="R1")])
    report = imported(world, [line(payment, Result.REFUNDED, bank_ref="R2", original_ref="R7")])
    assert buckets(report) == ["unmatched"]
    done(found(world, payment, "match_line", line=report.lines[0].line_id))
    assert (world.one("payment", id=payment)["state"], waiting(world)) == ("returned", [])
    sound(world)


def test_a_rejection_told_after_a_success_takes_it_back(world: World) -> None:
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, bank_ref="R1")])
    report = imported(world, [line(payment, Result.REJECTED, reason="系统故障")])
    assert buckets(report) == ["late"]
    done(found(world, payment, "match_line", line=report.lines[0].line_id, bank_ref="冲正1"))
    assert (world.one("payment", id=payment)["state"], balance(world, Account.BANK)) == ("returned", 0)
    sound(world)


def test_a_corrected_line_in_a_new_file_decides_the_one_before(world: World) -> None:
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, bank_ref="R1", account="6200000000000099")])
    assert len(waiting(world)) == 1
    imported(world, [line(payment, bank_ref="R1")])
    assert waiting(world) == []


# ── told ──


def test_what_waits_ages_and_the_daily_check_says_so(world: World) -> None:
    name = of_nobody(world)
    assert list(bank_lines_are_decided(Stored(world.desk))) == []
    assert reconcile(world.desk, Published(0, 0, 0), TODAY).waiting == 1
    world.moment += timedelta(days=8)
    (told,) = bank_lines_are_decided(Stored(world.desk))
    assert told.startswith(f"{name}: unmatched since {TODAY}, 8 days")


def test_lines_and_acts_lie_on_the_desks_of_those_who_carry_them_on(world: World) -> None:
    payment, name = doubled(world)
    of = of_nobody(world)
    number = prepare_setting_down(world.desk, CASHIER, of, MINE, "函1号", TODAY)
    draft = done(drafted(world, payment, "note_overpaid", line=name)).subject
    cashier = {entry.target: entry for entry in inbox(world.desk, CASHIER)}
    assert "note_overpaid" in cashier[name].moves
    assert "note_overpaid" in cashier[name].what
    assert cashier[name].claim_no == payment.partition("/")[0]
    assert (cashier[of].moves, cashier[of].due_on) == (("match_line", "set-down"), TODAY + timedelta(days=7))
    assert (cashier[draft].moves, cashier[number].moves) == (("withdraw_draft",), ("withdraw",))
    second = {entry.target: entry for entry in inbox(world.desk, SECOND)}
    assert (second[draft].moves, number in second) == ((), False)
    approver = {entry.target: entry for entry in inbox(world.desk, APPROVER)}
    assert ("approve" in approver[draft].moves, approver[number].moves) == (True, ("confirm", "decline"))
    assert name not in approver
    act(world.desk, APPROVER, draft, "return", TODAY, {"reason": "回单不清楚"})
    assert "redraft" in {entry.target: entry for entry in inbox(world.desk, CASHIER)}[draft].moves
    assert draft not in {entry.target for entry in inbox(world.desk, "intake1")}
