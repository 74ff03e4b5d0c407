"""The fields of a form that somebody signed in posts: text only, bounded, and nothing that no database would take."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from urllib.parse import parse_qsl

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from portal.forms import BOUNDARY, MULTIPART, BadForm

BODY_MAX_BYTES = 256 * 1024
FIELDS_MAX = 500
URLENCODED = b"application/x-www-form-urlencoded"


class Fields(dict[str, str]):
    """The fields by name, the last value of each; `all` gives every value of one that stands there more than once."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__(pairs)
        self._all: dict[str, list[str]] = {}
        for name, value in pairs:
            self._all.setdefault(name, []).append(value)

    def all(self, name: str) -> list[str]:
        """Every value of a field, in the order of the form."""
        return list(self._all.get(name, []))

    @property
    def values_by_name(self) -> Mapping[str, list[str]]:
        """Every field with all its values."""
        return self._all


async def read_fields(request: Request) -> Fields:
    """The fields of a request, read once. Raises BadForm: portal_form_unreadable, form_too_large."""
    read: Fields | None = getattr(request.state, "fields", None)
    if read is None:
        read = request.state.fields = Fields(await _pairs(request))
    return read


async def _pairs(request: Request) -> list[tuple[str, str]]:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    try:
        if kind.lower() == MULTIPART:
            pairs = await _multipart(request, options.get(b"boundary", b""))
        elif kind.lower() == URLENCODED:
            body = b"".join([chunk async for chunk in _limited(request)])
            pairs = parse_qsl(
                body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MAX
            )  # fmt: skip
        else:
            raise BadForm("portal_form_unreadable", 415)
    except (MultiPartException, KeyError, ValueError, LookupError) as fault:
        raise BadForm("portal_form_unreadable", 400) from fault
    if any("\0" in text for pair in pairs for text in pair):
        raise BadForm("portal_form_unreadable", 400)
    return pairs


async def _multipart(request: Request, boundary: bytes) -> list[tuple[str, str]]:
    """Text of a multipart form; a file in it is no field of ours."""
    if not BOUNDARY.fullmatch(boundary):
        raise BadForm("portal_form_unreadable", 400)
    headers = Headers(raw=[(b"content-type", MULTIPART + b'; boundary="' + boundary + b'"')])
    parser = MultiPartParser(
        headers, _limited(request), max_files=0, max_fields=FIELDS_MAX, max_part_size=BODY_MAX_BYTES
    )
    form = await parser.parse()
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    taken = 0
    async for chunk in request.stream():
        taken += len(chunk)
        if taken > BODY_MAX_BYTES:
            raise BadForm("form_too_large", 413)
        yield chunk
