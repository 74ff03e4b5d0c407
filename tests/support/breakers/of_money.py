"""Breakers of the guards of award items and payments."""

from __future__ import annotations

import json
from datetime import date

from claims.canonical import canonical_json
from tests.support.breakers.breaking import NOBODY, TOMORROW, breaks
from tests.support.breakers.of_approval import of
from tests.support.breakers.of_claim import due
from tests.support.casebook import OTHER_NUMBER
from tests.support.fixtures.approvals import approval, sign
from tests.support.fixtures.of_approval import CONFIRM
from tests.support.fixtures.of_award_item import LINE
from tests.support.fixtures.of_claim_decision import account_asked
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import (
    ALLOWED_FEN,
    account,
    appraisal,
    bank_line,
    dispute,
    item,
    payment,
    standing,
    transfer,
)
from tests.support.world import INJURED, KIN, TODAY
from workflows.machines import MACHINES

CONFIRM_ROW = MACHINES["claim"].rows("confirm", "deciding")[0]
AWARD_ROW = MACHINES["award_item"].rows("approve", "allowed")[0]


@breaks("item_computes")
def _unknown_fact(ready: Ready) -> None:
    ready.data.update(facts=[{"wage_fen": 1}])


@breaks("no_live_twin")
def _drafted_before(ready: Ready) -> None:
    item(ready.case, "draft", period="-")


@breaks("grade_is_known")
def _no_grade_yet(ready: Ready) -> None:
    ready.case.claim.update(grade=None)
    ready.data.update(code="disability_lump_sum", facts=[{}])


@breaks("lines_have_verdicts")
def _money_for_a_refused_part(ready: Ready) -> None:
    ready.data["invoices"][0].update(part="腰椎", reason="other_part")


@breaks("payer_is_proven")
def _to_a_station_without_a_statement(ready: Ready) -> None:
    ready.data.update(beneficiary="合成站点", prepaid_by="平台服务机构")


@breaks("lines_have_reasons")
def _cut_without_a_reason(ready: Ready) -> None:
    ready.data["invoices"][0].pop("reason")


@breaks("grant_not_reviewed")
def _lump_sum_after_a_review(ready: Ready) -> None:
    appraisal(ready.case, "final", kind="review", concluded_on=TODAY)
    earlier = item(ready.case, "discharged", code="disability_lump_sum", period="-")
    ready.data.update(code="disability_lump_sum", facts=[{}], replaces=earlier["id"])


@breaks("lines_unused")
def _line_used_on_another_case(ready: Ready) -> None:
    other = standing(ready.world, "settling", OTHER_NUMBER)
    other.add("invoice_line", claim_no=other.no, item_id=item(other, "allowed")["id"], live=True, **LINE)
    ready.others.append(other)


@breaks("lines_add_up")
def _a_line_is_missing(ready: Ready) -> None:
    ready.data["invoices"][0].update(
        claimed_fen=ALLOWED_FEN - 1, allowed_fen=ALLOWED_FEN - 1, verdict="allowed", reason=None
    )


@breaks("not_in_approval")
def _before_a_signer(ready: Ready) -> None:
    approval(ready.case, "drafted", "approve", ready.target, {}, move=AWARD_ROW)


@breaks("base_published_or_provisional")
def _base_not_published_yet(ready: Ready) -> None:
    of(ready).update(base_fen=1)
    ready.day = date(2024, 7, 1)
    ready.case.claim.update(accident_on=date(2024, 6, 3), last_occurred_on=date(2024, 6, 28))


@breaks("award_letter_served")
def _letter_not_served(ready: Ready) -> None:
    for row in ready.case.of("service"):
        if row["letter_id"] == of(ready)["letter_id"]:
            row.update(state="sent", served_on=None)


@breaks("still_owed_after")
def _nothing_owed_after(ready: Ready) -> None:
    ready.data.update(paid_fen=ALLOWED_FEN)


@breaks("one_off_item")
def _monthly(ready: Ready) -> None:
    of(ready).update(monthly=True)


@breaks("paid_in_full")
def _a_fen_short(ready: Ready) -> None:
    ready.data.update(paid_fen=ready.data["paid_fen"] - 1)


@breaks("periodic_item")
def _once(ready: Ready) -> None:
    of(ready).update(monthly=False)


@breaks("successor_is_newer")
def _successor_not_checked(ready: Ready) -> None:
    ready.case.of("award_item")[-1].update(state="draft")


@breaks("change_fits_rhythm")
def _once_but_from_next_month(ready: Ready) -> None:
    ready.data.update(effect="ex_nunc")


@breaks("own_item")
def _item_of_another(ready: Ready) -> None:
    of(ready).update(beneficiary=KIN)


