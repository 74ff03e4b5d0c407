"""What a file is stands in its bytes: photographs, scans and PDF come in, and nothing that is, hides or does anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import BadInput
from tests.support import handed_in
from tests.support.handed_in import empty_png, packed, pdf, photograph, picture
from workflows.media import Looked, Media
from workflows.media.files import look
from workflows.media.pdfs import OBJECTS_MAX_BYTES, SPELT_MAX, STREAMS_MAX
from workflows.media.pictures import SCANS_MAX

PIXELS_MAX = 60_000_000
FILM = b"\0\0\0\x18ftypmp42" + bytes(500)


def looked(folder: Path, content: bytes, pixels_max: int = PIXELS_MAX) -> Looked:
    path = folder / "file"
    path.write_bytes(content)
    return look(path, pixels_max)


def refused(folder: Path, content: bytes) -> str:
    with pytest.raises(BadInput) as fault:
        looked(folder, content)
    assert fault.value.message()
    return fault.value.code


GOOD = {
    "a photograph": (photograph(), Looked(Media.JPEG, 320, 240)),
    "a picture": (picture("PNG"), Looked(Media.PNG, 320, 240)),
    "a scan in grey": (picture("PNG", mode="L"), Looked(Media.PNG, 320, 240)),
    "a picture of two tones": (picture("PNG", mode="1"), Looked(Media.PNG, 320, 240)),
    "a progressive photograph": (picture(progressive=True), Looked(Media.JPEG, 320, 240)),
    "a photograph with a film after it": (photograph() + FILM, Looked(Media.JPEG, 320, 240)),
    "a PDF": (pdf(pages=2), Looked(Media.PDF, pages=2)),
    "a PDF with an empty tail": (pdf() + b"\r\n\0\0", Looked(Media.PDF, pages=1)),
    "a PDF with packed objects": (pdf(packed(b"<< /Type /Font >>")), Looked(Media.PDF, pages=1)),
    "a PDF with packed pages": (pdf(packed(b"<< /Type /Page >>")), Looked(Media.PDF, pages=2)),
    "a PDF with names that only begin alike": (pdf(b"<< /Launcher 1 /EncryptMetadata 1 >>"), Looked(Media.PDF, pages=1)),
    "a PDF with a page's content": (pdf(packed(b"1 0 0 1 cm").replace(b"/ObjStm", b"/Form")), Looked(Media.PDF, pages=1)),
    "an invoice with its data": (pdf(b"<< /Type /EmbeddedFile >>"), Looked(Media.PDF, pages=1, caution="attachments")),
}  # fmt: skip


@pytest.mark.parametrize("what", GOOD)
def test_what_may_come_in_is_known_by_its_content(tmp_path: Path, what: str) -> None:
    content, expected = GOOD[what]
    assert looked(tmp_path, content) == expected


BAD = {
    "nothing": (b"", "evidence_empty"),
    "one byte": (b"\xff", "evidence_file_type"),
    "a HEIC": (handed_in.HEIC, "evidence_file_type"),
    "a WebP": (handed_in.WEBP, "evidence_file_type"),
    "a GIF": (handed_in.GIF, "evidence_file_type"),
    "an office document": (handed_in.DOCX, "evidence_file_type"),
    "an old office document": (handed_in.OLD_OFFICE, "evidence_file_type"),
    "a web page": (handed_in.HTML, "evidence_file_type"),
    "a drawing with a script": (handed_in.SVG, "evidence_file_type"),
    "a program": (handed_in.PROGRAM, "evidence_file_type"),
    "a PDF after a line": (b"\n" + pdf(), "evidence_file_type"),
    "a photograph that is a PDF": (photograph() + pdf(), "evidence_two_kinds"),
    "a photograph with a PDF in its remark": (picture(comment=b"%PDF-1.7"), "evidence_two_kinds"),
    "a photograph with a web page at its end": (photograph() + b"<HTML><body>", "evidence_two_kinds"),
    "a photograph with a script in its remark": (picture(comment=b"<sCript>alert(1)</script>"), "evidence_two_kinds"),
    "a picture with a drawing in it": (picture("PNG") + b"<svg onload=alert(1)>", "evidence_two_kinds"),
    "a photograph that is an archive": (photograph() + handed_in.DOCX, "evidence_two_kinds"),
    "a PDF that is an archive": (pdf()[:-6] + handed_in.DOCX + b"\n%%EOF\n", "evidence_two_kinds"),
    "a PDF that begins as a web page": (b"%PDF-1.7\n%<script>" + pdf(), "evidence_two_kinds"),
    "a PDF with a tail": (pdf() + b"<p>", "evidence_pdf_broken"),
    "half a PDF": (pdf()[:-40], "evidence_pdf_broken"),
    "a PDF without a page": (pdf(pages=0), "evidence_pdf_broken"),
    "a head of a PDF": (b"%PDF-1.7", "evidence_pdf_broken"),
    "a PDF with a password": (pdf(b"<< /Filter /Standard >>").replace(b"/Root", b"/Encrypt 4 0 R /Root"), "evidence_pdf_locked"),
    "a PDF with a script": (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "evidence_pdf_acts"),
    "a PDF with a script in other letters": (pdf(b"<< /S /J#61vaScr#69pt /JS (1) >>"), "evidence_pdf_acts"),
    "a PDF that starts a program": (pdf(b"<< /S /Launch /F (cmd.exe) >>"), "evidence_pdf_acts"),
    "a PDF that sends a form": (pdf(b"<< /S /SubmitForm >>"), "evidence_pdf_acts"),
    "a PDF that opens another": (pdf(b"<< /S /GoToR /F (//host/share) >>"), "evidence_pdf_acts"),
    "a PDF with a form of its own kind": (pdf(b"<< /XFA [1 0 R] >>"), "evidence_pdf_acts"),
    "a PDF with a script packed away": (pdf(packed(b"<< /S /JavaScript >>")), "evidence_pdf_acts"),
    "a PDF with objects in another packing": (pdf(b"<< /Type /ObjStm >>\nstream\n5f3c\nendstream"), "evidence_pdf_acts"),
    "a PDF that hides it behind a page's content": (
        pdf(packed(b"1 0 0 1 0 0 cm").replace(b"/ObjStm", b"/Form"), b"<< /Type /ObjStm >>\nstream\n5f3c\nendstream"),
        "evidence_pdf_acts",
    ),
    "a PDF with the same in other letters": (pdf(b"<< /Type /Obj#53tm >>\nstream\n1\nendstream"), "evidence_pdf_acts"),
    "a PDF that grows without end": (pdf(packed(b" " * (OBJECTS_MAX_BYTES + 1))), "evidence_pdf_acts"),
    "a PDF with more streams than anybody reads": (pdf(b"stream\n" * (STREAMS_MAX + 1)), "evidence_pdf_acts"),
    "a PDF that spells names without end": (pdf(b"/#41 " * (SPELT_MAX + 1)), "evidence_pdf_acts"),
    "half a photograph": (photograph()[:-900], "evidence_picture_broken"),
    "the head of a photograph": (photograph()[:40], "evidence_picture_broken"),
    "half a picture": (picture("PNG")[:-200], "evidence_picture_broken"),
    "a picture without an end": (picture("PNG")[:-12], "evidence_picture_broken"),
    "a picture that is spoilt": (picture("PNG").replace(b"IDAT", b"IDAX"), "evidence_picture_broken"),
    "a photograph built up in thousands of passes": (photograph() + b"\xff\xda" * (SCANS_MAX + 1), "evidence_picture_broken"),
    "a picture of a hundred million pixels": (empty_png(10_000, 10_000), "evidence_picture_large"),
    "a picture of four thousand million": (empty_png(65_535, 65_535), "evidence_picture_large"),
}  # fmt: skip


CODES = {code for _, code in BAD.values()}


@pytest.mark.parametrize("what", BAD)
def test_what_may_not_is_refused_in_words(tmp_path: Path, what: str) -> None:
    content, code = BAD[what]
    assert refused(tmp_path, content) == code


def test_a_large_photograph_of_a_real_telephone_comes_in(tmp_path: Path) -> None:
    assert looked(tmp_path, picture(size=(8000, 6000))) == Looked(Media.JPEG, 8000, 6000)


def test_the_words_for_a_heic_are_those_that_were_agreed() -> None:
    said = BadInput("evidence_file_type").message()
    assert f"“病历.heic”{said}" == "“病历.heic”打不开，请用照片（JPG、PNG）或 PDF。"
    large = BadInput("evidence_too_large", size=22, limit=15).message()
    assert f"“IMG_0231.jpg”{large}" == "“IMG_0231.jpg”有 22 MB，最大 15 MB。请拍小一点或分开传。"


@given(st.binary(max_size=400), st.sampled_from((b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n")))
def test_bytes_by_chance_are_refused_and_break_nothing(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, begin: bytes
) -> None:
    assert refused(tmp_path_factory.getbasetemp(), begin + noise) in CODES


@pytest.mark.filterwarnings("ignore::UserWarning")  # what the library says of a camera's notes that make no sense
@given(st.data())
def test_a_spoilt_photograph_is_a_photograph_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(data.draw(st.sampled_from((photograph((40, 30)), picture("PNG", (40, 30)), pdf(packed(b"x"))))))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    assert outcome(tmp_path_factory.getbasetemp(), bytes(content)) in {*Media, *CODES}


def outcome(folder: Path, content: bytes) -> str:
    try:
        return looked(folder, content).media
    except BadInput as fault:
        return fault.code
