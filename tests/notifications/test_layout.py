"""The page: everything inside the type area, nothing on top of anything, nothing left alone, nothing lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import BadInput
from notifications.blocks import Block, Letter, Role
from notifications.compose import compose
from notifications.glyphs import width
from notifications.kinds import LETTER_KINDS
from notifications.layout import Page, pages, pages_in
from notifications.page import BODY_SIZE, DEPTH, MEASURE, RED, Rule, Style, Text
from tests.notifications.samples import FIRST_SET, first_set, snapshot

DRAWN_BY_LAYOUT = {role for role in Role if role is not Role.FOOTER}
ITEM = {"label": "医疗费", "base": "—", "formula": "第一次门诊票据核定", "amount_fen": 100, "basis": ["条例第三十条"]}


def texts(page: Page) -> list[Text]:
    return [mark for mark in page if isinstance(mark, Text)]


def right_edge(mark: Text) -> float:
    return mark.x + width(mark.text, mark.role, mark.size) + mark.spacing * (len(mark.text) - 1)


def of_length(count: int) -> Letter:
    """A confirmation whose facts are `count` characters long."""
    return compose("confirmation", first_set("confirmation") | {"facts_found": "事" * count})


def award_of(count: int) -> Letter:
    """An award of `count` items."""
    return compose("award", first_set("award") | {"items": [ITEM] * count})


@pytest.mark.parametrize("code", [code for code in FIRST_SET if code != "award"])
def test_a_letter_of_the_first_set_is_one_page(code: str) -> None:
    assert len(pages(compose(code, first_set(code)))) == 1


def test_a_short_letter_is_set_in_the_size_of_the_standard() -> None:
    (page,) = pages(compose("resumption", first_set("resumption")))
    assert {mark.size for mark in texts(page) if mark.text.startswith("作出结论的期限")} == {BODY_SIZE}


@pytest.mark.parametrize("code", LETTER_KINDS)
def test_every_mark_lies_in_the_type_area(code: str) -> None:
    for page in pages(compose(code, snapshot(code))):
        for mark in page:
            right = right_edge(mark) if isinstance(mark, Text) else mark.x + mark.length
            assert -0.01 <= mark.x < right <= MEASURE + 0.01, mark
            assert 0 <= mark.y <= DEPTH + 0.01, mark


@pytest.mark.parametrize("code", LETTER_KINDS)
def test_no_line_is_drawn_over_another(code: str) -> None:
    for page in pages(compose(code, snapshot(code))):
        marks = sorted(texts(page), key=lambda mark: mark.y)
        for above, below in pairwise(marks):
            beside = right_edge(above) <= below.x + 0.01 or right_edge(below) <= above.x + 0.01
            assert beside or below.y - above.y >= 0.9 * below.size, (above.text, below.text)


@pytest.mark.parametrize("code", LETTER_KINDS)
def test_every_character_of_the_letter_is_on_a_page(code: str) -> None:
    letter = compose(code, snapshot(code))
    drawn = Counter("".join(mark.text for page in pages(letter) for mark in texts(page)))
    meant = Counter("".join(t for b in letter.blocks if b.role in DRAWN_BY_LAYOUT for t in b.strings()))
    del drawn[" "], meant[" "]
    assert drawn == meant


@pytest.mark.parametrize("count", range(1, 60))
def test_the_signature_stands_whole_and_never_on_a_page_without_text(count: int) -> None:
    facts = first_set("not_accepted") | {"other_routes": ["途径"] * count, "contact": "本局窗口"}
    laid = pages_in(compose("not_accepted", facts), Style())
    assert max(mark.y for page in laid for mark in page) <= DEPTH
    signed = [lines for page in laid if "2024年6月18日" in (lines := [mark.text for mark in texts(page)])]
    assert len(signed) == 1
    place = signed[0].index("2024年6月18日")
    assert signed[0][place - 3 : place] == [
        signed[0][place - 3],
        "联系方式：本局窗口。",
        "重庆市铜梁区人力资源和社会保障局",
    ]


@given(st.integers(min_value=1, max_value=2500))
def test_a_paragraph_never_leaves_one_line_alone_on_a_page(count: int) -> None:
    lines = [(place, mark.text) for place, page in enumerate(pages(of_length(count))) for mark in texts(page)]
    first = next(n for n, (_, text) in enumerate(lines) if text.startswith("经调查核实"))
    after = next(n for n, (_, text) in enumerate(lines) if text.startswith("以上事实"))
    on_page = [place for place, text in lines[first:after] if text.strip("—1234567890 ")]
    if len(on_page) > 1:
        assert on_page[0] == on_page[1]
        assert on_page[-1] == on_page[-2]


@pytest.mark.parametrize("count", [1, 2, 5, 12, 20, 40, 90])
def test_a_long_table_repeats_its_head_and_keeps_its_total_with_a_row(count: int) -> None:
    for page in pages(award_of(count)):
        lines = [mark.text for mark in texts(page)]
        if "医疗费" in lines:
            assert lines.index("项目") < lines.index("医疗费")
        if f"{count}.00" in lines and count > 1:
            assert "医疗费" in lines[: lines.index(f"{count}.00")]


@pytest.mark.parametrize("count", range(1, 40))
def test_a_heading_stays_with_its_table(count: int) -> None:
    for page in pages(award_of(count)):
        lines = [mark.text for mark in texts(page)]
        for heading in ("一次性待遇（工伤保险基金支付）", "由平台企业支付的待遇"):
            if heading in lines:
                assert lines[lines.index(heading) + 1] == "项目"


def test_sums_are_flush_right() -> None:
    marks = [mark for page in pages(compose("award", first_set("award"))) for mark in texts(page)]
    edges = {round(right_edge(mark), 2) for mark in marks if mark.text in ("3,870.50", "47,961.00", "51,831.50")}
    assert len(edges) == 1


def test_the_organ_mark_and_the_rule_under_it_are_red() -> None:
    (page,) = pages(compose("payment", first_set("payment")))
    red = [mark for mark in page if mark.colour == RED]
    assert [mark.text for mark in red if isinstance(mark, Text)] == ["重庆市铜梁区人力资源和社会保障局"]
    assert [mark.length for mark in red if isinstance(mark, Rule)] == [MEASURE]


def test_a_long_title_is_broken_into_even_lines() -> None:
    letter = compose("payment", first_set("payment"))
    title = "关于职业伤害人员劳动能力再次鉴定结论以及待遇变更核定的告知书"
    blocks = tuple(replace(b, text=title) if b.role is Role.TITLE else b for b in letter.blocks)
    lines = [mark.text for mark in texts(pages(replace(letter, blocks=blocks))[0]) if mark.size == 22.0]
    assert "".join(lines) == title
    assert max(map(len, lines)) - min(map(len, lines)) <= 3


def test_a_table_of_too_many_columns_is_refused_by_name() -> None:
    letter = compose("payment", first_set("payment"))
    table = Block(Role.TABLE, rows=(tuple("项" * 20), tuple("1" * 20)))
    with pytest.raises(BadInput, match="《支付通知书》的表格有 20 栏"):
        pages(replace(letter, blocks=(*letter.blocks, table)))
