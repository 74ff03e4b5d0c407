"""Writes docs/letters, a picture of every kind of letter: `python -m tests.support.letter_pages` (make letters; needs poppler).

The pictures are what `tests/system/test_letter_pictures.py` holds the present letters against.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image

from notifications.compose import compose
from notifications.formats import Format, format_of
from notifications.forms import KNOWN_KINDS
from notifications.kinds import LetterKind, Variant
from notifications.render import render_pdf
from notifications.samples import sample, sample_number

FOLDER = Path(__file__).parent.parent.parent / "docs" / "letters"
DPI = 100
SHADES = 16
FORMAT_NAMES = {Format.DOCUMENT: "公文格式", Format.LETTER: "信函格式", Format.PLAIN: "表单"}
VARIANT_NAMES = {Variant.FULL: "本人", Variant.PARTY: "单位副本"}
RECIPIENTS = {
    "person": "本人（或者申请人）",
    "platform": "平台企业",
    "organ": "有关机关",
    "disputant": "提出争议的一方",
}
HEAD = """# 文书样张

每种文书一份，用合成人员的同一个案件制作（`make letters` 写成本页和图片）。印章、二维码都是演示用的，不具效力。
文字在 `notifications/templates/letters/`，样例的事实在 `notifications/samples/`；版式依据《党政机关公文格式》（GB/T 9704—2012）。

| 文书 | 代码 | 版式 | 送达 | 样张 |
|---|---|---|---|---|
"""


def sample_pdf(kind: str) -> bytes:
    """The sample of `kind` as it is issued, unsigned."""
    return render_pdf(compose(kind, sample(kind)).numbered(sample_number(kind)))


def pictures(pdf: bytes) -> list[Image.Image]:
    """Every page of `pdf` as a picture of few colours."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "letter.pdf"
        file.write_bytes(pdf)
        subprocess.run(["pdftoppm", "-r", str(DPI), "-png", str(file), f"{folder}/page"], check=True)
        return [
            Image.open(BytesIO(path.read_bytes())).convert("RGB") for path in sorted(Path(folder).glob("page*.png"))
        ]


def picture_files(kind: str) -> list[Path]:
    """The kept pictures of `kind`, page by page."""
    return sorted(FOLDER.glob(f"{kind}-*.png"))


def write_all() -> None:
    """Write every picture and the page that lists them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    for kind in KNOWN_KINDS:
        for place, picture in enumerate(pictures(sample_pdf(kind)), 1):
            few = picture.quantize(SHADES, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
            few.save(FOLDER / f"{kind}-{place}.png", optimize=True)
    (FOLDER / "README.md").write_text(HEAD + "".join(_rows()), encoding="utf-8")


def _rows() -> Iterator[str]:
    for kind in KNOWN_KINDS.values():
        form = FORMAT_NAMES[format_of(compose(kind.code, sample(kind.code)))]
        links = "　".join(f"[第{n}页]({path.name})" for n, path in enumerate(picture_files(kind.code), 1))
        yield f"| {kind.name} | `{kind.code}` | {form} | {_copies(kind)} | {links} |\n"


def _copies(kind: LetterKind) -> str:
    return "；".join(f"{RECIPIENTS[copy.to]}（{VARIANT_NAMES[copy.variant]}）" for copy in kind.copies) or "存档"


if __name__ == "__main__":
    write_all()
