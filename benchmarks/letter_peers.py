"""The ways of making a letter that `benchmarks.letters` compares: reads how many to make, answers how long it took."""

from __future__ import annotations

import html
import json
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from notifications.page import MM

Make = Callable[[dict[str, Any]], bytes]
FONTS = Path(__file__).parent.parent / "notifications" / "fonts"
REGULAR, BOLD, KAI = "NotoSerifSC_400Regular.ttf", "NotoSerifSC_700Bold.ttf", "LXGWWenKai-Regular.ttf"
OF_ROLE = {"fangsong": REGULAR, "xiaobiaosong": BOLD, "heiti": BOLD, "kaiti": KAI, "songti": REGULAR}
A4 = (595.2755905511812, 841.8897637795277)


def ours() -> Make:
    """The engine: from the snapshot to the bytes."""
    from benchmarks.letters import KIND
    from notifications.compose import compose
    from notifications.render import render_pdf

    return lambda letter: render_pdf(compose(KIND, letter["facts"]).numbered(letter["number"]))


def raw_canvas() -> Make:
    """ReportLab as it comes, drawing what was laid out before."""
    from reportlab.pdfbase import pdfmetrics, ttfonts
    from reportlab.pdfgen.canvas import Canvas

    for name in (REGULAR, BOLD, KAI):
        pdfmetrics.registerFont(ttfonts.TTFont(name, str(FONTS / name)))

    def make(letter: dict[str, Any]) -> bytes:
        file = BytesIO()
        canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1, initialFontName=REGULAR)
        for sheet in letter["sheets"]:
            for item in sheet:
                DRAW[item["do"]](canvas, item)
            canvas.showPage()
        canvas.save()
        return file.getvalue()

    return make


def _text(canvas: Any, item: dict[str, Any]) -> None:
    canvas.setFillColorRGB(*item["colour"])
    canvas.setFont(OF_ROLE[item["role"]], item["size"])
    canvas.drawString(item["x"], item["y"], item["text"], charSpace=item["spacing"])


def _rule(canvas: Any, item: dict[str, Any]) -> None:
    canvas.setStrokeColorRGB(*item["colour"])
    canvas.setLineWidth(item["thickness"])
    canvas.line(item["x"], item["y"], item["x"] + item["length"], item["y"])


def _code(canvas: Any, item: dict[str, Any]) -> None:
    canvas.setFillColorRGB(0, 0, 0)
    path = canvas.beginPath()
    for x, y, side in item["squares"]:
        path.rect(item["x"] + x, item["y"] + y, side, side)
    canvas.drawPath(path, stroke=0, fill=1)


def _seal(canvas: Any, item: dict[str, Any]) -> None:
    canvas.saveState()
    canvas.translate(item["x"], item["y"])
    canvas.setFillColorRGB(0.85, 0, 0)
    canvas.setStrokeColorRGB(0.85, 0, 0)
    canvas.setLineWidth(1.2 * MM)
    canvas.circle(0, 0, item["diameter"] / 2)
    for place, character in enumerate(item["ring"]):
        canvas.saveState()
        canvas.rotate(130 - place * 260 / len(item["ring"]))
        canvas.setFont(BOLD, 13)
        canvas.drawCentredString(0, 14.6 * MM, character)
        canvas.restoreState()
    canvas.setFont(BOLD, 9)
    canvas.drawCentredString(0, -12.5 * MM, item["band"])
    canvas.restoreState()


DRAW: dict[str, Callable[[Any, dict[str, Any]], None]] = {"text": _text, "rule": _rule, "code": _code, "seal": _seal}


def weasyprint() -> Make:
    """The same text as HTML, the same fonts by @font-face."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    faces = {"Song": (REGULAR, 400), "Bold": (BOLD, 700), "Kai": (KAI, 400)}
    face = "".join(f'@font-face{{font-family:"{n}";src:url("{(FONTS / f).as_uri()}")}}' for n, (f, _) in faces.items())
    style = CSS(
        string=face
        + "@page{size:A4;margin:37mm 26mm 35mm 28mm}body{font:16pt/29pt Song}p{margin:0;text-indent:2em;text-align:justify}"
        ".mark{font:27pt Bold;color:#d00;text-align:center;text-indent:0}.title{font:22pt Bold;text-align:center}"
        ".number{text-align:center}.footer{font:10pt Kai}.signature,.date{text-align:right}",
        font_config=fonts,
    )

    def make(letter: dict[str, Any]) -> bytes:
        body = "".join(f'<p class="{role}">{html.escape(line)}</p>' for role, line in letter["text"])
        made = HTML(string=f'<html lang="zh-CN"><body>{body}').write_pdf(stylesheets=[style], font_config=fonts)
        return bytes(made or b"")

    return make


TYPST = """
#set page(paper: "a4", margin: (top: 37mm, left: 28mm, right: 26mm, bottom: 35mm))
#set text(font: "Noto Serif SC", size: 16pt, lang: "zh")
#set par(justify: true, first-line-indent: 2em, leading: 13pt)
#let letter = json(bytes(sys.inputs.letter))
#for (role, line) in letter [
  #if role == "mark" [#align(center, text(fill: red, size: 27pt, weight: "bold", line))]
  else if role == "title" [#align(center, text(size: 22pt, weight: "bold", line))]
  else if role == "footer" [#text(font: "LXGW WenKai", size: 10pt, line)]
  else if role in ("signature", "date") [#align(right, line)]
  else [#par(line)]
]
"""


def typst() -> Make:
    """The same text with one compiler that is kept."""
    import typst as program

    source = Path(tempfile.mkdtemp()) / "letter.typ"
    source.write_text(TYPST, encoding="utf-8")
    compiler = program.Compiler(str(source), font_paths=[str(FONTS)], ignore_system_fonts=True)

    def make(letter: dict[str, Any]) -> bytes:
        told = json.dumps(letter["text"], ensure_ascii=False)
        made = compiler.compile(format="pdf", sys_inputs={"letter": told})
        return made if isinstance(made, bytes) else b""

    return make


WAYS: dict[str, Callable[[], Make]] = {
    "ours": ours,
    "raw canvas": raw_canvas,
    "weasyprint": weasyprint,
    "typst": typst,
}


def serve(name: str, material: Path) -> None:
    """Make as many letters as each line asks for; the first of each call is where the last one ended."""
    make = WAYS[name]()
    letters = cycle(json.loads(material.read_text(encoding="utf-8")))
    for line in sys.stdin:
        wanted = list(islice(letters, int(line)))
        begun = time.perf_counter()
        for letter in wanted:
            if not make(letter).startswith(b"%PDF"):
                raise SystemExit(f"{name}: no PDF")
        print(time.perf_counter() - begun, flush=True)


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]))
