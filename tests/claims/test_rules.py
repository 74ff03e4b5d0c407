"""Rule values: looked up at a date, the province over the nation, never guessed, always with a source."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import RuleMissing
from claims.rules import PROVINCES, Rules, Value, load_rules
from claims.rules.value import MARKS, UNNAMED

CHONGQING = load_rules("重庆")
EVERYTHING = [value for province in PROVINCES for value in load_rules(province).values()]


def test_every_value_has_a_label_a_source_and_a_mark() -> None:
    assert len(EVERYTHING) > 400
    for value in EVERYTHING:
        assert value.label.strip(), value.key
        assert value.source.strip(), value.key
        assert value.confidence in MARKS, value.key
        assert value.file.startswith("claims/rules/"), value.key


def test_a_source_names_a_document_and_how_it_was_read_stands_apart() -> None:
    ours = re.compile("凭记忆|转引|本系统|默认值|建议值|没有读到|惯例|通行|报道|日报|仓库|推算|公开|恰合|相合|要点|÷")
    assert [
        value.key for value in EVERYTHING if ours.search(value.source.replace("铜梁区试点成效的公开数字", ""))
    ] == []
    unnamed = [value for value in EVERYTHING if value.source == UNNAMED]
    assert unnamed
    assert [value.key for value in unnamed if not value.origin or not value.unconfirmed] == []
    assert any(value.origin == "凭记忆" and value.source != UNNAMED for value in EVERYTHING)


@pytest.mark.parametrize(("mark", "unconfirmed"), [("A", False), ("A*", False), ("B", True), ("C", True), ("D", True)])
def test_b_c_and_d_are_shown_as_to_be_checked(mark: str, unconfirmed: bool) -> None:
    assert replace(EVERYTHING[0], confidence=mark).unconfirmed is unconfirmed


def test_every_limit_of_the_bureaus_list_is_there() -> None:
    numbers = {value.code for value in EVERYTHING if value.key.startswith("limits.")} - {""}
    assert numbers == {f"T{number}" for number in range(1, 36)}


def test_every_period_says_what_it_runs_from() -> None:
    units = ("working_days", "calendar_days", "months", "years")
    periods = [value for value in EVERYTHING if value.key.startswith("limits.") and value.unit in units]
    assert [value.key for value in periods if not value.runs_from] == []


def test_no_day_has_two_values_of_one_file() -> None:
    ordered = sorted(EVERYTHING, key=lambda value: (value.file, value.key, value.effective_from))
    for before, after in pairwise(ordered):
        if (before.file, before.key) == (after.file, after.key) and before != after:
            assert before.effective_to is not None
            assert before.effective_to < after.effective_from


def test_the_service_norms_are_shorter_than_the_limits() -> None:
    day = date(2025, 7, 1)
    norms = CHONGQING.table("limits.service_norm", day)
    assert norms
    for key, norm in norms.items():
        limit = CHONGQING.at(key.replace("service_norm.", ""), day)
        days = norm.as_int() * (1 if norm.unit == limit.unit else 2)  # a week of working days is under twice as long
        assert days < limit.as_int(), key
        assert (norm.unit, norm.code) in ((limit.unit, limit.code), ("working_days", limit.code)), key


def test_tongliang_takes_the_first_tier_of_the_minimum_wage() -> None:
    for day in (date(2022, 7, 1), date(2024, 12, 31), date(2025, 1, 1)):
        chosen, first = (CHONGQING.at(f"wages.minimum_monthly{tier}", day) for tier in ("", "_first_tier"))
        assert chosen.value == first.value
        assert chosen.unconfirmed


@pytest.mark.parametrize(
    ("accident", "year", "yuan"),
    [(2021, 2020, 55678), (2022, 2021, 59307), (2023, 2022, 60380), (2024, 2023, 63941), (2025, 2024, 65098)],
)
def test_an_accident_takes_the_wage_of_the_year_before(accident: int, year: int, yuan: int) -> None:
    for day in (date(accident, 1, 1), date(accident, 12, 31)):
        value = CHONGQING.at("wages.private_average", day)
        assert (value.value, value.unit, value.year) == (yuan * 100, "fen_per_year", year)


def test_an_accident_of_2026_says_which_figure_to_load_and_where() -> None:
    with pytest.raises(RuleMissing) as refused:
        CHONGQING.at("wages.private_average", date(2026, 1, 1))
    assert refused.value.code == "rule_missing"
    assert "重庆2025年城镇私营单位就业人员年平均工资" in refused.value.message()
    assert "claims/rules/wages/chongqing.toml" in refused.value.message()


def test_before_the_first_known_day_nothing_is_guessed_either() -> None:
    with pytest.raises(RuleMissing, match="重庆2019年城镇私营单位就业人员年平均工资"):
        CHONGQING.at("wages.private_average", date(2020, 12, 31))


def test_what_is_known_is_told_with_its_open_end() -> None:
    with pytest.raises(RuleMissing, match="规则库只知道：2022-07-01至今；"):
        CHONGQING.at("limits.bank_answer", date(2022, 6, 30))


def test_only_what_is_no_last_day_for_an_act_stands_still_on_a_holiday() -> None:
    still = {value.key for value in EVERYTHING if not value.rolls}
    assert still == {
        "limits.announcement",
        "limits.appraisal_review",
        "limits.injury_period",
        "limits.injury_period_extension",
        "limits.retention",
    }


def test_the_text_of_the_accident_day_sets_the_days_for_the_decision() -> None:
    by_accident = {
        value.key for value in EVERYTHING if value.key.startswith("limits.") and value.dated_by == "accident"
    }
    assert by_accident == {"limits.confirmation", "limits.confirmation_fast"}


def test_a_figure_is_not_used_before_it_was_published() -> None:
    accident, published = date(2024, 3, 1), date(2024, 8, 4)
    assert CHONGQING.at("wages.private_average", accident, published).value == 6394100
    with pytest.raises(RuleMissing) as refused:
        CHONGQING.at("wages.private_average", accident, published - timedelta(days=1))
    assert refused.value.code == "not_yet_published"
    assert "2024-08-04" in refused.value.message()
    assert "重庆2023年" in refused.value.message()


def test_a_value_without_a_day_of_publication_is_known_at_once() -> None:
    day = date(2022, 7, 1)
    assert CHONGQING.at("limits.acceptance_check", day, known_on=day).value == 5


def test_an_unknown_key_and_an_unknown_province_are_named() -> None:
    with pytest.raises(RuleMissing, match=r"limits\.acceptence") as refused:
        CHONGQING.at("limits.acceptence", date(2025, 1, 1))
    assert refused.value.code == "rule_unknown"
    with pytest.raises(RuleMissing, match="重庆、上海、广东"):
        load_rules("贵州")


def test_rules_are_read_once() -> None:
    assert load_rules("重庆") is load_rules("重庆")


def value(jurisdiction: str, number: int, first: date, last: date | None = None) -> Value:
    return replace(
        EVERYTHING[0],
        key="limits.trial",
        value=number,
        jurisdiction=jurisdiction,
        effective_from=first,
        effective_to=last,
        published_on=None,
    )


def test_the_province_lies_over_the_nation_where_it_has_a_value() -> None:
    national = value("national", 1, date(2022, 7, 1))
    own = value("chongqing", 2, date(2024, 1, 1), date(2024, 12, 31))
    rules = Rules("重庆", (national, own))
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [rules.at("limits.trial", day).value for day in days] == [1, 2, 2, 1]
    assert [rules.table("limits", day)["limits.trial"].value for day in days] == [1, 2, 2, 1]
    assert rules.history("limits.trial") == (own, national)


def test_a_table_holds_only_what_is_in_force_and_only_what_is_under_the_prefix() -> None:
    months = CHONGQING.table("benefits.grade_months", date(2022, 7, 1))
    assert [months[f"benefits.grade_months.{grade}"].value for grade in range(1, 11)] == [
        27,
        25,
        23,
        21,
        18,
        16,
        13,
        11,
        9,
        7,
    ]
    assert CHONGQING.table("benefits.grade_months", date(2022, 6, 30)) == {}
    assert CHONGQING.table("benefits.grade", date(2022, 7, 1)) == {}


@given(
    st.sampled_from(sorted({value.key for value in CHONGQING.values()})), st.dates(date(2008, 1, 1), date(2030, 12, 31))
)
def test_a_value_covers_the_day_it_is_given_for(key: str, day: date) -> None:
    try:
        found = CHONGQING.at(key, day)
    except RuleMissing:
        assert not any(entry.covers(day) for entry in CHONGQING.history(key))
    else:
        assert found.covers(day)
        assert found in CHONGQING.history(key)


def test_a_calendar_year_has_its_days_as_text() -> None:
    year = CHONGQING.at("calendar.2025", date(2025, 12, 31)).as_record()
    assert year["worked"] == ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]
    with pytest.raises(RuleMissing):
        CHONGQING.at("calendar.2027", date(2027, 1, 1))


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("limits.acceptance_check", "5个工作日"),
        ("benefits.allowance_percent.1", "90%"),
        ("wages.private_average", "59,307.00元/年"),
        ("benefits.pay_before_final", "是"),
        ("letters.mark.confirmation", "铜人社职认"),
        ("limits.warning_percent", "50、80"),
        ("coverage.industry_aliases", "网约车：出行、网络餐饮配送：外卖"),
        ("benefits.base_rounding", "见分进元"),
        ("coverage.order_states.review", "派单间隙等候、不清楚"),
        ("audit.night", "从（点）：22、到（点）：6"),
    ],
)
def test_values_are_shown_as_people_read_them(key: str, text: str) -> None:
    assert CHONGQING.at(key, date(2022, 7, 1)).shown == text


def test_a_share_that_is_no_whole_percent_is_shown_in_full() -> None:
    assert replace(CHONGQING.at("benefits.allowance_percent.1", date(2022, 7, 1)), value=3350).shown == "33.50%"


@pytest.mark.parametrize("reading", ["as_int", "as_text", "as_flag", "as_list", "as_record"])
def test_a_value_is_read_only_as_what_it_is(reading: str) -> None:
    day = date(2022, 7, 1)
    fits = {
        "as_int": "limits.acceptance_check",
        "as_text": "benefits.base_rounding",
        "as_flag": "benefits.pay_before_final",
        "as_list": "coverage.platforms",
        "as_record": "coverage.platform_aliases",
    }
    for name, key in fits.items():
        found = CHONGQING.at(key, day)
        if name == reading:
            assert getattr(found, reading)() == found.value
        else:
            with pytest.raises(TypeError, match=key):
                getattr(found, reading)()
