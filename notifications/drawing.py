"""How each mark of a sheet is drawn on a ReportLab canvas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import groupby
from math import cos, sin
from typing import Any

import segno
from reportlab.lib.utils import ImageReader

from claims.errors import BadInput
from notifications.glyphs import runs, width
from notifications.page import BLACK, LEFT, MM, RED, SHEET_HEIGHT, TOP, Code, Mark, Rule, Seal, Text
from notifications.seals import ring_places, seal_bytes, star_points
from notifications.typefaces import FontRole

QUIET = 4  # modules of white round a QR code (ISO/IEC 18004)
MASK = 3  # any of the eight can be read; to choose the prettiest takes longer than to draw the letter
RING_WIDTH = 1.2 * MM
RING_SIZE, RING_RADIUS = 4.4 * MM, 15.0 * MM
STAR_RADIUS = 7 * MM
BAND_SIZE, BAND_DROP = 3.4 * MM, 11.5 * MM
_NOT_READ = "/Span <</ActualText <FEFF>>> BDC"  # a seal is a picture: its characters are no part of the letter's text


def draw(canvas: Any, mark: Mark) -> None:
    """Draw `mark`. Raises BadInput (letter_seal_unusable)."""
    x, y = LEFT + mark.x, SHEET_HEIGHT - TOP - mark.y
    match mark:
        case Text():
            _draw_text(canvas, mark, x, y)
        case Rule():
            canvas.setStrokeColorRGB(*mark.colour)
            canvas.setLineWidth(mark.thickness)
            canvas.line(x, y, x + mark.length, y)
        case Code():
            _draw_code(canvas, mark, x, y)
        case Seal():
            _draw_seal(canvas, mark, x, y)


def _draw_text(canvas: Any, mark: Text, x: float, y: float) -> None:
    line = canvas.beginText(x, y)
    line.setFillColorRGB(*mark.colour)
    line.setCharSpace(mark.spacing)
    for run in runs(mark.text, mark.role):
        line.setFont(run.face.name, mark.size)
        line.textOut(run.text)
    canvas.drawText(line)


def modules_of(mark: Code) -> tuple[Sequence[Sequence[int]], float]:
    """The rows of modules of a code, 1 where dark, without the quiet zone; and the side of a module in points."""
    matrix = segno.make_qr(mark.text, error="m", mask=MASK).matrix
    return matrix, mark.side / (len(matrix) + 2 * QUIET)


def _draw_code(canvas: Any, mark: Code, x: float, y: float) -> None:
    """One rectangle for each run of dark modules, in a grid of one module a unit."""
    matrix, module = modules_of(mark)
    dark: list[str] = []
    for row, cells in enumerate(matrix, QUIET + 1):
        column = QUIET
        for is_dark, run in groupby(cells):
            length = len(list(run))
            if is_dark:
                dark.append(f"{column} {-row} {length} 1 re")
            column += length
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(module, module)
    canvas.setFillColorRGB(*BLACK)
    canvas.addLiteral("\n".join((*dark, "f")))
    canvas.restoreState()


def _draw_seal(canvas: Any, mark: Seal, x: float, y: float) -> None:
    if mark.picture is not None:
        _draw_picture(canvas, mark, x, y)
        return
    canvas.saveState()
    canvas.translate(x, y)
    canvas.setStrokeColorRGB(*RED)
    canvas.setFillColorRGB(*RED)
    canvas.setLineWidth(RING_WIDTH)
    canvas.circle(0, 0, (mark.diameter - RING_WIDTH) / 2, stroke=1, fill=0)
    canvas.drawPath(_star(canvas), stroke=0, fill=1)
    canvas.addLiteral(_NOT_READ)
    ring = [(*place, RING_SIZE) for place in ring_places(mark.ring, RING_RADIUS, RING_SIZE)]
    _draw_turned(canvas, [*ring, (mark.band, 0.0, -BAND_DROP, 0.0, BAND_SIZE)])
    canvas.addLiteral("EMC")
    canvas.restoreState()


def _star(canvas: Any) -> Any:
    path = canvas.beginPath()
    first, *others = star_points(STAR_RADIUS)
    path.moveTo(*first)
    for point in others:
        path.lineTo(*point)
    path.close()
    return path


def _draw_turned(canvas: Any, pieces: Iterable[tuple[str, float, float, float, float]]) -> None:
    """Each text of `pieces` with the middle of its foot at its place, turned by its radians, in its size."""
    line = canvas.beginText()
    for text, x, y, turn, size in pieces:
        back = width(text, FontRole.TITLE, size) / 2
        across, up = cos(turn), sin(turn)
        line.setTextTransform(across, up, -up, across, x - back * across, y - back * up)
        for run in runs(text, FontRole.TITLE):
            line.setFont(run.face.name, size)
            line.textOut(run.text)
    canvas.drawText(line)


def _draw_picture(canvas: Any, mark: Seal, x: float, y: float) -> None:
    try:
        picture = ImageReader(BytesIO(seal_bytes(mark.picture)))
    except OSError as fault:
        raise BadInput("letter_seal_unusable", file=str(mark.picture), reason=type(fault).__name__) from fault
    left, bottom = x - mark.diameter / 2, y - mark.diameter / 2
    canvas.drawImage(picture, left, bottom, mark.diameter, mark.diameter, mask="auto")
