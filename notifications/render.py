"""The page of a letter as PDF: embedded type, and the same bytes for the same letter in any process."""

from __future__ import annotations

from io import BytesIO
from threading import Lock
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from notifications.blocks import Letter, Role
from notifications.glyphs import require_glyphs, runs, width
from notifications.layout import Page, pages
from notifications.page import (
    DEPTH,
    FOLIO_DROP,
    FOLIO_SIZE,
    GREY,
    LEFT,
    MEASURE,
    MM,
    SHEET_HEIGHT,
    SHEET_WIDTH,
    TOP,
    Mark,
    Rule,
    Text,
)
from notifications.typefaces import FontRole

DRAFT = "草稿　不具效力"
_WATERMARK = (0.9, 0.9, 0.9)
_one_at_a_time = Lock()  # a ReportLab font serves one document at a time


def render_pdf(letter: Letter) -> bytes:
    """`letter` as a PDF. One that has no number yet carries a watermark saying that it is a draft.

    Raises BadInput (letter_glyph_missing) when a character cannot be drawn, (letter_too_wide) for a table too wide.
    """
    require_glyphs(letter)
    sheets = pages(letter)
    footer = next((block.text for block in letter.blocks if block.role is Role.FOOTER), "")
    with _one_at_a_time:
        file = BytesIO()
        canvas = _canvas(file, letter)
        for place, sheet in enumerate(sheets, 1):
            _draw_sheet(canvas, letter, sheet, place, footer)
        canvas.save()
    return file.getvalue()


def _canvas(file: BytesIO, letter: Letter) -> Any:
    body = runs(letter.title, FontRole.BODY)[0].face.name
    canvas = Canvas(
        file,
        pagesize=(SHEET_WIDTH, SHEET_HEIGHT),
        pageCompression=1,
        invariant=1,
        initialFontName=body,  # else every file names Helvetica and does not embed it
        lang="zh-CN",
    )
    organ = next(block.text for block in letter.blocks if block.role is Role.MARK)
    canvas.setTitle(f"{letter.title} {letter.number or ''}".strip())
    canvas.setAuthor(organ)
    canvas.setSubject(letter.kind)
    canvas.setCreator("")
    canvas.setProducer("")
    return canvas


def _draw_sheet(canvas: Any, letter: Letter, sheet: Page, place: int, footer: str) -> None:
    if letter.number is None:
        _draw_watermark(canvas)
    for mark in sheet:
        _draw(canvas, mark)
    _draw(canvas, _folio(place))
    if footer:
        middle = (MEASURE - width(footer, FontRole.NOTE, 10.0)) / 2
        _draw(canvas, Text(middle, DEPTH + 18 * MM, footer, FontRole.NOTE, 10.0, 0.0, GREY))
    canvas.showPage()


def _folio(place: int) -> Text:
    """ "— 1 —" below the type area, one character in: right on odd pages, left on even ones."""
    text = f"— {place} —"
    x = MEASURE - FOLIO_SIZE - width(text, FontRole.FOLIO, FOLIO_SIZE) if place % 2 else FOLIO_SIZE
    return Text(x, DEPTH + FOLIO_DROP + FOLIO_SIZE, text, FontRole.FOLIO, FOLIO_SIZE)


def _draw(canvas: Any, mark: Mark) -> None:
    x, y = LEFT + mark.x, SHEET_HEIGHT - TOP - mark.y
    if isinstance(mark, Rule):
        canvas.setStrokeColorRGB(*mark.colour)
        canvas.setLineWidth(mark.thickness)
        canvas.line(x, y, x + mark.length, y)
        return
    line = canvas.beginText(x, y)
    line.setFillColorRGB(*mark.colour)
    line.setCharSpace(mark.spacing)
    for run in runs(mark.text, mark.role):
        line.setFont(run.face.name, mark.size)
        line.textOut(run.text)
    canvas.drawText(line)


def _draw_watermark(canvas: Any) -> None:
    size = 56.0
    canvas.saveState()
    canvas.translate(SHEET_WIDTH / 2, SHEET_HEIGHT / 2)
    canvas.rotate(45)
    _draw_at_origin(canvas, size)
    canvas.restoreState()


def _draw_at_origin(canvas: Any, size: float) -> None:
    line = canvas.beginText(-width(DRAFT, FontRole.TITLE, size) / 2, 0)
    line.setFillColorRGB(*_WATERMARK)
    for run in runs(DRAFT, FontRole.TITLE):
        line.setFont(run.face.name, size)
        line.textOut(run.text)
    canvas.drawText(line)
