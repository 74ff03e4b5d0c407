"""The samples are product data: whole, fresh, visibly synthetic, rich, and numbered as the rules number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from claims.errors import BadInput
from notifications.compose import compose, letter_text, require_facts
from notifications.facts import FACTS
from notifications.glyphs import missing_glyphs
from notifications.kinds import LETTER_KINDS, letter_kind
from notifications.samples import RARE_NAME, sample, sample_facts, sample_number

ALL = list(LETTER_KINDS)
# Facts that would contradict the rest of a sample, or that only some letters have.
SELDOM = {"unconfirmed", "copies_to", "death_on", "missing_on", "platform_answer", "kept_back"}
NAMED = {"person_name", "applicant", "reporter", "payee_name", "disputant", "earlier_claimant", "new_claimant",
         "earlier_beneficiary", "new_beneficiary"}  # fmt: skip


def texts(value: object) -> Iterator[str]:
    """Every text in a fact."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, Mapping):
        yield from texts(list(value.values()))


@pytest.mark.parametrize("code", ALL)
def test_every_kind_has_a_sample_that_passes_the_check(code: str) -> None:
    require_facts(code, sample(code))
    assert not missing_glyphs("".join(texts(list(sample(code).values()))))


@pytest.mark.parametrize("code", ALL)
def test_a_sample_holds_every_optional_fact_but_the_seldom_ones(code: str) -> None:
    assert letter_kind(code).fact_names - set(sample(code)) <= SELDOM


def test_seldom_facts_have_samples_too_and_there_are_no_others() -> None:
    assert set(sample_facts()) == set(FACTS)
    assert {name for name in SELDOM if any(name in sample(code) for code in ALL)} == {
        "unconfirmed",
        "copies_to",
        "kept_back",
    }


@pytest.mark.parametrize("code", ALL)
def test_a_sample_bears_a_number_of_its_series_and_year(code: str) -> None:
    number = sample_number(code)
    assert re.fullmatch(r"[铜渝][人劳][\w]+〔\d{4}〕[1-9]\d*号", number)
    assert f"〔{str(sample(code)['dated_on'])[:4]}〕" in number


def test_the_number_of_a_sample_is_built_from_the_mark_of_the_rules() -> None:
    assert sample_number("confirmation") == "铜人社职认〔2024〕9号"


@pytest.mark.parametrize("code", ALL)
def test_persons_are_visibly_synthetic(code: str) -> None:
    facts = sample(code)
    assert facts["synthetic"] is True
    for name in NAMED & set(facts):
        assert re.fullmatch(r"合成(人员|亲属)\d\d", str(facts[name])), name


@pytest.mark.parametrize("code", ALL)
def test_the_rare_sample_differs_in_the_name_alone(code: str) -> None:
    plain, rare = sample(code), sample(code, rare=True)
    assert rare["person_name"] == RARE_NAME == "张䶮𬭎㛃"
    assert [text.replace(RARE_NAME, "合成人员09") for text in texts(list(rare.values()))] == list(
        texts(list(plain.values()))
    )
    assert "合成人员09" not in letter_text(compose(code, rare))


def test_a_sample_can_be_changed_without_changing_the_next() -> None:
    first = sample("award")
    assert isinstance(first["items"], list)
    first["items"].clear()
    assert sample("award")["items"]


def test_several_rows_stand_in_a_sample_with_rows() -> None:
    assert all(isinstance(sample(code)[name], list) for code, name in (("award", "items"), ("recovery", "recovered")))
    for code, name in (
        ("award", "items"),
        ("award_change", "changes"),
        ("recovery", "recovered"),
        ("payment", "payments"),
    ):
        assert len(list(texts(sample(code)[name]))) >= 2


def test_an_unknown_kind_has_no_sample() -> None:
    with pytest.raises(BadInput, match="没有名为“congratulation”的文书种类"):
        sample("congratulation")
