"""The register of letter kinds agrees with itself, with the texts and with the rules."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from claims.errors import BadInput
from claims.rules import load_rules
from notifications.forms import FORMS
from notifications.kinds import LETTER_KINDS, Force, LetterKind, Remedy, Variant, letter_kind

KINDS = list(LETTER_KINDS.values())
REVIEWABLE = {
    "not_accepted", "confirmation", "non_confirmation", "termination", "revocation", "award", "award_change",
    "benefit_stop", "benefit_end", "recovery", "recovery_withdrawal", "death_advance", "monthly_set_off",
}  # fmt: skip


def test_every_kind_has_a_text_and_every_text_a_kind() -> None:
    folder = files("notifications").joinpath("templates", "letters")
    texts = {path.name for path in folder.iterdir() if not path.name.startswith("_")}
    assert texts == {kind.template for kind in (*KINDS, *FORMS.values())}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_what_must_be_served_has_somebody_to_serve_it_on(kind: LetterKind) -> None:
    assert bool(kind.copies) == (kind.force is not Force.RECORD)


def test_a_platform_only_gets_the_copy_without_personal_health_and_money() -> None:
    assert {copy.variant for kind in KINDS for copy in kind.copies if copy.to == "platform"} == {Variant.PARTY}


def test_the_adverse_decisions_and_the_sums_can_be_taken_to_review_or_court() -> None:
    assert {kind.code for kind in KINDS if kind.remedy is Remedy.REVIEW_OR_COURT} == REVIEWABLE


def test_only_the_appraisal_conclusion_is_answered_by_a_redo() -> None:
    assert [kind.code for kind in KINDS if kind.remedy is Remedy.REDO_APPRAISAL] == ["appraisal_conclusion"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_the_periods_of_a_remedy_are_facts_of_the_snapshot(kind: LetterKind) -> None:
    needed = {
        Remedy.NONE: set(),
        Remedy.REVIEW_OR_COURT: {"review_organ", "review_days", "court", "court_months"},
        Remedy.REDO_APPRAISAL: {"redo_organ", "redo_days"},
    }[kind.remedy]
    assert needed <= {fact.name for fact in kind.facts}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_no_fact_is_both_needed_and_optional_or_named_twice(kind: LetterKind) -> None:
    names = [fact.name for fact in (*kind.facts, *kind.optional)]
    assert len(names) == len(set(names))


def test_every_number_series_has_its_mark_in_the_rules() -> None:
    rules = load_rules("重庆")
    marks = {kind.series: rules.at(f"letters.mark.{kind.series}", date(2025, 6, 26)).value for kind in KINDS}
    assert marks["confirmation"] == "铜人社职认"
    assert len(set(marks.values())) == len(marks)


def test_a_snapshot_is_picked_without_what_the_letter_does_not_need() -> None:
    pool = {"person_name": "合成人员01", "diagnosis": "骨折", "reason": None}
    assert letter_kind("not_accepted").pick(pool) == {"person_name": "合成人员01"}


def test_an_unknown_kind_is_answered_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match=r"没有名为“congratulation”的文书种类.*confirmation") as caught:
        letter_kind("congratulation")
    assert caught.value.code == "letter_kind_unknown"
