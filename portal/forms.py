"""Reading a form that a stranger sends: a few short fields and at most one file, all in memory and never stored."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from portal.bodies import BadForm, read_multipart

UPLOAD_MAX_BYTES = 5 * 1024 * 1024
FORM_MAX_BYTES = UPLOAD_MAX_BYTES + 64 * 1024
PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks about. `file` is None where none was sent; `by_file` is whether the form is the one for a file."""

    number: str
    code: str
    file: bytes | None
    by_file: bool = False


async def read_form(request: Request) -> Asked:
    """The form of a request. Raises BadForm: portal_form_unreadable, portal_file_too_large, portal_file_no_pdf."""
    form = await read_multipart(request, FORM_MAX_BYTES, "portal_file_too_large", files=1, fields=4)
    try:
        return Asked(_text(form, "number"), _text(form, "code"), await _file(form), _text(form, "by") == "file")
    finally:
        await form.close()


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    if isinstance(value, str) and "\0" in value:  # no database looks for it
        raise BadForm("portal_form_unreadable", 400)
    return value.strip() if isinstance(value, str) else ""


async def _file(form: FormData) -> bytes | None:
    """The file, if one was sent. What it is stands in its first bytes, not in what the browser calls it."""
    sent = form.get("file")
    content = await sent.read() if isinstance(sent, UploadFile) else b""
    if not content:
        return None
    if len(content) > UPLOAD_MAX_BYTES:
        raise BadForm("portal_file_too_large", 413)
    if not content.startswith(PDF):
        raise BadForm("portal_file_no_pdf", 415)
    return content
