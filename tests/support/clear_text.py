"""Looking for personal data in bytes, in every form in which a program may have written it."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import quote

from claims.store.rows import Row
from pilot.stories.appraisal import PLACE

Rows = Callable[[str], list[Row]]
OF_PERSON = ("name", "id_number", "phone", "address", "mail")
SHORTEST = 4  # bytes: what is shorter is found everywhere


def secrets_of(rows: Rows) -> dict[str, set[str]]:
    """The personal data that a database holds, by kind, read the common way."""
    persons = [json.loads(row["body"]) for row in rows("person_private")]
    accounts = [json.loads(row["body"]) for row in rows("payee_account_private")]
    claims = [json.loads(row["body"]) for row in rows("claim_private")]
    found = {kind: {str(body[kind]) for body in persons if body.get(kind)} for kind in OF_PERSON}
    found["account"] = {str(body["account"]) for body in accounts if body.get("account")}
    found["diagnosis"] = {str(body["diagnosis"]) for body in claims if body.get("diagnosis")}
    found["place"] = {str(body["accident_place"]) for body in claims if body.get("accident_place")}
    found["place"] = {place for place in found["place"] if place not in PLACE}  # where the committee sits is public
    return {kind: values for kind, values in found.items() if values}


def forms(value: str) -> Mapping[str, bytes]:
    """The bytes of a value, by the name of the form."""
    plain = value.encode()
    escaped = json.dumps(value)[1:-1]
    found = {
        "utf-8": plain,
        "utf-16-le": value.encode("utf-16-le"),
        "utf-16-be": value.encode("utf-16-be"),
        "json": escaped.encode(),
        "json, large": escaped.upper().replace("\\U", "\\u").encode(),
        "url": quote(value).encode(),
        "url, small": quote(value).lower().encode(),
        "\\x": "".join(chr(one) if 32 <= one < 127 else f"\\x{one:02x}" for one in plain).encode(),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
    }
    for shift in range(3):
        found[f"base64 at {shift}"] = _base64(plain, shift, b64encode)
        found[f"url base64 at {shift}"] = _base64(plain, shift, urlsafe_b64encode)
    return {name: form for name, form in found.items() if len(form) >= SHORTEST}


def _base64(plain: bytes, shift: int, encode: Callable[[bytes], bytes]) -> bytes:
    """The characters that stand for the value and nothing else, `shift` bytes after a group of three began."""
    whole = encode(b"\0" * shift + plain)
    first = -(-shift * 8 // 6)
    return whole[first : (shift + len(plain)) * 8 // 6]


def clear_texts(data: bytes, secrets: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str, str]]:
    """Kind, value and form of each secret that stands in `data`."""
    for kind, values in secrets.items():
        for value in sorted(values):
            for name, form in forms(value).items():
                if form in data:
                    yield kind, value, name
