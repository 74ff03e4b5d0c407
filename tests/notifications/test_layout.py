"""The page: everything inside the type area, nothing on top of anything, nothing left alone, nothing lost."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import BadInput
from notifications.blocks import Block, Letter, Role
from notifications.compose import compose
from notifications.formats import Format, format_of
from notifications.glyphs import width
from notifications.kinds import LETTER_KINDS
from notifications.layout import Page, pages
from notifications.page import (
    BODY_SIZE,
    DEPTH,
    INK_ABOVE,
    INK_BELOW,
    LEADING,
    LEFT,
    LINES,
    MEASURE,
    MM,
    PITCH,
    RED,
    SHEET_WIDTH,
    TABLE_SIZE,
    TOP,
    Mark,
    Rule,
    Seal,
    Text,
)
from notifications.samples import sample
from tests.notifications.samples import FIRST_SET, first_set, snapshot

DRAWN_ONCE = {role for role in Role if role not in (Role.FOOTER, Role.VERIFY)}
FURNITURE = re.compile(r"— \d+ —|合成数据：.*|.*印发|扫码核验真伪|核验码 .*")
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


def issued(code: str, **changed: object) -> Letter:
    facts = (first_set(code) if code in FIRST_SET else snapshot(code)) | changed
    return compose(code, facts).numbered("铜人社职认〔2024〕12号")


def line_of(page: Page, start: str) -> Text:
    return next(mark for mark in texts(page) if mark.text.startswith(start))


def ink_top(mark: Text) -> float:
    return mark.y - INK_ABOVE * mark.size


def ink_bottom(mark: Text) -> float:
    return mark.y + INK_BELOW * mark.size


def red_of(page: Page) -> tuple[Text, list[Rule]]:
    """The organ mark and the red rules of a page."""
    red = [mark for mark in page if isinstance(mark, Text | Rule) and mark.colour == RED]
    (mark,) = [one for one in red if isinstance(one, Text)]
    return mark, [one for one in red if isinstance(one, Rule)]


def test_the_head_of_a_document_stands_where_the_standard_puts_it() -> None:
    page = pages(issued("confirmation"))[0]
    mark, (rule,) = red_of(page)
    number, title, addressee = (line_of(page, start) for start in ("铜人社职认", "职业伤害确认结论书", "合成人员09："))
    assert ink_top(mark) == pytest.approx(35 * MM)
    assert (rule.x, rule.length) == (0, MEASURE)
    assert rule.y - ink_bottom(number) == pytest.approx(4 * MM)
    assert 2 * LEADING < ink_top(number) - ink_bottom(mark) < 3 * LEADING
    assert 2 * LEADING < ink_top(title) - rule.y < 3 * LEADING
    assert LEADING < ink_top(addressee) - ink_bottom(title) < 2 * LEADING
    assert addressee.x == 0
    for centred in (mark, number, title):
        assert centred.x + width(centred.text, centred.role, centred.size) / 2 == pytest.approx(MEASURE / 2)


def test_the_head_of_a_letter_stands_where_the_standard_puts_it() -> None:
    page = pages(issued("supplement"))[0]
    mark, rules = red_of(page)
    number = line_of(page, "铜人社职认")
    assert ink_top(mark) + TOP == pytest.approx(30 * MM)
    upper_thick, upper_thin, lower_thin, lower_thick = rules
    assert upper_thick.thickness > upper_thin.thickness == lower_thin.thickness < lower_thick.thickness
    assert upper_thick.y - upper_thick.thickness / 2 - ink_bottom(mark) == pytest.approx(4 * MM)
    assert lower_thick.y + lower_thick.thickness / 2 + TOP == pytest.approx((297 - 20) * MM)
    for rule in rules:
        assert rule.length == pytest.approx(170 * MM)
        assert rule.x + LEFT == pytest.approx((SHEET_WIDTH - 170 * MM) / 2)
    assert right_edge(number) == pytest.approx(MEASURE)
    assert ink_top(number) - upper_thin.y - upper_thin.thickness / 2 == pytest.approx(BODY_SIZE * 7 / 8)


@pytest.mark.parametrize("code", LETTER_KINDS)
def test_every_kind_has_the_head_of_its_format(code: str) -> None:
    letter = issued(code)
    page = pages(letter)[0]
    if format_of(letter) is Format.PLAIN:
        assert not [mark for mark in page if isinstance(mark, Text | Rule) and mark.colour == RED]
        return
    mark, rules = red_of(page)
    top, lengths = (35 * MM, [MEASURE]) if format_of(letter) is Format.DOCUMENT else (30 * MM - TOP, [170 * MM] * 4)
    assert ink_top(mark) == pytest.approx(top)
    assert [rule.length for rule in rules] == pytest.approx(lengths)
    addressee = next(block.text for block in letter.blocks if block.role is Role.ADDRESSEE)
    assert line_of(page, addressee[:6]).x == 0


def test_a_full_page_has_twenty_two_lines_of_twenty_eight_characters() -> None:
    page = pages(of_length(2000))[1]
    body = [mark for mark in texts(page) if mark.size == BODY_SIZE]
    assert len(body) == LINES
    assert {mark.text for mark in body} == {"事" * 28}
    for above, below in pairwise(body):
        assert below.y - above.y == pytest.approx(LEADING)
    assert all(mark.size + mark.spacing == pytest.approx(PITCH, abs=0.01) for mark in body)


def folios(letter: Letter) -> list[Text | None]:
    return [next((mark for mark in texts(page) if mark.text.startswith("— ")), None) for page in pages(letter)]


def test_the_page_number_stands_right_on_odd_and_left_on_even_pages_seven_millimetres_down() -> None:
    first, second, third = folios(replace(of_length(1300), number="铜人社职认〔2024〕12号"))[:3]
    assert first is not None
    assert second is not None
    assert third is not None
    assert [mark.text for mark in (first, second, third)] == ["— 1 —", "— 2 —", "— 3 —"]
    assert right_edge(first) == pytest.approx(MEASURE - 14) == right_edge(third)
    assert second.x == 14
    assert ink_top(first) == pytest.approx(DEPTH + 7 * MM)


def test_the_first_page_of_a_letter_and_a_page_without_body_have_no_number() -> None:
    long = issued("suspension", reason="因" * 900)
    assert [mark.text if mark else None for mark in folios(long)][:3] == [None, "— 2 —", "— 3 —"]
    short = compose(
        "not_accepted", first_set("not_accepted") | {"other_routes": ["途径"] * 28, "copies_to": ["甲公司"]}
    )
    assert [mark is not None for mark in folios(short)] == [True, True, True, False]


def imprint_page(letter: Letter) -> tuple[int, list[Page]]:
    laid = pages(letter)
    return next(n for n, page in enumerate(laid, 1) if any(t.text.startswith("抄送") for t in texts(page))), laid


@pytest.mark.parametrize("count", range(1, 30, 2))
def test_the_imprint_of_a_document_is_the_foot_of_its_last_page_and_that_page_is_even(count: int) -> None:
    facts = first_set("not_accepted") | {"other_routes": ["途径"] * count, "copies_to": ["甲公司"]}
    place, laid = imprint_page(compose("not_accepted", facts))
    assert place == len(laid)
    assert place % 2 == 0
    rules = [mark for mark in laid[-1] if isinstance(mark, Rule) and mark.colour != RED]
    assert [round(rule.thickness / MM, 2) for rule in rules] == [0.35, 0.25, 0.35]
    assert rules[-1].y == pytest.approx(DEPTH)
    printed = line_of(laid[-1], "2024年6月18日印发")
    assert right_edge(printed) == pytest.approx(MEASURE - 14)


def test_the_imprint_of_a_letter_has_no_rules_and_no_printer() -> None:
    place, laid = imprint_page(issued("suspension", reason="因" * 900, copies_to=["甲公司"]))
    assert place == len(laid)
    assert not [mark for mark in laid[-1] if isinstance(mark, Rule)]
    assert not [mark for mark in texts(laid[-1]) if mark.text.endswith("印发")]


def closing(letter: Letter) -> tuple[Page, Text, Text]:
    """The page with the signature, the organ on it and the date."""
    for page in pages(letter):
        found = [mark for mark in texts(page) if mark.text == "2024年8月6日"]
        if found:
            organ = next(m for m in texts(page) if m.text == "重庆市铜梁区人力资源和社会保障局" and m.colour != RED)
            return page, organ, found[0]
    raise AssertionError("no date")


def test_the_seal_lies_over_organ_and_date_within_one_line_of_the_body() -> None:
    page, organ, day = closing(issued("confirmation", synthetic=True))
    (seal,) = [mark for mark in page if isinstance(mark, Seal)]
    middle = organ.x + width(organ.text, organ.role, organ.size) / 2
    assert middle == pytest.approx(day.x + width(day.text, day.role, day.size) / 2) == pytest.approx(seal.x)
    top, bottom = seal.y - seal.diameter / 2, seal.y + seal.diameter / 2
    assert top < ink_top(organ) < ink_bottom(day) < bottom
    assert 0 < (ink_top(organ) + ink_bottom(day)) / 2 - seal.y < 0.5 * LEADING
    above = max(mark.y for mark in texts(page) if mark.y < organ.y and mark.size == BODY_SIZE)
    assert 0 < top - above < LEADING
    assert MEASURE - right_edge(day) >= 4 * PITCH - 0.01
    assert right_edge(organ) <= MEASURE + 0.01


def test_a_short_organ_lets_the_date_stand_four_characters_from_the_edge() -> None:
    letter = issued("confirmation", organ="铜梁区人社局")
    day = next(mark for page in pages(letter) for mark in texts(page) if mark.text == "2024年8月6日")
    assert MEASURE - right_edge(day) == pytest.approx(4 * PITCH)


def test_a_seal_is_made_up_only_for_synthetic_letters_that_are_issued() -> None:
    def seals(letter: Letter) -> list[Mark]:
        return [mark for page in pages(letter) for mark in page if isinstance(mark, Seal)]

    made_up = first_set("confirmation") | {"synthetic": True}
    assert not seals(compose("confirmation", made_up))
    assert not seals(issued("confirmation", synthetic=False))
    (seal,) = seals(issued("confirmation", synthetic=True))
    assert isinstance(seal, Seal)
    assert seal.band == "演示专用章"


def test_a_heading_of_every_form_is_known() -> None:
    assert {format_of(issued(code)) for code in LETTER_KINDS} == set(Format)


@pytest.mark.parametrize("code", LETTER_KINDS)
def test_every_mark_lies_on_the_sheet_and_the_body_in_the_type_area(code: str) -> None:
    for page in pages(issued(code)):
        for mark in page:
            if isinstance(mark, Text):
                assert -0.01 <= mark.x < right_edge(mark) <= MEASURE + 0.01, mark
            if isinstance(mark, Rule):
                assert -LEFT < mark.x < mark.x + mark.length < SHEET_WIDTH - LEFT
            if isinstance(mark, Text) and mark.size == BODY_SIZE:
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
    letter = issued(code)
    drawn = Counter("".join(m.text for page in pages(letter) for m in texts(page) if not FURNITURE.fullmatch(m.text)))
    meant = Counter("".join(t for b in letter.blocks if b.role in DRAWN_ONCE for t in b.strings()))
    if format_of(letter) is Format.DOCUMENT and any(block.role is Role.COPIES for block in letter.blocks):
        meant += Counter(next(block.text for block in letter.blocks if block.role is Role.SIGNATURE))  # 印发机关
    del drawn[" "], meant[" "]
    assert drawn == meant


@pytest.mark.parametrize("count", range(1, 60))
def test_the_signature_stands_whole_and_never_on_a_page_without_text(count: int) -> None:
    facts = first_set("not_accepted") | {"other_routes": ["途径"] * count, "contact": "45646728"}
    laid = pages(compose("not_accepted", facts))
    signed = [lines for page in laid if "2024年6月18日" in (lines := [mark.text for mark in texts(page)])]
    assert len(signed) == 1
    place = signed[0].index("2024年6月18日")
    organ, *body = signed[0][place - 1 :: -1]
    assert organ == "重庆市铜梁区人力资源和社会保障局"
    assert body[0].endswith("提起行政诉讼。")
    assert len(body) >= 2


@given(st.integers(min_value=1, max_value=2500))
def test_a_paragraph_never_leaves_one_line_alone_on_a_page(count: int) -> None:
    lines = [(place, mark.text) for place, page in enumerate(pages(of_length(count))) for mark in texts(page)]
    first = next(n for n, (_, text) in enumerate(lines) if text.startswith("经调查核实"))
    after = next(n for n, (_, text) in enumerate(lines) if text.startswith("以上事实"))
    on_page = [place for place, text in lines[first:after] if not FURNITURE.fullmatch(text)]
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


@pytest.mark.parametrize("count", [100, 400, 600, 2000])
@pytest.mark.parametrize("field", ["label", "formula"])
def test_a_row_longer_than_a_sheet_goes_on_on_the_next(field: str, count: int) -> None:
    long = {**ITEM, field: "因" * count}
    laid = pages(compose("award", first_set("award") | {"items": [ITEM, long, ITEM]}))
    assert max(mark.y for page in laid for mark in texts(page) if mark.size == TABLE_SIZE) <= DEPTH
    assert sum(mark.text.count("因") for page in laid for mark in texts(page)) >= count


def test_no_column_is_too_narrow_to_be_read() -> None:
    change = {
        "label": "一次性伤残补助金",
        "earlier_fen": 3_730_300,
        "new_fen": 4_796_100,
        "formula": "十级：5,329元 × 7个月改为九级：5,329元 × 9个月" * 4,
    }
    page = next(
        page
        for page in pages(compose("award_change", sample("award_change") | {"changes": [change]}))
        if any(mark.text.startswith("一次性") and mark.size == TABLE_SIZE for mark in texts(page))
    )
    label = next(mark for mark in texts(page) if mark.text.startswith("一次性") and mark.size == TABLE_SIZE)
    assert len(label.text) >= 5
