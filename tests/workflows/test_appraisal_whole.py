"""Whole appraisals through the engine on SQLite: from request to final, with a redo 再次, a withdrawn one, and a review 复查."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from claims.chain import check
from claims.store.rows import Row
from tests.support.casebook import Case
from tests.support.fixtures.signing import sign_through
from tests.support.world import World, sqlite_world
from workflows.acting import act
from workflows.command import Outcome
from workflows.sweep import sweep

EXAMINATION = {"examine_at": "2024年10月21日上午9时", "examine_place": "合成医院"}


class Clinic:
    """A confirmed case whose appraisals are moved by the officers and parties of a world, on a clock that follows them."""

    def __init__(self, world: World) -> None:
        self.world = world
        served_on = date(2024, 9, 20)
        case = Case(world, "confirmed", effective_on=served_on, decided_on=date(2024, 9, 18), criterion="2021-10-1-1",
                    reported_on=date(2024, 9, 3), received_on=date(2024, 9, 4), accepted_on=date(2024, 9, 6))  # fmt: skip
        case.claim["decision_letter"] = case.letter("confirmation", date(2024, 9, 18), served_on=served_on)["id"]
        case.save()
        self.no = case.no

    def move(self, who: str, target: str, trigger: str, on: str, **data: Any) -> Outcome:
        """Make a move on its own day; the refusals, if any, are the caller's to look at."""
        self.world.moment = datetime.fromisoformat(f"{on}T04:00:00").replace(tzinfo=UTC)
        return act(self.world.desk, who, target, trigger, date.fromisoformat(on), data)

    def do(self, who: str, target: str, trigger: str, on: str, **data: Any) -> str:
        """Make a move that must be permitted; returns its subject."""
        outcome = self.move(who, target, trigger, on, **data)
        assert outcome.done, [refusal.message() for refusal in outcome.refusals]
        return outcome.subject

    def conclude(self, appraisal: str, accepted_on: str, on: str, grade: int, **given: Any) -> None:
        """Accept and conclude an appraisal that has been requested."""
        self.do("appraisal1", appraisal, "accept", accepted_on, panel_size=3, drawn=True, **EXAMINATION)
        told = {"care_level": "none", "opinion": "右腕关节功能受限", "examined_on": accepted_on, **given}
        self.do("appraisal1", appraisal, "conclude", on, grade=grade, **told)

    def serve(self, appraisal: str, to: str, on: str) -> None:
        """Serve the conclusion on one side."""
        letter = self.appraisal(appraisal)["letter_id"]
        service = self.world.one("service", letter_id=letter, recipient_kind=to)
        self.do("intake1", service["id"], "serve", on, method="direct", evidence="送达回证")

    def first_conclusion(self) -> str:
        """An initial appraisal concluded with grade 9 on 4 November."""
        appraisal = self.do("rider1", f"{self.no}/appraisal", "request", "2024-10-10", kind="initial", stable=True)
        self.conclude(appraisal, "2024-10-21", "2024-11-04", grade=9)
        return appraisal

    def appraisal(self, appraisal: str) -> Row:
        return self.world.one("appraisal", id=appraisal)

    def redo(self) -> Row:
        return self.world.one("appraisal", kind="redo")

    @property
    def claim(self) -> Row:
        return self.world.one("claim", no=self.no)

    def snapshot(self, letter: str) -> dict[str, Any]:
        """What a letter says."""
        return dict(json.loads(self.world.one("letter_private", letter_id=letter)["snapshot"]))

    def chain_is_whole(self) -> bool:
        events = sorted(self.world.rows("event", claim_no=self.no), key=lambda event: int(event["seq"]))
        return check(self.no, events) is None


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with sqlite_world(tmp_path) as world:
        yield Clinic(world)


def test_an_uncontested_conclusion_grades_the_case_and_becomes_final_by_itself(clinic: Clinic) -> None:
    first = clinic.first_conclusion()
    clinic.serve(first, "person", "2024-11-06")
    assert clinic.claim["state"] == "appraising"
    clinic.serve(first, "platform", "2024-11-08")
    assert (clinic.claim["state"], clinic.claim["grade"]) == ("appraised", 9)
    # The platform's fifteenth day, 23 November, is a Saturday: the period ends on Monday the 25th.
    for day, state in ((date(2024, 11, 25), "served"), (date(2024, 11, 26), "final")):
        clinic.world.moment = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        sweep(clinic.world.desk, day)
        assert clinic.appraisal(first)["state"] == state
    assert clinic.appraisal(first)["final_on"] == date(2024, 11, 25)
    assert clinic.chain_is_whole()


