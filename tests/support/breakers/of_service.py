"""Breakers of the guards of service 送达 and of consent to electronic service."""

from __future__ import annotations

from datetime import timedelta

from tests.support.breakers.breaking import TOMORROW, breaks
from tests.support.breakers.of_approval import of
from tests.support.breakers.of_claim import due
from tests.support.fixtures.of_consent import consent
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import CONCLUDED
from tests.support.world import STRANGER, TODAY


@breaks("letter_can_be_served")
def _a_receipt(ready: Ready) -> None:
    next(row for row in ready.case.of("letter") if row["id"] == ready.data["letter"]).update(state="voided")


@breaks("letter_not_void")
def _a_void_letter(ready: Ready) -> None:
    next(row for row in ready.case.of("letter") if row["id"] == of(ready)["letter_id"]).update(state="voided")


@breaks("letter_voided")
def _a_letter_that_stands(ready: Ready) -> None:
    next(row for row in ready.case.of("letter") if row["id"] == of(ready)["letter_id"]).update(state="issued")


@breaks("case_not_closed")
def _closed(ready: Ready) -> None:
    ready.case.claim.update(state="closed")


@breaks("recipient_can_be_told_apart")
def _a_name(ready: Ready) -> None:
    ready.data.update(recipient="P000099")


@breaks("not_yet_recipient")
def _the_claimant_again(ready: Ready) -> None:
    ready.data.update(recipient=ready.case.claim["claimant_id"])


@breaks("party_copy_for_others")
def _full_copy(ready: Ready) -> None:
    ready.data.update(recipient_kind="platform" if ready.move.trigger == "prepare" else "third_party", variant="full")


@breaks("party_copy_is_made")
def _no_such_copy(ready: Ready) -> None:
    next(row for row in ready.case.of("letter") if row["id"] == ready.data["letter"]).update(kind="claimant_change")
    ready.data.update(variant="party")


@breaks("no_money_of_another")
def _award(ready: Ready) -> None:
    next(row for row in ready.case.of("letter") if row["id"] == ready.data["letter"]).update(kind="award")


@breaks("served_not_before_sent")
def _sent_later(ready: Ready) -> None:
    of(ready).update(sent_on=TODAY)
    ready.day = TODAY - timedelta(days=1)


@breaks("signed_by_entitled")
def _a_child_signed(ready: Ready) -> None:
    ready.data.update(signer="co_resident", signed_by="合成亲属")


@breaks("decision_served_electronically")
def _by_hand(ready: Ready) -> None:
    of(ready).update(method="direct")


@breaks("paper_not_asked_yet")
def _asked_before(ready: Ready) -> None:
    ready.case.clock("paper_copy", TODAY, subject=ready.subject_id)


@breaks("paper_asked_for")
def _nobody_asked(ready: Ready) -> None:
    for row in [one for one in ready.case.of("clock") if one["code"] == "paper_copy"]:
        ready.case.drop("clock", row)


@breaks("said_by_recipient")
def _said_by_another(ready: Ready) -> None:
    ready.data.update(recipient=STRANGER)


@breaks("earlier_consent_is_on_paper")
def _agreed_yesterday_by_word_of_mouth(ready: Ready) -> None:
    ready.day = TODAY - timedelta(days=1)


@breaks("no_consent_yet")
def _agreed_before(ready: Ready) -> None:
    consent(ready.case, ready.data["recipient"])


@breaks("served_not_before_letter")
def _served_before_the_letter(ready: Ready) -> None:
    letter = next(row for row in ready.case.of("letter") if row["id"] == of(ready)["letter_id"])
    ready.day = letter["dated_on"] - timedelta(days=1)


@breaks("electronic_by_consent")
def _electronic_without_consent(ready: Ready) -> None:
    ready.data.update(method="electronic")


@breaks("nobody_served_yet")
def _the_platform_was_served(ready: Ready) -> None:
    others = [row for row in ready.case.of("service") if row["letter_id"] == of(ready)["letter_id"]]
    next(row for row in others if row["recipient_kind"] == "platform").update(state="served", served_on=CONCLUDED)


@breaks("not_a_decision")
def _letter_decides(ready: Ready) -> None:
    next(row for row in ready.case.of("letter") if row["id"] == of(ready)["letter_id"]).update(kind="confirmation")


@breaks("other_ways_exhausted")
def _other_ways_left(ready: Ready) -> None:
    ready.data.update(exhausted=False)


@breaks("announcement_not_over")
def _the_thirtieth_day_has_passed(ready: Ready) -> None:
    due(ready, "T34", TODAY - timedelta(days=1))


@breaks("announcement_over")
def _announcement_running(ready: Ready) -> None:
    due(ready, "T34", TOMORROW)
