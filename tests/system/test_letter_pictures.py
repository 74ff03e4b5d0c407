"""Every kind of letter as a reader sees it: its fonts, its text, its picture, and where its ink stands. Needs poppler-utils."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops

from notifications.blocks import Role
from notifications.compose import compose
from notifications.forms import KNOWN_KINDS
from notifications.page import MM
from notifications.render import render_pdf
from notifications.samples import RARE_NAME, sample, sample_number
from tests.support.letter_pages import picture_files, pictures, sample_pdf

CLEARLY = 64  # of 255: beyond what the palette of the kept pictures rounds off
DIFFERING_MAX = 0.005
TOLERANCE_MM = 0.5
FINE_DPI = 300


class Colour(Enum):
    """The colour of ink."""

    RED = "red"
    BLACK = "black"


def poppler(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def kept(pdf: bytes, folder: Path) -> str:
    path = folder / "letter.pdf"
    path.write_bytes(pdf)
    return str(path)


@pytest.mark.parametrize("kind", KNOWN_KINDS)
def test_every_page_looks_as_it_was_agreed(kind: str) -> None:
    """The kept pictures are `docs/letters`; `make letters` writes them anew where a change is meant."""
    agreed, present = [Image.open(path).convert("L") for path in picture_files(kind)], pictures(sample_pdf(kind))
    assert len(agreed) == len(present) > 0
    for number, (before, after) in enumerate(zip(agreed, present, strict=True), 1):
        assert before.size == after.size
        histogram = ImageChops.difference(before, after.convert("L")).histogram()
        share = sum(histogram[CLEARLY:]) / (before.width * before.height)
        assert share <= DIFFERING_MAX, f"page {number}: {share:.2%} of the pixels differ"


@pytest.mark.parametrize("kind", KNOWN_KINDS)
def test_fonts_are_embedded_subsets_and_the_text_comes_back(kind: str, tmp_path: Path) -> None:
    letter = compose(kind, sample(kind, rare=True)).numbered(sample_number(kind))
    path = kept(render_pdf(letter), tmp_path)
    rows = poppler("pdffonts", path).splitlines()[2:]
    assert rows
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows), rows
    text = "".join(poppler("pdftotext", path, "-").split())
    said = "".join(said for block in letter.blocks if block.role is not Role.VERIFY for said in block.strings())
    assert not {sign for sign in set(said) - set(text) if not sign.isspace()}


def test_rare_names_brackets_quotes_and_capitals_come_back_as_they_were_written(tmp_path: Path) -> None:
    award = compose("award", sample("award", rare=True)).numbered("铜人社职核〔2025〕12号")
    text = "".join(poppler("pdftotext", kept(render_pdf(award), tmp_path), "-").split())
    assert RARE_NAME in text
    assert "铜人社职核〔2025〕12号" in text
    assert "人民币（大写）：伍万壹仟捌佰叁拾壹元伍角" in text
    corrected = sample("rectification") | {"corrections": [{"wrong": "左肱骨", "right": "左胫骨"}]}
    pdf = render_pdf(compose("rectification", corrected).numbered("铜人社职更〔2025〕1号"))
    assert "“左肱骨”更正为“左胫骨”" in "".join(poppler("pdftotext", kept(pdf, tmp_path), "-").split())


@dataclass(frozen=True, slots=True)
class Ink:
    """The box of some ink on a page, in millimetres from the top left corner of the sheet."""

    left: float
    top: float
    right: float
    bottom: float


def page_at(kind: str, number: int, folder: Path, **changed: object) -> Image.Image:
    path = kept(render_pdf(compose(kind, sample(kind) | changed).numbered(sample_number(kind))), folder)
    page = ("-f", str(number), "-l", str(number))
    subprocess.run(["pdftoppm", "-r", str(FINE_DPI), "-png", *page, "-singlefile", path, str(folder / "p")], check=True)
    return Image.open(folder / "p.png").convert("RGB")


def ink(page: Image.Image, colour: Colour, top_mm: float = 0.0, bottom_mm: float = 297.0) -> Ink:
    """The box of the ink between two heights."""
    scale = FINE_DPI / 25.4
    part = page.crop((0, round(top_mm * scale), page.width, round(bottom_mm * scale)))
    red_, green, blue = part.split()
    if colour is Colour.RED:
        mask = ImageChops.subtract(red_, green).point(lambda v: 255 if v > 90 else 0)
    else:
        darkest = ImageChops.lighter(ImageChops.lighter(red_, green), blue)
        mask = darkest.point(lambda v: 255 if v < 110 else 0)
    box = mask.getbbox()
    assert box is not None
    left, top, right, bottom = (value / scale for value in box)
    return Ink(left, top + top_mm, right, bottom + top_mm)


def near(millimetres: float) -> object:
    return pytest.approx(millimetres, abs=TOLERANCE_MM)


def test_the_ink_of_a_document_stands_where_the_standard_puts_it(tmp_path: Path) -> None:
    page = page_at("confirmation", 1, tmp_path)
    mark = ink(page, Colour.RED, 0, 90)
    assert mark.top == near(37 + 35)
    rule = ink(page, Colour.RED, 90, 140)
    assert (rule.left, rule.right) == (near(28), near(28 + 156))
    number = ink(page, Colour.BLACK, mark.bottom, rule.top)
    assert rule.top - number.bottom == near(4)
    folio = ink(page, Colour.BLACK, 262.5, 278)
    assert folio.top > 262 + 7 - TOLERANCE_MM
    assert folio.right == near(28 + 156 - 14 / MM)
    body = ink(page, Colour.BLACK, 175, 262)
    assert body.left == near(28)
    assert body.right <= 184 + TOLERANCE_MM


def test_the_ink_of_a_letter_stands_where_the_standard_puts_it(tmp_path: Path) -> None:
    page = page_at("supplement", 1, tmp_path)
    mark = ink(page, Colour.RED, 0, 41)
    assert mark.top == near(30)
    upper = ink(page, Colour.RED, mark.bottom + 1, 60)
    assert upper.top - mark.bottom == near(4)
    assert (upper.left, upper.right) == (near(20), near(190))
    lower = ink(page, Colour.RED, 270, 297)
    assert lower.bottom == near(297 - 20)
    assert (lower.left, lower.right) == (near(20), near(190))
    number = ink(page, Colour.BLACK, upper.bottom + 0.5, upper.bottom + 14)
    assert number.right == near(184)
    assert number.top - upper.bottom == near(14 / MM)


@pytest.mark.parametrize(
    "code", ["7K3QM0T9XD8RBH2VNCW5EFGJP4", "00000000000000000000000000", "ZZZZZZZZZZZZZZZZZZZZZZZZZZ"]
)
@pytest.mark.parametrize("at", ["http://127.0.0.1:8000/verify", "https://rsj.example.gov.cn/zyshbz/verify"])
def test_the_code_on_the_letter_leads_to_the_page_that_verifies_it(at: str, code: str, tmp_path: Path) -> None:
    page = page_at("merge_notice", 1, tmp_path, verify_at=at, verify_code=code)
    assert [read.text for read in zxingcpp.read_barcodes(page)] == [f"{at}/{code}"]


def test_the_seal_is_forty_two_millimetres_wide_and_nothing_of_it_leaves_the_type_area(tmp_path: Path) -> None:
    page = page_at("confirmation", 2, tmp_path)
    seal = ink(page, Colour.RED)
    assert seal.right - seal.left == near(42)
    assert seal.bottom - seal.top == near(42)
    assert seal.bottom < 262