def test_a_redo_replaces_the_first_grade_from_the_start(clinic: Clinic) -> None:
    first = clinic.first_conclusion()
    clinic.serve(first, "person", "2024-11-06")
    clinic.serve(first, "platform", "2024-11-08")
    clinic.do("platform1", first, "appeal", "2024-11-22")
    redo = clinic.redo()
    assert (redo["state"], redo["replaces"], redo["effect"]) == ("requested", first, "ex_tunc")
    clinic.conclude(redo["id"], "2024-11-26", "2024-12-16", grade=10, city_number="渝劳鉴〔2024〕合成88号")
    clinic.serve(redo["id"], "person", "2024-12-18")
    assert clinic.claim["grade"] == 9
    clinic.serve(redo["id"], "platform", "2024-12-20")
    assert (clinic.claim["state"], clinic.claim["grade"]) == ("appraised", 10)
    assert clinic.appraisal(first)["state"] == "superseded"
    assert (clinic.redo()["state"], clinic.redo()["final_on"]) == ("final", date(2024, 12, 20))
    assert clinic.chain_is_whole()


def test_the_letter_of_a_redo_names_both_papers_and_the_article(clinic: Clinic) -> None:
    first = clinic.first_conclusion()
    clinic.serve(first, "person", "2024-11-06")
    clinic.do("rider1", first, "appeal", "2024-11-20")
    clinic.conclude(clinic.redo()["id"], "2024-11-26", "2024-12-16", grade=8, city_number="渝劳鉴〔2024〕合成88号")
    told = clinic.snapshot(clinic.redo()["letter_id"])
    earlier = clinic.world.one("letter", id=clinic.appraisal(first)["letter_id"])
    assert told["earlier_number"] == earlier["number"]
    assert told["city_number"] == "渝劳鉴〔2024〕合成88号"
    assert told["legal_basis"] == ["工伤保险条例第二十六条（参照）"]
    assert clinic.snapshot(earlier["id"])["appraisal_kind"] == "初次"


def test_a_redo_asked_for_before_the_platform_was_served_still_grades_the_case(clinic: Clinic) -> None:
    first = clinic.first_conclusion()
    clinic.serve(first, "person", "2024-11-06")
    clinic.do("rider1", first, "appeal", "2024-11-20")
    clinic.serve(first, "platform", "2024-12-02")
    assert (clinic.claim["state"], clinic.appraisal(first)["state"]) == ("appraising", "superseding")
    clinic.conclude(clinic.redo()["id"], "2024-12-03", "2024-12-16", grade=8, city_number="渝劳鉴〔2024〕合成88号")
    for side in ("person", "platform"):
        clinic.serve(clinic.redo()["id"], side, "2024-12-18")
    assert (clinic.claim["state"], clinic.claim["grade"]) == ("appraised", 8)
    assert clinic.chain_is_whole()


def test_the_person_cannot_use_the_platforms_longer_period(clinic: Clinic) -> None:
    first = clinic.first_conclusion()
    clinic.serve(first, "person", "2024-11-06")
    clinic.serve(first, "platform", "2024-11-20")
    late = clinic.move("rider1", first, "appeal", "2024-11-22")
    assert [refusal.code for refusal in late.refusals] == ["reappraisal_in_time"]
    assert "2024-11-21" in late.refusals[0].message()
    clinic.do("platform1", first, "appeal", "2024-11-22")


def test_a_redo_taken_back_leaves_the_first_conclusion_final(clinic: Clinic) -> None:
    first = clinic.first_conclusion()
    clinic.serve(first, "person", "2024-11-06")
    clinic.do("rider1", first, "appeal", "2024-11-20")
    other_side = clinic.move("platform1", first, "appeal_withdrawn", "2024-11-25")
    assert [refusal.code for refusal in other_side.refusals] == ["appellant_withdraws"]
    clinic.do("rider1", first, "appeal_withdrawn", "2024-11-25")
    assert clinic.redo()["state"] == "terminated"
    assert (clinic.appraisal(first)["state"], clinic.appraisal(first)["final_on"]) == ("final", date(2024, 11, 25))
    assert (clinic.claim["state"], clinic.claim["grade"]) == ("appraised", 9)
    clinic.serve(first, "platform", "2024-12-02")
    assert clinic.appraisal(first)["state"] == "final"


def test_a_redo_that_the_city_ends_leaves_the_first_conclusion_final(clinic: Clinic) -> None:
    first = clinic.first_conclusion()
    clinic.serve(first, "person", "2024-11-06")
    clinic.serve(first, "platform", "2024-11-08")
    clinic.do("rider1", first, "appeal", "2024-11-20")
    clinic.do("appraisal1", clinic.redo()["id"], "terminate", "2024-12-05", reason="两次通知均未到场")
    assert (clinic.redo()["state"], clinic.appraisal(first)["state"]) == ("terminated", "final")