@breaks("nothing_paid_yet")
def _a_fen_paid(ready: Ready) -> None:
    of(ready).update(paid_fen=1)


@breaks("months_are_owed")
def _every_month_is_paid(ready: Ready) -> None:
    (month,) = ready.case.of("instalment")
    month.update(state="paid", paid_fen=month["amount_fen"])


@breaks("claim_pays")
def _decision_being_redone(ready: Ready) -> None:
    ready.case.claim.update(state="redeciding")


@breaks("account_rested")
def _account_changed_today(ready: Ready) -> None:
    newer = account(ready.case, INJURED, 2)
    newer.update(approved_on=TODAY)
    of(ready).update(account_hash=newer["account_hash"])


@breaks("no_money_on_the_way")
def _payment_with_the_bank(ready: Ready) -> None:
    payment(ready.case, "sent", of(ready), generation=2, amount_fen=1)


@breaks("heir_in_register")
def _heir_unknown(ready: Ready) -> None:
    ready.data.update(heir=NOBODY)


@breaks("another_beneficiary")
def _heir_of_himself(ready: Ready) -> None:
    ready.data.update(heir=INJURED)


@breaks("item_owes")
def _more_than_owed(ready: Ready) -> None:
    ready.data.update(amount_fen=ALLOWED_FEN + 1)


@breaks("account_approved")
def _no_account(ready: Ready) -> None:
    ready.case.rows["payee_account"].clear()
    ready.case.rows["payee_account_private"].clear()


@breaks("not_stayed")
def _stayed(ready: Ready) -> None:
    for row in ready.case.of("award_item"):
        row.update(code="travel")
    dispute(ready.case, "open", stay_from=TODAY)


@breaks("batch_open")
def _batch_sealed_before(ready: Ready) -> None:
    ready.case.of("batch")[0].update(sealed=True)


@breaks("account_unchanged")
def _account_changed(ready: Ready) -> None:
    of(ready).update(account_hash="hash of an earlier account")


@breaks("batch_not_released")
def _batch_released(ready: Ready) -> None:
    ready.case.of("batch")[0].update(sealed=True, released_on=TODAY)


@breaks("batch_sealed_as_seen")
def _another_sum(ready: Ready) -> None:
    ready.data.update(sum_fen=ready.data["sum_fen"] + 1)


@breaks("released_by_another")
def _made_by_the_releaser(ready: Ready) -> None:
    ready.case.of("batch")[0].update(made_by=ready.actor)


@breaks("releaser_did_not_approve")
def _releaser_approved(ready: Ready) -> None:
    row = approval(ready.case, "approved", "confirm", ready.case.no, CONFIRM, move=CONFIRM_ROW)
    sign(ready.case, row, "approve", ready.actor)


@breaks("balance_covers")
def _a_fen_too_little_on_the_account(ready: Ready) -> None:
    held = ready.data["sum_fen"] - 1
    facts = {"event_id": "FUND/1", "line": 1, "entry": "funding", "debit": "1001", "credit": "1002", "cash": True}
    ready.case.add(
        "transfer", **facts, amount_fen=held, fund_tag="pilot", parameters="[]", value_on=TODAY, recorded_at="t"
    )


@breaks("batch_goes_whole")
def _another_payment_in_the_batch(ready: Ready) -> None:
    batch = ready.case.of("batch")[0]
    other = payment(ready.case, "batched", item(ready.case, "effective", code="travel"), batch_no=batch["no"])
    count, sum_fen = batch["count"] + 1, batch["sum_fen"] + other["amount_fen"]
    batch.update(count=count, sum_fen=sum_fen)
    ready.data.update(count=count, sum_fen=sum_fen)


@breaks("database_not_older")
def _a_head_outside_that_is_not_here(ready: Ready) -> None:
    ready.case.add("noted_head", head="", batch_no=7, root="0" * 40, noted_by="auditor1", noted_at="t")


@breaks("bank_answer_overdue")
def _bank_may_still_answer(ready: Ready) -> None:
    due(ready, "bank_answer", TOMORROW)


@breaks("bank_ref_unused")
def _reference_booked_before(ready: Ready) -> None:
    payment(ready.case, "paid", item(ready.case, "discharged", code="travel"), bank_ref=ready.data["bank_ref"])


@breaks("amount_equal")
def _another_amount(ready: Ready) -> None:
    ready.data.update(amount_fen=ready.data["amount_fen"] - 1)


@breaks("amount_differs")
def _the_same_amount(ready: Ready) -> None:
    ready.data.update(amount_fen=of(ready)["amount_fen"])


@breaks("original_is_paid")
def _original_came_back_again(ready: Ready) -> None:
    of(ready).update(prior=None)


@breaks("part_came_back")
def _all_came_back(ready: Ready) -> None:
    ready.data.update(returned_fen=of(ready)["paid_fen"])


