"""A letter on a page says what its PDF says, and a draft says that it is one."""

from __future__ import annotations

import html
from collections import Counter
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from notifications.blocks import Letter, Role, text_of
from notifications.compose import compose
from notifications.layout import pages
from notifications.page import Seal
from notifications.render import DRAFT, render_pdf
from portal.letter_shown import shown_letter
from portal.shell import environment
from tests.notifications.samples import snapshot
from tests.support.offices import MARKS

KINDS = ("confirmation", "non_confirmation", "acceptance", "supplement", "award", "panel_minutes", "assistance")
NUMBER = "铜人社职认〔2024〕9号"
FOLIO = "—0123456789"


def on_page(letter: Letter) -> str:
    module: Any = environment().get_template("c/letter.html").module
    return str(module.letter_view(shown_letter(letter)))


def characters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def frame(letter: Letter, sheets: int) -> Counter[str]:
    """What a sheet of paper says more than once: page numbers, the seal, the imprint, the head of a table that goes on."""
    marks = [mark for sheet in pages(letter) for mark in sheet]
    seals = "".join(mark.ring + mark.band for mark in marks if isinstance(mark, Seal))
    heads = "".join("".join(block.rows[0]) for block in letter.blocks if block.role is Role.TABLE)
    again = text_of(letter, Role.SIGNATURE, "") + text_of(letter, Role.DATE, "") + "印发"
    foot = text_of(letter, Role.FOOTER, "")
    return characters(seals + again + (heads + foot + FOLIO + FOLIO + DRAFT) * sheets)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [NUMBER, None])
def test_the_page_says_what_the_paper_says(kind: str, number: str | None) -> None:
    letter = compose(kind, snapshot(kind))
    letter = letter.numbered(number) if number else letter
    paper = PdfReader(BytesIO(render_pdf(letter))).pages
    printed = characters("".join(sheet.extract_text() for sheet in paper))
    shown = characters(html.unescape(MARKS.sub("", on_page(letter))))
    assert not shown - printed - characters(DRAFT), f"only on the page: {shown - printed}"
    assert not printed - shown - frame(letter, len(paper)), f"only on paper: {printed - shown}"


def test_a_draft_says_so_and_has_nothing_to_be_verified_by() -> None:
    draft = on_page(compose("confirmation", snapshot("confirmation")))
    assert "草稿 不具效力" in draft
    assert "（批准时取号）" in draft
    assert "<svg" not in draft
    issued = on_page(compose("confirmation", snapshot("confirmation")).numbered(NUMBER))
    assert "草稿" not in issued


def test_what_a_value_holds_is_never_markup() -> None:
    letter = compose("acceptance", snapshot("acceptance") | {"applicant": "<b>张&三</b><script>x</script>"})
    assert "<script>" not in on_page(letter)
    assert "&lt;b&gt;张&amp;三" in on_page(letter)
