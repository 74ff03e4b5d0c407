"""The sheets of a letter as PDF: embedded type, and the same bytes for the same letter in any process."""

from __future__ import annotations

from io import BytesIO
from threading import Lock
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from notifications.blocks import Letter, Role, text_of
from notifications.closing import CAPTIONS
from notifications.drawing import draw
from notifications.forms import known_kind
from notifications.glyphs import require_glyphs, runs, width
from notifications.layout import pages
from notifications.page import SHEET_HEIGHT, SHEET_WIDTH
from notifications.seals import BAND
from notifications.texts import SKELETON, template_characters
from notifications.typefaces import FontRole, face_at, font_dir, font_paths

DRAFT = "草稿　不具效力"
DIGITS = "0123456789年月日号"
_WATERMARK = (0.9, 0.9, 0.9)
_one_at_a_time = Lock()  # a ReportLab font serves one document at a time


def render_pdf(letter: Letter) -> bytes:
    """`letter` as a PDF; one that has no number yet says across each sheet that it is a draft.

    Raises BadInput (letter_glyph_missing) when a character cannot be drawn, (letter_too_wide) for a table too wide,
    (letter_seal_unusable) for a seal's picture that cannot be read.
    """
    require_glyphs(letter)
    sheets = pages(letter)
    with _one_at_a_time:
        file = BytesIO()
        canvas = _canvas(file, letter)
        _fix_fonts(canvas, letter)
        for sheet in sheets:
            if letter.number is None:
                _draw_watermark(canvas, DRAFT)
            for mark in sheet:
                draw(canvas, mark)
            canvas.showPage()
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
    canvas.setTitle(f"{letter.title} {letter.number or ''}".strip())
    canvas.setAuthor(text_of(letter, Role.MARK))
    canvas.setSubject(letter.kind)
    canvas.setCreator("")
    canvas.setProducer("")
    return canvas


def _fix_fonts(canvas: Any, letter: Letter) -> None:
    """Give the characters of the letter's text file subsets of their own, which are made once a process."""
    kind = known_kind(letter.kind)
    fixed = {
        FontRole.BODY: template_characters(kind.template) + DIGITS,
        FontRole.TITLE: kind.name + BAND + text_of(letter, Role.MARK),
        FontRole.NOTE: template_characters(SKELETON) + CAPTIONS,
    }
    for role, characters in fixed.items():
        face_at(font_paths(role, font_dir())[0]).font.fix(canvas._doc, characters)


def _draw_watermark(canvas: Any, text: str) -> None:
    size = 56.0
    canvas.saveState()
    canvas.translate(SHEET_WIDTH / 2, SHEET_HEIGHT / 2)
    canvas.rotate(45)
    line = canvas.beginText(-width(text, FontRole.TITLE, size) / 2, 0)
    line.setFillColorRGB(*_WATERMARK)
    for run in runs(text, FontRole.TITLE):
        line.setFont(run.face.name, size)
        line.textOut(run.text)
    canvas.drawText(line)
    canvas.restoreState()