@breaks("not_paid_after_all")
def _line_is_the_payment_itself(ready: Ready) -> None:
    paid, owing = of(ready), ready.case.of("award_item")[-1]
    paid.update(state="returned")
    owing.update(state="effective", paid_fen=0)
    ready.case.of("bank_line")[-1].update(amount_fen=paid["amount_fen"])
    if not any(row["credit"] == "2002" for row in ready.case.of("transfer")):
        transfer(ready.case, "rejected", "1003", "2002", ALLOWED_FEN, owing, paid)


@breaks("bank_lines_decided")
def _a_success_that_nobody_has_looked_at(ready: Ready) -> None:
    bank_line(ready.case, of(ready), "late")


@breaks("line_tells_part_refund")
def _no_line_of_a_part(ready: Ready) -> None:
    ready.data.update(line="BK-20241010-01/99")


@breaks("line_tells_refund_with_overpaid")
def _no_line_of_all(ready: Ready) -> None:
    ready.data.update(line="BK-20241010-01/99")


@breaks("line_can_be_matched")
def _no_line_to_match(ready: Ready) -> None:
    ready.data.update(line="BK-20241010-01/99")


@breaks("no_rival_of_benefit")
def _another_of_the_benefit_is_on_its_way(ready: Ready) -> None:
    payment(ready.case, "sent", ready.case.of("award_item")[-1], generation=2, amount_fen=1)


@breaks("new_account_approved")
def _the_account_that_failed(ready: Ready) -> None:
    ready.case.of("payee_account")[-1].update(account_hash=of(ready)["account_hash"])


@breaks("account_cooled")
def _account_of_today(ready: Ready) -> None:
    ready.case.of("payee_account")[-1].update(approved_on=TODAY)


@breaks("item_no_longer_pays")
def _item_still_pays(ready: Ready) -> None:
    ready.case.of("award_item")[-1].update(state="effective")


@breaks("basis_listed")
def _on_no_ground(ready: Ready) -> None:
    ready.data.update(basis="口头约定")


@breaks("basis_has_paper")
def _advance_without_its_paper(ready: Ready) -> None:
    ready.data.update(basis="职业伤害保障待遇垫付情况说明")


@breaks("holder_is_beneficiary")
def _card_of_another(ready: Ready) -> None:
    _given_as_asked(ready, account_name="合成人员02")


@breaks("account_number_right")
def _a_digit_wrong(ready: Ready) -> None:
    _given_as_asked(ready, account="6222000000000008")


def _given_as_asked(ready: Ready, **told: str) -> None:
    """Other data, and where the person has asked for the account, asked for as well."""
    ready.data.update(told)
    for row in ready.case.of("event_private"):
        row.update(body=canonical_json({**json.loads(row["body"]), **told}))


@breaks("account_of_digits")
def _account_in_words(ready: Ready) -> None:
    ready.data.update(account="工商银行的那张卡")


@breaks("asked_by_beneficiary")
def _for_another(ready: Ready) -> None:
    ready.data.update(beneficiary=KIN, account_name="合成人员02")


@breaks("basis_is_own")
def _on_the_ground_of_another(ready: Ready) -> None:
    ready.data.update(basis="亲属关系证明")


@breaks("asked_by_whom_it_names")
def _named_is_another(ready: Ready) -> None:
    ready.data.update(beneficiary=KIN)


@breaks("account_as_asked")
def _asked_for_another_one_since(ready: Ready) -> None:
    ready.data.update(account="6222000000000017")


@breaks("request_answered_first")
def _a_request_waits(ready: Ready) -> None:
    account_asked(ready.case)


@breaks("found_part_paid")
def _found_in_full(ready: Ready) -> None:
    ready.data.update(paid_fen=of(ready)["amount_fen"])


@breaks("found_overpaid")
def _found_no_more_than_ordered(ready: Ready) -> None:
    ready.data.update(paid_fen=of(ready)["amount_fen"])


@breaks("line_is_open")
def _line_of_nobody(ready: Ready) -> None:
    ready.data.update(line="BK-20241010-01/99")


@breaks("line_left_too_much")
def _line_that_was_sorted_otherwise(ready: Ready) -> None:
    ready.data.update(line="BK-20241010-01/99")


@breaks("line_tells_late_success")
def _no_such_line(ready: Ready) -> None:
    ready.data.update(line="BK-20241010-01/99")


@breaks("so_much_overpaid")
def _a_fen_more_than_is_out(ready: Ready) -> None:
    ready.data.update(amount_fen=ready.data["amount_fen"] + 1)


@breaks("no_rival_payment")
def _the_rest_is_on_its_way(ready: Ready) -> None:
    payment(ready.case, "sent", ready.case.of("award_item")[-1], generation=2, amount_fen=1)
