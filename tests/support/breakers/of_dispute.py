"""Breakers of the guards of disputes and of service."""

from __future__ import annotations

from datetime import timedelta

from tests.support.breakers.breaking import TOMORROW, YESTERDAY, breaks
from tests.support.breakers.of_approval import of
from tests.support.breakers.of_claim import due
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import CONCLUDED, dispute
from workflows.roles import Role


@breaks("route_fits_matter")
def _wrong_door(ready: Ready) -> None:
    ready.data.update(route="arbitration")


@breaks("dispute_names_own_letter")
def _letter_of_nobody(ready: Ready) -> None:
    ready.data.update(service=f"{ready.case.no}/service-999")


@breaks("inaction_has_happened")
def _nothing_overdue(ready: Ready) -> None:
    ready.data.pop("service")
    ready.data.update(matter="inaction")


@breaks("no_parallel_dispute")
def _in_court_already(ready: Ready) -> None:
    party = "platform" if ready.role is Role.PLATFORM else "person"
    dispute(ready.case, "open", route="suit", lodged_by=party, service_id=ready.data["service"])


@breaks("lodged_in_time")
def _period_over(ready: Ready) -> None:
    due(ready, "T23", YESTERDAY)


@breaks("dispute_not_fast")
def _fast_already(ready: Ready) -> None:
    of(ready).update(fast=True)


@breaks("answer_overdue")
def _answer_may_still_come(ready: Ready) -> None:
    due(ready, "T25", TOMORROW)


@breaks("no_stay_in_force")
def _stayed_already(ready: Ready) -> None:
    of(ready).update(stay_from=CONCLUDED)


@breaks("stay_in_force")
def _not_stayed(ready: Ready) -> None:
    of(ready).update(stay_from=None)


@breaks("appeal_lies")
def _second_instance(ready: Ready) -> None:
    of(ready).update(instance=2)


@breaks("appeal_in_time")
def _appeal_too_late(ready: Ready) -> None:
    due(ready, "T29", YESTERDAY)


@breaks("no_appeal_left")
def _appeal_may_still_come(ready: Ready) -> None:
    due(ready, "T29", TOMORROW)


@breaks("lodger_withdraws")
def _the_other_side_lodged(ready: Ready) -> None:
    of(ready).update(lodged_by="person" if ready.role is Role.PLATFORM else "platform")


@breaks("judged_by_court")
def _reviewed_only(ready: Ready) -> None:
    of(ready).update(route="review")


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


@breaks("announcement_over")
def _announcement_running(ready: Ready) -> None:
    due(ready, "T34", TOMORROW)
