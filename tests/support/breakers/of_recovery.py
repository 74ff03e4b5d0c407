"""Breakers of the guards of the recovery."""

from __future__ import annotations

from tests.support.breakers.breaking import breaks
from tests.support.breakers.of_approval import of
from tests.support.fixtures.of_recovery import OVERPAID_FEN, recovery
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import dispute
from tests.support.world import KIN
from workflows.machines.recovery import KEPT_SILENT


def _forget_overpayment(ready: Ready) -> None:
    ready.case.rows["transfer"] = [row for row in ready.case.of("transfer") if row["entry"] != "overpaid"]


def _item(ready: Ready) -> dict[str, object]:
    return next(row for row in ready.case.of("award_item") if row["id"] == ready.data["item"])


@breaks("item_overpaid")
def _nothing_overpaid(ready: Ready) -> None:
    _forget_overpayment(ready)


@breaks("no_open_recovery")
def _one_is_open(ready: Ready) -> None:
    recovery(ready.case, "heard", _item(ready))


@breaks("not_recovered_before")
def _recovered_before(ready: Ready) -> None:
    recovery(ready.case, "settled", _item(ready))


@breaks("person_returned_alive")
def _nobody_was_missing(ready: Ready) -> None:
    ready.case.claim.update(application_kind="death")


@breaks("still_overpaid")
def _overpaid_no_more(ready: Ready) -> None:
    _forget_overpayment(ready)


@breaks("no_longer_overpaid")
def _still_overpaid(ready: Ready) -> None:
    of(ready).update(amount_fen=1, account="5104")


@breaks("hearing_notice_served")
def _notice_not_served(ready: Ready) -> None:
    notices = {row["id"] for row in ready.case.of("letter") if row["kind"] == "recovery_hearing"}
    for row in ready.case.of("service"):
        if row["letter_id"] in notices:
            row.update(state="sent", served_on=None)


@breaks("statement_time_over")
def _silent_on_the_day_of_the_notice(ready: Ready) -> None:
    notices = {row["id"] for row in ready.case.of("letter") if row["kind"] == "recovery_hearing"}
    for row in ready.case.of("service"):
        if row["letter_id"] in notices:
            row.update(served_on=ready.day)
    ready.data.update(outcome=KEPT_SILENT)


@breaks("monthly_item_runs")
def _benefit_has_ended(ready: Ready) -> None:
    _item(ready).update(state="ended", to_month="2024-12")


@breaks("repayment_overdue")
def _last_day_of_the_period(ready: Ready) -> None:
    of(ready).update(due_on=ready.day)


@breaks("kept_monthly")
def _nothing_kept_monthly(ready: Ready) -> None:
    of(ready).update(monthly_fen=0)


@breaks("recovery_letter_served")
def _letter_not_served(ready: Ready) -> None:
    for row in ready.case.of("service"):
        if row["letter_id"] == of(ready)["letter_id"]:
            row.update(state="sent", served_on=None)


@breaks("within_outstanding")
def _a_fen_too_much(ready: Ready) -> None:
    of(ready).update(received_fen=OVERPAID_FEN - ready.data["amount_fen"] + 1)


@breaks("something_outstanding")
def _all_came_in(ready: Ready) -> None:
    of(ready).update(received_fen=OVERPAID_FEN)


@breaks("nothing_outstanding")
def _a_fen_is_left(ready: Ready) -> None:
    of(ready).update(received_fen=OVERPAID_FEN - 1)


@breaks("receipt_unused")
def _booked_before(ready: Ready) -> None:
    known = {"bank_ref": ready.data["bank_ref"], "amount_fen": 1, "received_on": ready.day}
    receipts = {"recovery": ("recovery_receipt", "recovery_id"), "recourse": ("recourse_receipt", "recourse_id")}
    name, of_subject = receipts[ready.machine]
    ready.case.add(name, claim_no=ready.case.no, **{of_subject: of(ready)["id"]}, **known)


@breaks("plan_fits")
def _first_part_due_today(ready: Ready) -> None:
    ready.data.update(first_on=ready.day)


@breaks("later_item_pays")
def _item_of_another(ready: Ready) -> None:
    _item(ready).update(beneficiary=KIN)


@breaks("item_payment_waits")
def _payment_with_the_bank(ready: Ready) -> None:
    waiting = next(row for row in ready.case.of("payment") if row["item_id"] == ready.data["item"])
    waiting.update(state="returned")


@breaks("floor_is_left")
def _a_fen_too_little(ready: Ready) -> None:
    wanted = ready.data.get("amount_fen", OVERPAID_FEN)
    _item(ready).update(awarded_fen=wanted - 1)


@breaks("recovery_is_final")
def _disputed(ready: Ready) -> None:
    own = next(row for row in ready.case.of("service") if row["letter_id"] == of(ready)["letter_id"])
    dispute(ready.case, "open", service_id=own["id"])
