"""The JSON that a program sends: bounded in bytes, depth and length, no number that is not whole, no key twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

BODY_MAX_BYTES = 256 * 1024
DEPTH_MAX = 6
TEXT_MAX = 2000
ITEMS_MAX = 2000
# No database takes these: what is no character, or half of one.
UNREADABLE = re.compile("[\0-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class BadJson(ValueError):
    """A body that is not read; the text is the code of its words."""


def read_json(body: bytes) -> Any:
    """The document of a body; None for an empty one. Raises BadJson."""
    if not body:
        return None
    try:
        text = body.decode("utf-8")
        if _depth(text) > DEPTH_MAX:
            raise BadJson("api_too_deep")
        document = json.loads(text, parse_float=_no_number, parse_constant=_no_number, object_pairs_hook=_object)
    except BadJson:
        raise
    except ValueError as fault:
        raise BadJson("api_not_json") from fault
    for text in _texts(document):
        if len(text) > TEXT_MAX or UNREADABLE.search(text):
            raise BadJson("api_unreadable_text")
    return document


def _depth(text: str) -> int:
    """How deep the brackets go that stand in no string."""
    deepest = depth = 0
    within = escaped = False
    for sign in text:
        if within:
            within, escaped = escaped or sign != '"', not escaped and sign == "\\"
        elif sign == '"':
            within = True
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _no_number(_text: str) -> None:
    raise BadJson("api_not_whole")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadJson("api_key_twice")
    return found


def _texts(value: Any) -> Iterator[str]:
    """Every text of a document, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        if len(value) > ITEMS_MAX:
            raise BadJson("api_too_many")
        for one in value:
            yield from _texts(one)
