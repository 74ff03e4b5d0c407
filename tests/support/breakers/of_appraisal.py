"""Breakers of the guards of the appraisal."""

from __future__ import annotations

from datetime import date

from tests.support.breakers.breaking import TOMORROW, YESTERDAY, breaks
from tests.support.breakers.of_approval import of
from tests.support.breakers.of_claim import due
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import appraisal


@breaks("injury_stable")
def _not_stable(ready: Ready) -> None:
    ready.data.update(stable=False)


@breaks("first_conclusion_once")
def _concluded_before(ready: Ready) -> None:
    appraisal(ready.case, "final")
    _ask_for(ready, "initial")


@breaks("redo_through_appeal")
def _redo_without_appeal(ready: Ready) -> None:
    _ask_for(ready, "redo", appraisal(ready.case, "final")["id"])


@breaks("review_of_final_conclusion")
def _review_of_nothing(ready: Ready) -> None:
    _ask_for(ready, "review")


@breaks("review_after_a_year")
def _review_after_two_days(ready: Ready) -> None:
    appraisal(ready.case, "final")
    _ask_for(ready, "review")


def _ask_for(ready: Ready, kind: str, replaces: str | None = None) -> None:
    ready.data.pop("replaces", None)
    ready.data.update({"kind": kind} if replaces is None else {"kind": kind, "replaces": replaces})


@breaks("appraisal_supplement_once")
def _asked_before(ready: Ready) -> None:
    of(ready).update(supplement_count=1)


@breaks("panel_of_three_or_five")
def _panel_of_four(ready: Ready) -> None:
    ready.data.update(panel_size=4)


@breaks("panel_drawn")
def _panel_not_drawn(ready: Ready) -> None:
    ready.data.update(drawn=False)


@breaks("extend_once")
def _extended_before(ready: Ready) -> None:
    of(ready).update(extended=True)


@breaks("before_due")
def _due_yesterday(ready: Ready) -> None:
    due(ready, "T15", YESTERDAY)


@breaks("panel_odd")
def _no_panel(ready: Ready) -> None:
    of(ready).update(panel_size=None)


@breaks("grade_in_range")
def _eleventh_grade(ready: Ready) -> None:
    ready.data.update(grade=11)


@breaks("examined_after_request")
def _examined_before_request(ready: Ready) -> None:
    ready.data.update(examined_on=date(2024, 9, 1))


@breaks("period_in_order")
def _half_a_period(ready: Ready) -> None:
    ready.data.pop("period_to")


@breaks("redo_names_city_paper")
def _redo_without_paper(ready: Ready) -> None:
    of(ready).update(kind="redo", replaces=appraisal(ready.case, "superseding")["id"])


@breaks("conclusion_letter_served")
def _one_recipient_waits(ready: Ready) -> None:
    ready.case.of("service")[-1].update(state="sent", served_on=None)


@breaks("no_reappraisal_in_time")
def _somebody_can_still_ask(ready: Ready) -> None:
    due(ready, "T17", TOMORROW)


@breaks("reappraisal_in_time")
def _period_over(ready: Ready) -> None:
    due(ready, "T17", YESTERDAY)


@breaks("redo_is_concluded")
def _redo_under_way(ready: Ready) -> None:
    ready.case.of("appraisal")[-1].update(state="examining")


@breaks("redo_not_concluded")
def _redo_concluded(ready: Ready) -> None:
    appraisal(ready.case, "concluded", kind="redo", replaces=ready.subject_id)


@breaks("appellant_withdraws")
def _the_other_side_appealed(ready: Ready) -> None:
    appeal = next(row for row in ready.case.of("event") if row["trigger"] == "appeal")
    appeal.update(role="PF" if appeal["role"] == "RD" else "RD")


@breaks("review_is_concluded")
def _review_under_way(ready: Ready) -> None:
    ready.case.of("appraisal")[-1].update(state="examining")