def test_a_review_after_a_year_regrades_the_case_and_can_itself_be_redone(clinic: Clinic) -> None:
    first = clinic.first_conclusion()
    clinic.serve(first, "person", "2024-11-06")
    clinic.serve(first, "platform", "2024-11-08")
    clinic.do("system", first, "final", "2024-11-26")
    place = f"{clinic.no}/appraisal"
    early = clinic.move("rider1", place, "request", "2025-11-03", kind="review", stable=True)
    assert [refusal.code for refusal in early.refusals] == ["review_after_a_year"]
    review = clinic.do("rider1", place, "request", "2025-11-04", kind="review", stable=True)
    clinic.conclude(review, "2025-11-10", "2025-12-01", grade=7)
    for side in ("person", "platform"):
        clinic.serve(review, side, "2025-12-03")
    assert (clinic.claim["grade"], clinic.appraisal(review)["effect"]) == (7, "ex_nunc")
    assert clinic.appraisal(first)["state"] == "final"
    clinic.do("platform1", review, "appeal", "2025-12-10")
    redo = clinic.redo()
    assert (redo["replaces"], redo["effect"]) == (review, "ex_nunc")
    clinic.conclude(redo["id"], "2025-12-12", "2025-12-29", grade=8, city_number="渝劳鉴〔2025〕合成3号")
    for side in ("person", "platform"):
        clinic.serve(redo["id"], side, "2025-12-31")
    assert (clinic.claim["grade"], clinic.appraisal(review)["state"]) == (8, "superseded")
    assert clinic.chain_is_whole()


def test_the_months_late_appraisal_is_extended_once_and_paused_while_the_person_stays_away(clinic: Clinic) -> None:
    appraisal = clinic.do("rider1", f"{clinic.no}/appraisal", "request", "2024-10-10", kind="initial", stable=True)
    clinic.do("appraisal1", appraisal, "accept", "2024-10-14", panel_size=5, drawn=True, **EXAMINATION)
    away = {"summons": "回证", "reason": "未到场", "document": "合成催告1号", **EXAMINATION}
    clinic.do("appraisal1", appraisal, "no_show", "2024-10-21", **away)
    clinic.do("appraisal1", appraisal, "attend", "2024-10-31")
    # 60 days from 10 October are 9 December; the pause of 21 to 31 October adds eleven days: 20 December.
    assert clinic.world.one("clock", code="T15")["due_on"] == date(2024, 12, 20)
    drafted = clinic.do("appraisal1", appraisal, "extend", "2024-12-20", reason="需要专科会诊")
    assert sign_through(clinic.world, drafted, date(2024, 12, 20)).done
    assert clinic.world.one("clock", code="T15")["due_on"] == date(2025, 1, 20)
    again = clinic.move("appraisal1", appraisal, "extend", "2024-12-23", reason="再次会诊")
    assert not again.done
    assert "已经延长过" in again.refusals[0].message()
    extension = clinic.world.one("letter", kind="appraisal_extension")
    assert clinic.snapshot(extension["id"])["conclusion_due_on"] == "2025-01-20"


def test_a_void_first_conclusion_is_appraised_anew(clinic: Clinic) -> None:
    first = clinic.first_conclusion()
    for side in ("person", "platform"):
        clinic.serve(first, side, "2024-11-06")
    clinic.do("legal1", first, "void", "2024-11-12", reason="专家应当回避而没有回避", document="渝人社〔2024〕合成8号")
    assert not clinic.claim["grade"]
    second = clinic.do("appraisal1", f"{clinic.no}/appraisal", "request", "2024-11-13", kind="initial", stable=True)
    clinic.conclude(second, "2024-11-20", "2024-12-02", grade=10)
    for side in ("person", "platform"):
        clinic.serve(second, side, "2024-12-04")
    assert (clinic.claim["state"], clinic.claim["grade"]) == ("appraised", 10)
    assert clinic.chain_is_whole()


def test_a_void_redo_is_made_again(clinic: Clinic) -> None:
    first = clinic.first_conclusion()
    for side in ("person", "platform"):
        clinic.serve(first, side, "2024-11-06")
    clinic.do("rider1", first, "appeal", "2024-11-20")
    redo = clinic.redo()["id"]
    clinic.conclude(redo, "2024-11-26", "2024-12-16", grade=8, city_number="渝劳鉴〔2024〕合成88号")
    clinic.do("legal1", redo, "void", "2024-12-17", reason="专家应当回避而没有回避", document="渝人社〔2024〕合成9号")
    again = clinic.world.one("appraisal", kind="redo", state="requested")
    assert (again["replaces"], clinic.claim["grade"]) == (first, 9)


def test_a_first_appraisal_that_is_ended_can_be_asked_for_again(clinic: Clinic) -> None:
    place = f"{clinic.no}/appraisal"
    first = clinic.do("rider1", place, "request", "2024-10-10", kind="initial", stable=True)
    clinic.do("appraisal1", first, "terminate", "2024-10-21", reason="本人撤回申请")
    assert clinic.claim["state"] == "confirmed"
    clinic.do("rider1", place, "request", "2024-11-11", kind="initial", stable=True)
    assert clinic.claim["state"] == "appraising"
