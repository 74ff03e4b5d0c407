"""What a reader outside the program sees of a letter: poppler's fonts, text and picture. Needs poppler-utils."""

from __future__ import annotations

import subprocess
from math import ceil
from pathlib import Path

import pytest

from notifications.compose import compose
from notifications.page import DEPTH, LEFT, MEASURE, SHEET_HEIGHT, SHEET_WIDTH, TOP
from notifications.render import render_pdf
from tests.notifications.samples import FIRST_SET, first_set

DPI = 72


def poppler(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True).stdout


def written(code: str, folder: Path, **changed: object) -> str:
    path = folder / f"{code}.pdf"
    path.write_bytes(render_pdf(compose(code, first_set(code) | changed).numbered(FIRST_SET[code][0])))
    return str(path)


def picture(path: str) -> tuple[int, int, bytes]:
    """Width, height and RGB bytes of the first page, one pixel a point."""
    head, data = poppler("pdftoppm", "-r", str(DPI), "-f", "1", "-l", "1", path).split(b"\n255\n", 1)
    wide, high = map(int, head.split()[1:3])
    return wide, high, data


@pytest.mark.parametrize("code", FIRST_SET)
def test_fonts_are_embedded_subsets_with_a_unicode_map(code: str, tmp_path: Path) -> None:
    rows = poppler("pdffonts", written(code, tmp_path)).decode().splitlines()[2:]
    assert len(rows) >= 3
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows), rows


def test_a_rare_name_is_found_by_a_search(tmp_path: Path) -> None:
    text = poppler("pdftotext", written("acceptance", tmp_path, applicant="张䶮𬭎㛃𫚉"), "-").decode()
    assert "张䶮𬭎㛃𫚉" in text


@pytest.mark.parametrize("code", FIRST_SET)
def test_ink_stays_inside_the_margins_and_the_letterhead_is_red(code: str, tmp_path: Path) -> None:
    wide, high, data = picture(written(code, tmp_path))
    assert (wide, high) == (ceil(SHEET_WIDTH), ceil(SHEET_HEIGHT))
    pixels = [(i // 3 % wide, i // 3 // wide, data[i : i + 3]) for i in range(0, len(data), 3) if data[i + 1] < 128]
    assert min(x for x, _, _ in pixels) >= LEFT - 2
    assert max(x for x, _, _ in pixels) <= LEFT + MEASURE + 2
    assert min(y for _, y, _ in pixels) >= TOP - 2
    assert max(y for _, y, _ in pixels) <= TOP + DEPTH + 70
    red = [y for _, y, (r, g, b) in pixels if r > 180 and g < 128 and b < 128]
    assert len(red) > 1000
    assert max(red) < TOP + 100
