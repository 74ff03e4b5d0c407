"""Breakers of the guards after the decision: 鉴定、核定、兑现、死亡、结案."""

from __future__ import annotations

from datetime import date

from tests.support.breakers.breaking import breaks
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import CONCLUDED, appraisal, dispute, item, payment, transfer


@breaks("initial_appraisal_open")
def _only_a_review(ready: Ready) -> None:
    ready.case.of("appraisal")[-1].update(kind="review")


@breaks("conclusion_served")
def _conclusion_not_served(ready: Ready) -> None:
    ready.case.of("appraisal")[-1].update(state="concluded")


@breaks("something_to_settle")
def _no_item(ready: Ready) -> None:
    ready.case.drop("award_item", ready.case.of("award_item")[-1])


@breaks("one_off_items_done")
def _an_item_unpaid(ready: Ready) -> None:
    item(ready.case, "effective", code="travel")


@breaks("no_live_payment")
def _a_payment_pending(ready: Ready) -> None:
    payment(ready.case, "pending", item(ready.case, "revoked", code="travel"))


@breaks("death_after_accident")
def _death_before_accident(ready: Ready) -> None:
    ready.data.update(death_on=date(2024, 9, 1))


@breaks("everybody_served")
def _somebody_not_served(ready: Ready) -> None:
    ready.case.of("service")[-1].update(state="sent", served_on=None)


@breaks("no_open_duty")
def _bureau_still_owes(ready: Ready) -> None:
    ready.case.clock("T21")


@breaks("no_open_appraisal")
def _appraisal_waits_for_papers(ready: Ready) -> None:
    appraisal(ready.case, "supplementing", kind="review")


@breaks("no_open_dispute")
def _dispute_open(ready: Ready) -> None:
    dispute(ready.case, "open")


@breaks("remedies_over")
def _somebody_can_still_object(ready: Ready) -> None:
    ready.case.clock("T23", CONCLUDED)


@breaks("nothing_receivable")
def _overpaid(ready: Ready) -> None:
    transfer(ready.case, "overpaid", "1104", "2001", 100, item(ready.case, "revoked", code="travel"))


@breaks("was_confirmed_once")
def _confirmation_never_served(ready: Ready) -> None:
    ready.case.claim.update(effective_on=None)


@breaks("application_on_file")
def _never_applied(ready: Ready) -> None:
    ready.case.claim.update(received_on=None)


@breaks("claim_confirmed")
def _decision_being_redone(ready: Ready) -> None:
    ready.case.claim.update(state="redeciding")


@breaks("claim_no_longer_confirmed")
def _decision_stands(ready: Ready) -> None:
    ready.case.claim.update(state="settling")


@breaks("decision_in_effect")
def _decision_not_served(ready: Ready) -> None:
    ready.case.claim.update(effective_on=None)


@breaks("one_appraisal_at_a_time")
def _another_under_way(ready: Ready) -> None:
    appraisal(ready.case, "requested", kind="review")
