"""Lines of a letter break where Chinese lines may, and nothing is lost between them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.glyphs import width
from notifications.page import MEASURE
from notifications.typefaces import FontRole
from notifications.typeset import NOT_AT_END, NOT_AT_START, Line, break_lines

SIZE = 16.0


def lines_of(text: str, measure: float = MEASURE, indent: float = 0.0) -> list[Line]:
    return list(break_lines(text, FontRole.BODY, SIZE, measure, indent))


def set_width(line: Line) -> float:
    """The width of a line as it is drawn."""
    return line.indent + width(line.text, FontRole.BODY, SIZE) + line.spacing * (len(line.text) - 1)


HAN = st.text("职业伤害保障核定支付甲乙丙丁", min_size=1, max_size=6)
NUMBERS = st.from_regex(r"[1-9][0-9]{0,5}(\.[0-9]{2})?", fullmatch=True)
PIECES = st.one_of(
    HAN,
    NUMBERS,
    st.builds(lambda word, mark: word + mark, HAN, st.sampled_from("，。、；：！？％")),
    st.builds(lambda word: f"（{word}）", HAN),
    st.builds(lambda word: f"《{word}》", HAN),
)
TEXTS = st.lists(PIECES, min_size=1, max_size=60).map("".join)


@given(TEXTS)
def test_nothing_is_lost_or_added(text: str) -> None:
    assert "".join(line.text for line in lines_of(text, indent=2 * SIZE)) == text


@given(TEXTS)
def test_no_line_starts_with_a_closing_mark_or_ends_with_an_opening_one(text: str) -> None:
    lines = lines_of(text)
    assert all(line.text[0] not in NOT_AT_START for line in lines[1:])
    assert all(line.text[-1] not in NOT_AT_END for line in lines)


@given(TEXTS)
def test_no_line_is_wider_than_the_measure(text: str) -> None:
    assert all(set_width(line) <= MEASURE + 0.01 for line in lines_of(text, indent=2 * SIZE))


@given(TEXTS)
def test_no_number_is_broken(text: str) -> None:
    lines = lines_of(text)
    assert all(not (a.text[-1].isdigit() and b.text[0].isdigit()) for a, b in pairwise(lines))


def test_a_full_line_reaches_the_right_edge_to_the_hair() -> None:
    lines = lines_of("职" * 80, indent=2 * SIZE)
    assert [round(set_width(line), 3) for line in lines[:-1]] == [round(MEASURE, 3)] * (len(lines) - 1)


def test_a_line_holds_twenty_eight_characters_as_the_standard_asks() -> None:
    assert len(lines_of("职" * 80)[0].text) == 28


def test_only_the_first_line_is_indented() -> None:
    assert [line.indent for line in lines_of("职" * 80, indent=2 * SIZE)] == [2 * SIZE, 0.0, 0.0]


@pytest.mark.parametrize("code", ["500224********0009", "TL-2024-000009", "37,975.00元", "2024"])
def test_a_code_or_a_sum_is_kept_whole(code: str) -> None:
    for before in range(20, 29):
        assert any(code in line.text for line in lines_of("职" * before + code + "号" * 9))


def test_a_word_longer_than_a_line_is_broken_all_the_same() -> None:
    lines = lines_of("A" * 200)
    assert len(lines) > 1
    assert "".join(line.text for line in lines) == "A" * 200


def test_an_empty_text_is_one_empty_line() -> None:
    assert lines_of("") == [Line("", 0.0, 0.0)]
