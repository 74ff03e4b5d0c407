"""The bodies of forms: what all who read one share, so that each is told apart, bounded and refused in the same way."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

FIELD_MAX_BYTES = 4096
MULTIPART = b"multipart/form-data"
BOUNDARY = re.compile(rb"[0-9A-Za-z'()+_,./:=?-]{1,70}")  # as RFC 2046 has it, without spaces


class BadForm(Exception):
    """A form that is not answered; `code` names the words that say why, `status` is the answer's."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


def content_type(request: Request) -> tuple[bytes, bytes]:
    """What a body says that it is, and its boundary (empty where it names none)."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    return kind.lower(), options.get(b"boundary", b"")


def boundary_of(request: Request) -> bytes:
    """The boundary of a multipart form. Raises BadForm portal_form_unreadable."""
    kind, boundary = content_type(request)
    if kind != MULTIPART or not BOUNDARY.fullmatch(boundary):
        raise BadForm("portal_form_unreadable", 400)
    return boundary


async def limited(request: Request, most_bytes: int, code: str) -> AsyncGenerator[bytes, None]:
    """The body, no more of it than a form may have. Raises BadForm `code`."""
    taken = 0
    async for chunk in request.stream():
        taken += len(chunk)
        if taken > most_bytes:
            raise BadForm(code, 413)
        yield chunk


async def read_multipart(
    request: Request, most_bytes: int, code: str, *, files: int, fields: int, field_bytes: int = FIELD_MAX_BYTES
) -> FormData:
    """A multipart form; nothing of it touches the disk. Raises BadForm portal_form_unreadable; `code` for one too large."""
    # Of what the request says of itself the parser is told the boundary alone: the characters are UTF-8, whatever it names.
    headers = Headers(raw=[(b"content-type", MULTIPART + b'; boundary="' + boundary_of(request) + b'"')])
    parser = MultiPartParser(
        headers, limited(request, most_bytes, code), max_files=files, max_fields=fields, max_part_size=field_bytes
    )
    parser.spool_max_size = most_bytes
    try:
        return await parser.parse()
    except (MultiPartException, ValueError, LookupError) as fault:
        raise BadForm("portal_form_unreadable", 400) from fault
