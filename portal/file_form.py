"""Reading a form with one file into memory: a bank's file is small, and goes to the database, never to the disk."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from portal.fields import Fields
from portal.forms import BOUNDARY, FIELD_MAX_BYTES, MULTIPART, BadForm

FILE_MAX_BYTES = 8 * 1024 * 1024
BODY_MAX_BYTES = FILE_MAX_BYTES + 64 * 1024
FIELDS_MAX = 12
NAME_MAX = 120


@dataclass(frozen=True, slots=True)
class WithFile:
    """The fields of a form and its file: the name it came under, and its bytes (empty where none was sent)."""

    fields: Fields
    name: str
    content: bytes


class _InMemory(MultiPartParser):
    """Nothing that was sent touches the disk."""

    spool_max_size = BODY_MAX_BYTES


async def read_with_file(request: Request) -> WithFile:
    """The form of a request. Raises BadForm: portal_form_unreadable, portal_file_too_large."""
    parser = _InMemory(
        _headers(request), _limited(request), max_files=1, max_fields=FIELDS_MAX, max_part_size=FIELD_MAX_BYTES
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError, LookupError) as fault:
        raise BadForm("portal_form_unreadable", 400) from fault
    try:
        sent = form.get("file")
        content = await sent.read() if isinstance(sent, UploadFile) else b""
        name = (sent.filename or "") if isinstance(sent, UploadFile) else ""
        return WithFile(_fields(form), _shown(name), content)
    finally:
        await form.close()


def _headers(request: Request) -> Headers:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind.lower() != MULTIPART or not BOUNDARY.fullmatch(boundary):
        raise BadForm("portal_form_unreadable", 400)
    return Headers(raw=[(b"content-type", MULTIPART + b'; boundary="' + boundary + b'"')])


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    taken = 0
    async for chunk in request.stream():
        taken += len(chunk)
        if taken > BODY_MAX_BYTES:
            raise BadForm("portal_file_too_large", 413)
        yield chunk


def _fields(form: FormData) -> Fields:
    pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    if any("\0" in value for _, value in pairs):
        raise BadForm("portal_form_unreadable", 400)
    return Fields(pairs)


def _shown(name: str) -> str:
    """The last part of a file's name, without what cannot be printed."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last if character.isprintable())[:NAME_MAX]
