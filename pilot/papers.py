"""Synthetic papers as files: drawn, small, the same bytes every time, and marked 合成样例 in large characters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from time import struct_time

from PIL import Image, ImageDraw, ImageFont

from notifications.typefaces import VENDORED
from pilot.teller import Teller
from workflows.evidence_marks import Mark

SIZE = (440, 220)
BLACK_AND_WHITE, WHITE, BLACK = "1", 1, 0
FONT, LARGE, SMALL = "NotoSerifSC_400Regular.ttf", 40, 20
MARK = "合成样例"
DRAWN_AT = struct_time((2022, 7, 1, 0, 0, 0, 4, 182, 0))  # a PDF says when it was made: these do not


def hand_in_order(t: Teller, who: str, order_number: str) -> None:
    """A picture of the order on a telephone, handed in by `who`."""
    said = ("订单截图", order_number or f"无订单号 {t.case.name}", t.case.accident.on.isoformat())
    t.office.hand_in(who, t.no, "order_record", f"订单截图{t.case.person:02d}.png", _drawn(said, "PNG"))


def hand_in_finding(t: Teller, who: str) -> None:
    """The paper of the authority that found who was to blame, where there is one, as a scan in a PDF."""
    if t.case.accident.finding:
        said = (t.case.accident.finding.paper, t.case.name, t.case.accident.on.isoformat())
        t.office.hand_in(who, t.no, "traffic_report", f"事故认定{t.case.person:02d}.pdf", _drawn(said, "PDF"))


def check_files(t: Teller, who: str) -> None:
    """The officer has looked at every file on the case."""
    for row in t.rows("evidence_file"):
        t.office.mark(who, row["id"], Mark.CHECKED)


def _drawn(said: Sequence[str], form: str) -> bytes:
    image = Image.new(BLACK_AND_WHITE, SIZE, WHITE)
    pen = ImageDraw.Draw(image)
    pen.rectangle((4, 4, SIZE[0] - 5, SIZE[1] - 5), outline=BLACK)
    pen.text((20, 16), MARK, font=_font(LARGE), fill=BLACK)
    for line, text in enumerate(said):
        pen.text((20, 84 + 36 * line), text, font=_font(SMALL), fill=BLACK)
    out = BytesIO()
    times = {"creationDate": DRAWN_AT, "modDate": DRAWN_AT} if form == "PDF" else {}
    image.save(out, form, **times)
    return out.getvalue()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(VENDORED / FONT, size)
