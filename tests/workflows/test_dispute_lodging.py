"""Lodging a dispute 争议: which way, about whose letter, in whose time; every guard where it holds and where it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from claims.store.rows import Row
from tests.workflows.hand_made import NO, HandMadeCase, carry_out, day, holds, refusal, served_conclusion
from workflows.roles import Role
from workflows.situation import Situation

RD, PF, LG = Role.RIDER, Role.PLATFORM, Role.LEGAL


def lodge(case: HandMadeCase, matter: str = "confirmation", route: str = "review", **given: Any) -> Situation:
    return case.situation("dispute", "lodge", **{"role": RD, "matter": matter, "route": route, **given})


def decided_case(kind: str = "non_confirmation") -> HandMadeCase:
    """A decision served on the person on 1 March and on the platform on 15 March, each with periods of its own."""
    case = HandMadeCase(state="not_confirmed")
    letter = case.letter(1, kind)
    person = case.service(2, letter, "person", "2024-03-01")
    platform = case.service(3, letter, "platform", "2024-03-15")
    case.clock("T23", person, "2024-03-01", "2024-04-30")
    case.clock("T28", person, "2024-03-01", "2024-09-02")
    case.clock("T23", platform, "2024-03-15", "2024-05-14")
    case.clock("T28", platform, "2024-03-15", "2024-09-18")
    return case


def late_case(due_on: str = "2024-04-22", state: str = "running") -> HandMadeCase:
    """A case whose decision was due on 22 April and has not come."""
    case = HandMadeCase(state="investigating", effective_on=None)
    case.clock("T8", case.claim, "2024-03-08", due_on, state=state)
    return case


def dispute(case: HandMadeCase, state: str = "open", **values: Any) -> Row:
    facts = {"matter": "confirmation", "route": "review", "lodged_by": "person", "instance": 1, **values}
    return case.add("dispute", id=f"{NO}/dispute-9", state=state, lodged_on=day("2024-04-01"), **facts)


# ── which way ──


@pytest.mark.parametrize(
    ("matter", "route"),
    [
        ("not_accepted", "review"),
        ("not_accepted", "suit"),
        ("confirmation", "review"),
        ("confirmation", "suit"),
        ("inaction", "review"),
        ("award", "review"),
        ("award", "suit"),
        ("grade", "reappraisal"),
        ("living_support", "mediation"),
        ("living_support", "civil"),
        ("labour_relation", "mediation"),
        ("labour_relation", "arbitration"),
        ("third_party", "civil"),
    ],
)
def test_the_right_door_is_open(matter: str, route: str) -> None:
    assert holds("route_fits_matter", lodge(HandMadeCase(), matter, route))


@pytest.mark.parametrize(
    ("matter", "route", "door"),
    [
        ("award", "arbitration", "申请行政复议或者提起行政诉讼"),
        ("living_support", "arbitration", "申请调解，或者向人民法院提起民事诉讼"),
        ("grade", "suit", "再次鉴定"),
        ("grade", "arbitration", "再次鉴定"),
        ("inaction", "suit", "先申请行政复议"),
        ("confirmation", "arbitration", "行政复议"),
        ("labour_relation", "suit", "劳动仲裁"),
        ("labour_relation", "review", "劳动仲裁"),
        ("living_support", "review", "提起民事诉讼"),
        ("grade", "review", "再次鉴定"),
        ("inaction", "arbitration", "先申请行政复议"),
        ("third_party", "review", "民事诉讼"),
        ("third_party", "arbitration", "与本案可以同时进行"),
    ],
)
def test_the_wrong_door_is_refused_and_the_right_one_named(matter: str, route: str, door: str) -> None:
    assert door in refusal("route_fits_matter", lodge(HandMadeCase(), matter, route))


def test_the_court_is_open_for_inaction_before_2024_and_after_a_refused_review() -> None:
    assert holds("route_fits_matter", lodge(HandMadeCase(), "inaction", "suit", on="2023-12-29"))
    case = HandMadeCase()
    assert not holds("route_fits_matter", lodge(case, "inaction", "suit", on="2024-01-02"))
    dispute(case, "inadmissible", matter="inaction")
    assert holds("route_fits_matter", lodge(case, "inaction", "suit", on="2024-01-02"))


# ── whose letter ──


@pytest.mark.parametrize(
    ("matter", "kind"),
    [
        ("not_accepted", "not_accepted"),
        ("confirmation", "confirmation"),
        ("confirmation", "non_confirmation"),
        ("confirmation", "revocation"),
        ("award", "award"),
        ("award", "benefit_stop"),
        ("grade", "appraisal_conclusion"),
    ],
)
def test_a_side_disputes_a_letter_it_was_sent(matter: str, kind: str) -> None:
    case = HandMadeCase()
    assert not holds("dispute_names_own_letter", lodge(case, matter))
    case.service(2, case.letter(1, kind), "person", "2024-03-01")
    assert holds("dispute_names_own_letter", lodge(case, matter))
    assert not holds("dispute_names_own_letter", lodge(case, matter, role=PF))


@pytest.mark.parametrize("matter", ["inaction", "living_support", "labour_relation", "third_party"])
def test_what_is_not_about_a_letter_needs_none(matter: str) -> None:
    assert holds("dispute_names_own_letter", lodge(HandMadeCase(), matter))


def test_a_side_cannot_dispute_with_the_others_service_or_with_another_letter() -> None:
    case = decided_case()
    assert holds("dispute_names_own_letter", lodge(case, service=f"{NO}/service-2"))
    assert not holds("dispute_names_own_letter", lodge(case, service=f"{NO}/service-3"))
    assert not holds("dispute_names_own_letter", lodge(case, "award", service=f"{NO}/service-2"))
    assert not holds("dispute_names_own_letter", lodge(case, service=f"{NO}/service-77"))


def test_the_legal_officer_says_which_service_the_dispute_is_about() -> None:
    case = decided_case()
    assert "service" in refusal("dispute_names_own_letter", lodge(case, role=LG))
    assert holds("dispute_names_own_letter", lodge(case, role=LG, service=f"{NO}/service-3"))


# ── when ──


@pytest.mark.parametrize(
    ("role", "route", "on", "in_time"),
    [
        (RD, "review", "2024-04-30", True),
        (RD, "review", "2024-05-06", False),
        (PF, "review", "2024-05-14", True),
        (PF, "review", "2024-05-15", False),
        (RD, "suit", "2024-09-02", True),
        (RD, "suit", "2024-09-03", False),
        (PF, "suit", "2024-09-18", True),
        (PF, "suit", "2024-09-19", False),
    ],
)
def test_each_recipient_has_the_periods_of_its_own_service(role: Role, route: str, on: str, in_time: bool) -> None:
    assert holds("lodged_in_time", lodge(decided_case(), route=route, role=role, on=on)) is in_time


def test_the_legal_officer_records_by_the_recipients_period() -> None:
    late_for_the_person = lodge(decided_case(), role=LG, on="2024-05-10", service=f"{NO}/service-2")
    in_time_for_the_platform = lodge(decided_case(), role=LG, on="2024-05-10", service=f"{NO}/service-3")
    assert "2024-04-30" in refusal("lodged_in_time", late_for_the_person)
    assert holds("lodged_in_time", in_time_for_the_platform)


def test_a_late_dispute_says_why() -> None:
    assert holds("lodged_in_time", lodge(decided_case(), on="2024-05-10", excuse="山洪断路"))


def test_without_service_no_period_has_begun() -> None:
    case = HandMadeCase()
    case.service(2, case.letter(1, "confirmation"), "person")
    assert holds("lodged_in_time", lodge(case, on="2026-06-01"))


def test_the_latest_letter_counts_even_past_the_ninth_service() -> None:
    case = decided_case()
    later = case.service(10, case.letter(11, "confirmation", "2024-08-01"), "person", "2024-08-02")
    case.clock("T23", later, "2024-08-02", "2024-10-08")
    assert holds("lodged_in_time", lodge(case, on="2024-08-30"))


@pytest.mark.parametrize(
    ("role", "on", "in_time"), [(RD, "2024-05-23", True), (RD, "2024-05-24", False), (PF, "2024-06-04", True)]
)
def test_a_dispute_about_a_grade_keeps_the_periods_of_the_conclusion(role: Role, on: str, in_time: bool) -> None:
    case, _ = served_conclusion()
    assert holds("lodged_in_time", lodge(case, "grade", "reappraisal", role=role, on=on)) is in_time


@pytest.mark.parametrize("matter", ["living_support", "labour_relation", "third_party"])
def test_limitation_in_civil_law_is_not_for_the_bureau_to_hold_against_anyone(matter: str) -> None:
    assert holds("lodged_in_time", lodge(HandMadeCase(), matter, "mediation", on="2026-06-01"))


@pytest.mark.parametrize(("on", "happened"), [("2024-04-22", False), ("2024-04-23", True)])
def test_inaction_begins_when_the_bureaus_period_is_over(on: str, happened: bool) -> None:
    assert holds("inaction_has_happened", lodge(late_case(), "inaction", on=on)) is happened


@pytest.mark.parametrize("state", ["paused", "met", "late", "ended"])
def test_a_period_that_is_paused_or_closed_is_no_inaction(state: str) -> None:
    assert not holds("inaction_has_happened", lodge(late_case(state=state), "inaction"))


def test_only_a_dispute_about_inaction_needs_inaction() -> None:
    assert holds("inaction_has_happened", lodge(HandMadeCase(), "confirmation"))


@pytest.mark.parametrize(("on", "in_time"), [("2024-06-21", True), ("2024-06-24", False)])
def test_a_review_of_inaction_comes_within_sixty_days_of_the_last_day(on: str, in_time: bool) -> None:
    assert holds("lodged_in_time", lodge(late_case(), "inaction", on=on)) is in_time


def test_no_period_is_reckoned_for_a_way_that_is_not_open_for_inaction() -> None:
    assert holds("lodged_in_time", lodge(late_case(), "inaction", "mediation", on="2026-06-01"))


@pytest.mark.parametrize(("on", "in_time"), [("2024-05-20", True), ("2024-05-21", False)])
def test_a_suit_after_a_refused_review_comes_within_fifteen_days(on: str, in_time: bool) -> None:
    case = late_case()
    dispute(case, "inadmissible", matter="inaction", decided_on=day("2024-05-05"))
    assert holds("lodged_in_time", lodge(case, "inaction", "suit", on=on)) is in_time


# ── one at a time ──


def parallel(service: str | None, **values: Any) -> HandMadeCase:
    case = decided_case()
    dispute(case, values.pop("state", "open"), service_id=service and f"{NO}/{service}", **values)
    return case


@pytest.mark.parametrize("state", ["lodged", "open", "answered", "heard", "mediating", "decided"])
def test_review_and_suit_do_not_run_side_by_side(state: str) -> None:
    case = parallel("service-2", state=state)
    assert f"{NO}/dispute-9" in refusal("no_parallel_dispute", lodge(case, route="suit"))


@pytest.mark.parametrize("state", ["inadmissible", "redirected", "withdrawn", "effective", "closed"])
def test_a_dispute_that_is_over_bars_no_other(state: str) -> None:
    assert holds("no_parallel_dispute", lodge(parallel("service-2", state=state), route="suit"))


def test_the_other_side_and_another_matter_are_another_dispute() -> None:
    case = parallel("service-2")
    assert holds("no_parallel_dispute", lodge(case, route="suit", role=PF))
    assert holds("no_parallel_dispute", lodge(case, "inaction"))
    assert holds("no_parallel_dispute", lodge(case, "living_support", "mediation"))


def test_a_later_letter_is_another_act() -> None:
    case = parallel("service-2")
    case.service(10, case.letter(11, "confirmation", "2024-08-01"), "person", "2024-08-02")
    assert holds("no_parallel_dispute", lodge(case, on="2024-08-05"))


# ── lodged ──


@pytest.mark.parametrize(("role", "side", "service"), [(RD, "person", 2), (PF, "platform", 3)])
def test_a_dispute_keeps_what_it_is_about_and_whose_it_is(role: Role, side: str, service: int) -> None:
    s = lodge(decided_case(), role=role, on="2024-04-08")
    assert carry_out("open_dispute", s) == []
    kept = {name: s.subject[name] for name in ("matter", "route", "lodged_by", "lodged_on", "service_id", "instance")}
    assert kept == {
        "matter": "confirmation",
        "route": "review",
        "lodged_by": side,
        "lodged_on": day("2024-04-08"),
        "service_id": f"{NO}/service-{service}",
        "instance": 1,
    }


def test_a_dispute_the_legal_officer_records_belongs_to_the_recipient() -> None:
    s = lodge(decided_case(), role=LG, service=f"{NO}/service-3")
    carry_out("open_dispute", s)
    assert s.subject["lodged_by"] == "platform"
