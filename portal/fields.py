"""The fields of a form that somebody signed in posts: text only, bounded, and nothing that no database would take."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.datastructures import FormData
from starlette.requests import Request

from claims.digits import whole_number
from portal.bodies import MULTIPART, BadForm, content_type, limited, read_multipart

BODY_MAX_BYTES = 256 * 1024
FIELDS_MAX = 500
KEY_BYTES = 16
NUMBER_DIGITS = 17
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


def new_key() -> str:
    """A key for a form that is shown now: what is sent with it is done once, however often it is sent."""
    return secrets.token_hex(KEY_BYTES)


def number_in(form: Fields, name: str) -> int:
    """The number that a form carries in a field, such as the version that its page showed; -1 for what is none."""
    number = whole_number(form.get(name, ""), NUMBER_DIGITS)
    return -1 if number is None else number


def fields_of(form: FormData) -> Fields:
    """The texts of a form that has been read; a file is no field of ours. Raises BadForm portal_form_unreadable."""
    return _readable([(name, value) for name, value in form.multi_items() if isinstance(value, str)])


async def read_fields(request: Request) -> Fields:
    """The fields of a request, read once. Raises BadForm: portal_form_unreadable, form_too_large."""
    read: Fields | None = getattr(request.state, "fields", None)
    if read is None:
        read = request.state.fields = await _read(request)
    return read


async def _read(request: Request) -> Fields:
    kind, _ = content_type(request)
    if kind == MULTIPART:
        form = await read_multipart(
            request, BODY_MAX_BYTES, "form_too_large", files=0, fields=FIELDS_MAX, field_bytes=BODY_MAX_BYTES
        )
        return fields_of(form)
    if kind != URLENCODED:
        raise BadForm("portal_form_unreadable", 415)
    body = b"".join([chunk async for chunk in limited(request, BODY_MAX_BYTES, "form_too_large")])
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MAX
        )  # fmt: skip
    except ValueError as fault:
        raise BadForm("portal_form_unreadable", 400) from fault
    return _readable(pairs)


def _readable(pairs: list[tuple[str, str]]) -> Fields:
    if any("\0" in text for pair in pairs for text in pair):
        raise BadForm("portal_form_unreadable", 400)
    return Fields(pairs)
