"""The PDF: everything embedded, everything readable, the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from claims.errors import BadInput
from notifications.blocks import Letter
from notifications.compose import compose
from notifications.kinds import LETTER_KINDS
from notifications.layout import pages
from notifications.page import LEFT, MM, SHEET_HEIGHT, TOP, Seal, Text
from notifications.pdf_writing import to_unicode_cmap
from notifications.render import DRAFT, render_pdf
from tests.notifications.samples import FIRST_SET, first_set, snapshot

ROOT = Path(__file__).parent.parent.parent
IN_A_NEW_PROCESS = """
import hashlib
from notifications.compose import compose
from notifications.render import render_pdf
from tests.notifications.samples import FIRST_SET, first_set
for code, (number, _) in sorted(FIRST_SET.items(), reverse={reverse}):
    print(code, hashlib.sha256(render_pdf(compose(code, first_set(code)).numbered(number))).hexdigest())
"""


def issued(code: str, **changed: object) -> Letter:
    return compose(code, first_set(code) | changed).numbered(FIRST_SET[code][0])


def read(letter: Letter) -> PdfReader:
    return PdfReader(BytesIO(render_pdf(letter)))


def characters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def drawn(letter: Letter) -> Counter[str]:
    """The characters of what stands on the sheets; that all of the letter stands there is `test_layout`'s to say."""
    marks = [mark for page in pages(letter) for mark in page]
    seals = "".join(mark.ring + mark.band for mark in marks if isinstance(mark, Seal))
    return characters(seals + "".join(mark.text for mark in marks if isinstance(mark, Text)))


@pytest.mark.parametrize("code", LETTER_KINDS)
def test_the_text_of_every_letter_can_be_copied_out_whole(code: str) -> None:
    letter = compose(code, snapshot(code)).numbered("铜人社职认〔2024〕9号")
    assert characters("".join(page.extract_text() for page in read(letter).pages)) == drawn(letter)


def places_of(page: Any) -> list[tuple[float, float]]:
    """Where each piece of text of a page begins, in points from the lower left corner of the sheet."""
    found = []

    def see(operator: bytes, _operands: Any, cm: list[float], tm: list[float]) -> None:
        if operator in (b"Tj", b"TJ"):
            found.append((tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]))

    page.extract_text(visitor_operand_before=see)
    return found


@pytest.mark.parametrize("code", LETTER_KINDS)
def test_every_line_of_every_letter_is_drawn_where_it_was_laid(code: str) -> None:
    letter = compose(code, snapshot(code)).numbered("铜人社职认〔2024〕9号")
    for page, marks in zip(read(letter).pages, pages(letter), strict=True):
        drawn_at = places_of(page)
        for mark in (mark for mark in marks if isinstance(mark, Text)):
            x, y = LEFT + mark.x, SHEET_HEIGHT - TOP - mark.y
            assert min(max(abs(x - a), abs(y - b)) for a, b in drawn_at) < 0.5 * MM, mark.text


def test_a_rare_name_is_copied_out_as_it_was_written() -> None:
    text = "".join(page.extract_text() for page in read(issued("acceptance", applicant="张䶮𬭎㛃𫚉")).pages)
    assert "张䶮𬭎㛃𫚉" in text


def hashes_of_a_new_process(reverse: bool, seed: str) -> dict[str, str]:
    ran = subprocess.run(
        [sys.executable, "-c", IN_A_NEW_PROCESS.format(reverse=reverse)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split(" ", 1) for line in ran.stdout.splitlines())


def test_two_processes_give_the_same_bytes_in_whatever_order_they_work() -> None:
    first = hashes_of_a_new_process(reverse=False, seed="1")
    assert set(first) == set(FIRST_SET)
    assert hashes_of_a_new_process(reverse=True, seed="2") == first
    assert {code: hashlib.sha256(render_pdf(issued(code))).hexdigest() for code in FIRST_SET} == first


def test_threads_of_one_process_give_the_same_bytes() -> None:
    letters = [issued(code) for code in ("resumption", "payment", "suspension")] * 4
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(render_pdf, letters)) == [render_pdf(letter) for letter in letters]


def fonts_of(reader: PdfReader) -> dict[str, Any]:
    return {
        str(font["/BaseFont"]): font
        for page in reader.pages
        for font in (entry.get_object() for entry in page["/Resources"]["/Font"].values())  # type: ignore[index]  # pypdf types a page as a plain object
    }


@pytest.mark.parametrize("code", FIRST_SET)
def test_every_font_is_embedded_and_none_is_a_stand_in(code: str) -> None:
    fonts = fonts_of(read(issued(code)))
    assert all("/FontFile2" in font["/FontDescriptor"] and "/ToUnicode" in font for font in fonts.values())
    assert not any("Helvetica" in name for name in fonts)
    assert len(fonts) >= 3


def test_the_page_is_a4_and_says_its_language_and_title() -> None:
    reader = read(issued("confirmation"))
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert str(reader.root_object["/Lang"]) == "zh-CN"
    assert reader.metadata is not None
    assert reader.metadata.title == "职业伤害确认结论书 铜人社职认〔2024〕9号"


def test_a_letter_without_a_number_is_marked_as_a_draft() -> None:
    draft = "".join(page.extract_text() for page in read(compose("payment", first_set("payment"))).pages)
    assert DRAFT in draft
    assert "（批准时取号）" in draft
    assert DRAFT not in "".join(page.extract_text() for page in read(issued("payment")).pages)


def test_every_page_of_a_synthetic_letter_says_so() -> None:
    reader = read(issued("award"))
    assert len(reader.pages) > 1
    assert all("合成数据" in page.extract_text() for page in reader.pages)


def test_signs_that_mean_something_to_a_page_maker_are_printed_as_they_are() -> None:
    name = "<b>张&amp;三</b><br/>%s$x"
    assert name in "".join(page.extract_text() for page in read(issued("acceptance", applicant=name)).pages)


def test_what_cannot_be_drawn_stops_the_page() -> None:
    with pytest.raises(BadInput, match=r"有字打不出来：“𠀀”U.20000、“☑”U.2611。"):
        render_pdf(issued("acceptance", applicant="张𠀀☑"))


def test_a_code_point_beyond_the_first_plane_is_mapped_in_two_halves() -> None:
    cmap = to_unicode_cmap("F1+0", [0x5F20, 0x2CB4E])
    assert "<00> <5F20>" in cmap
    assert "<01> <D872DF4E>" in cmap


def test_a_map_section_holds_no_more_than_a_hundred_entries() -> None:
    cmap = to_unicode_cmap("F1+0", list(range(0x4E00, 0x4E00 + 256)))
    assert [int(line.split()[0]) for line in cmap.splitlines() if line.endswith("beginbfchar")] == [100, 100, 56]
