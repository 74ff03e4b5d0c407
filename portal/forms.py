"""Reading a form that a stranger sends: a few short fields and at most one file, all in memory and never stored."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

UPLOAD_MAX_BYTES = 5 * 1024 * 1024
FORM_MAX_BYTES = UPLOAD_MAX_BYTES + 64 * 1024
FIELD_MAX_BYTES = 4096
PDF = b"%PDF-"
MULTIPART = b"multipart/form-data"
BOUNDARY = re.compile(rb"[0-9A-Za-z'()+_,./:=?-]{1,70}")  # as RFC 2046 has it, without spaces


class BadForm(Exception):
    """A form that is not answered; `code` names the words that say why, `status` is the answer's."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks about. `file` is None where none was sent."""

    number: str
    code: str
    file: bytes | None


class _InMemory(MultiPartParser):
    """Nothing that was sent touches the disk."""

    spool_max_size = FORM_MAX_BYTES


async def read_form(request: Request) -> Asked:
    """The form of a request. Raises BadForm: portal_form_unreadable, portal_file_too_large, portal_file_no_pdf."""
    parser = _InMemory(_headers(request), _limited(request), max_files=1, max_fields=4, max_part_size=FIELD_MAX_BYTES)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError, LookupError) as fault:
        raise BadForm("portal_form_unreadable", 400) from fault
    try:
        return Asked(_text(form, "number"), _text(form, "code"), await _file(form))
    finally:
        await form.close()


def _headers(request: Request) -> Headers:
    """What the parser may know of the request: the boundary. In which characters it is written is for us to say, UTF-8."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind.lower() != MULTIPART or not BOUNDARY.fullmatch(boundary):
        raise BadForm("portal_form_unreadable", 400)
    return Headers(raw=[(b"content-type", MULTIPART + b'; boundary="' + boundary + b'"')])


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    """The body, no more of it than a form may have."""
    taken = 0
    async for chunk in request.stream():
        taken += len(chunk)
        if taken > FORM_MAX_BYTES:
            raise BadForm("portal_file_too_large", 413)
        yield chunk


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
