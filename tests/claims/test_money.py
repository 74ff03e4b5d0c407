"""Money as people read it: yuan, 大写, rounding and shares."""

from __future__ import annotations

import re

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import BadInput
from claims.money import capitals, grouped, half_up, parse_yuan, share, yuan

AMOUNTS = st.integers(min_value=0, max_value=10**18 - 1)


def read_capitals(text: str) -> int:
    """The fen of a 大写 sum, read by another way than it was written: a unit closes what stands before it."""
    values = {digit: number for number, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
    units = {"拾": 10, "佰": 100, "仟": 1000}
    total = section = digit = 0
    for character in text.removesuffix("整"):
        if character in values:
            digit = values[character]
        elif character in units:
            section, digit = section + digit * units[character], 0
        elif character == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif character == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        elif character == "元":
            total, section, digit = (total + section + digit) * 100, 0, 0
        else:
            total, digit = total + digit * {"角": 10, "分": 1}[character], 0
    return total


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角"),
        (53, "伍角叁分"),
        (150, "壹元伍角"),
        (105, "壹元零伍分"),
        (1000, "壹拾元整"),
        (1050, "壹拾元零伍角"),
        (32504, "叁佰贰拾伍元零肆分"),
        (140950, "壹仟肆佰零玖元伍角"),
        (168032, "壹仟陆佰捌拾元零叁角贰分"),
        (600714, "陆仟零柒元壹角肆分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (1_000_100, "壹万零壹元整"),
        (1_095_000, "壹万零玖佰伍拾元整"),
        (10_700_000, "壹拾万柒仟元整"),
        (10_700_053, "壹拾万柒仟元零伍角叁分"),
        (47_340_000, "肆拾柒万叁仟肆佰元整"),
        (5_080_000, "伍万零捌佰元整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_000_005, "壹亿元零伍分"),
        (10_000_700_000, "壹亿零柒仟元整"),
        (20_000_000, "贰拾万元整"),
        (20_050_030, "贰拾万零伍佰元零叁角"),
        (10_001_000_000, "壹亿零壹万元整"),
        (1_000_000_000_00, "壹拾亿元整"),
        (1_000_700_000_000_00, "壹万零柒亿元整"),
        (1_000_000_000_000_00, "壹万亿元整"),
        (999_999_999_999_999_999, "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_capitals_are_written_as_the_central_bank_writes_them(fen: int, text: str) -> None:
    assert capitals(fen) == text


# 《正确填写票据和结算凭证的基本规定》四: the sums it works out, with both readings where it allows two.
GUIDE = [
    (140_950, ("壹仟肆佰零玖元伍角",)),
    (600_714, ("陆仟零柒元壹角肆分",)),
    (168_032, ("壹仟陆佰捌拾元零叁角贰分", "壹仟陆佰捌拾元叁角贰分")),
    (10_700_053, ("壹拾万柒仟元零伍角叁分", "壹拾万零柒仟元伍角叁分")),
    (1_640_902, ("壹万陆仟肆佰零玖元零贰分",)),
    (32_504, ("叁佰贰拾伍元零肆分",)),
]


@pytest.mark.parametrize(("fen", "allowed"), GUIDE)
def test_the_worked_examples_of_the_guide(fen: int, allowed: tuple[str, ...]) -> None:
    assert capitals(fen) == allowed[0]
    assert {read_capitals(text) for text in allowed} == {fen}


@given(AMOUNTS)
def test_capitals_read_back_give_the_sum(fen: int) -> None:
    assert read_capitals(capitals(fen)) == fen


@given(AMOUNTS.filter(bool))
def test_capitals_never_double_a_zero_and_end_as_the_rule_says(fen: int) -> None:
    text = capitals(fen)
    assert "零零" not in text
    assert not re.search(r"零[拾佰仟万亿角分]|零元.", text)
    assert text.endswith("整") == (fen % 100 == 0)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(1, 99))
def test_capitals_agree_with_another_library_where_no_zero_is_in_doubt(digits: list[int], small: int) -> None:
    fen = int("".join(map(str, digits))) * 100 + small
    assert capitals(fen) == cn2an.an2cn(f"{fen // 100}.{small:02d}", "rmb")


@given(st.integers(1, 9_999_999), st.integers(1, 9), st.integers(1, 9), st.integers(0, 9))
def test_capitals_agree_with_another_library_where_yuan_and_jiao_are_no_zero(
    tens: int, ones: int, jiao: int, rest: int
) -> None:
    whole, small = tens * 10 + ones, jiao * 10 + rest
    assert capitals(whole * 100 + small) == cn2an.an2cn(f"{whole}.{small:02d}", "rmb")


@given(st.integers(0, 99_999_999))
def test_whole_yuan_below_one_yi_agree_with_another_library(whole_yuan: int) -> None:
    assert capitals(whole_yuan * 100) == cn2an.an2cn(str(whole_yuan), "rmb")


@pytest.mark.parametrize("fen", [-1, 10**18])
def test_a_sum_without_capitals_is_refused(fen: int) -> None:
    with pytest.raises(BadInput) as caught:
        capitals(fen)
    assert caught.value.code == "no_capitals"
    assert yuan(fen) in caught.value.message()


@pytest.mark.parametrize(
    ("fen", "text"),
    [(3_797_500, "¥37,975.00"), (0, "¥0.00"), (5, "¥0.05"), (-1, "-¥0.01"), (-1_065_800, "-¥10,658.00")],
)
def test_yuan_is_written_with_commas_and_two_decimals(fen: int, text: str) -> None:
    assert yuan(fen) == text
    assert grouped(fen) == text.replace("¥", "")


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("60380.00", 6_038_000),
        (" 37,975.00 ", 3_797_500),
        ("¥37,975", 3_797_500),
        ("￥３７，９７５．５", 3_797_550),
        ("302元", 30_200),
        ("0.07", 7),
    ],
)
def test_a_sum_in_yuan_is_read_to_the_fen(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text", ["", "-1", "1.234", "1,23.00", "1,2345", "1e3", "３²", "nan", "1 2", "壹元", ".5", "5."]
)
def test_a_sum_that_is_not_plain_yuan_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_yuan(text)
    assert f"“{text}”" in caught.value.message()


@given(AMOUNTS)
def test_what_is_written_is_read_back(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen
    assert parse_yuan(grouped(fen)) == fen


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [
        (1, 2, 1),
        (-1, 2, -1),
        (1, 3, 0),
        (2, 3, 1),
        (5, 2, 3),
        (-5, 2, -3),
        (0, 7, 0),
        (96_011, 12, 8_001),
        (59_307, 12, 4_942),
    ],
)
def test_half_is_rounded_up(numerator: int, denominator: int, rounded: int) -> None:
    assert half_up(numerator, denominator) == rounded


@given(st.integers(), st.integers(min_value=1))
def test_rounding_is_never_off_by_more_than_a_half(numerator: int, denominator: int) -> None:
    assert abs(2 * (half_up(numerator, denominator) * denominator - numerator)) <= denominator


@pytest.mark.parametrize("denominator", [0, -3])
def test_a_denominator_must_be_positive(denominator: int) -> None:
    with pytest.raises(BadInput) as caught:
        half_up(1, denominator)
    assert f"{denominator}不是正数" in caught.value.message()


def test_shares_go_by_the_largest_remainder() -> None:
    assert share(100, [1, 1, 1]) == [34, 33, 33]
    assert share(100, [1, 2, 4]) == [14, 29, 57]
    assert share(542_500, [40, 30, 30, 30]) == [166_923, 125_193, 125_192, 125_192]


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any))
def test_shares_add_up_exactly_and_lie_within_a_fen_of_their_due(total_fen: int, weights: list[int]) -> None:
    parts = share(total_fen, weights)
    assert sum(parts) == total_fen
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total_fen * weight) < sum(weights)


@given(st.integers(0, 10**9), st.integers(1, 50), st.integers(1, 12))
def test_equal_weights_give_the_odd_fen_to_the_first(total_fen: int, weight: int, count: int) -> None:
    parts = share(total_fen, [weight] * count)
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] <= 1


@pytest.mark.parametrize(("total_fen", "weights"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [2, -1])])
def test_a_share_that_makes_no_sense_is_refused(total_fen: int, weights: list[int]) -> None:
    with pytest.raises(BadInput) as caught:
        share(total_fen, weights)
    assert caught.value.code == "cannot_share"
