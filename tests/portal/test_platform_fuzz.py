"""The platforms' interface under bodies and addresses that nobody thought of, made from its own description: every answer is
one that is described, in JSON, and no fault of the program shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.api.application import PLACE
from tests.support.fuzz_door import FuzzDoor, fuzz_door
from tests.support.platforms import REPORT

EXAMPLES = 3  # times as many as the profile has: there are nine calls to try
TEXTS = (
    *REPORT.values(),
    "29.84512",
    "-181",
    "2025-06-30T12:20:00+08:00",
    "0001-01-01T00:00:00+14:00",
    "",
    " ",
    "😀" * 30,
    "\x00",
    "\n",
    "x" * 600,
)
NUMBERS = (0, -1, 1, 2**31, 2**63, 10**30, 0.5)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FuzzDoor]:
    with fuzz_door(tmp_path_factory.mktemp("fuzz")) as made:
        yield made


def junk(chance: Random, depth: int = 2) -> Any:
    """Anything that JSON can say."""
    kinds = ["none", "flag", "number", "text", "text"] + ["list", "object"] * (depth > 0)
    match chance.choice(kinds):
        case "none":
            return None
        case "flag":
            return chance.random() < 0.5
        case "number":
            return chance.choice(NUMBERS)
        case "text":
            return chance.choice(TEXTS)
        case "list":
            return [junk(chance, depth - 1) for _ in range(chance.randrange(3))]
        case _:
            return {chance.choice(TEXTS): junk(chance, depth - 1) for _ in range(chance.randrange(3))}


def value(chance: Random, schema: dict[str, Any]) -> Any:
    """What a field may hold, and now and then what it may not."""
    if chance.random() < 0.1:
        return junk(chance)
    match schema:
        case {"enum": known}:
            return chance.choice(known)
        case {"format": "date-time"}:
            return f"{chance.choice(('2025-06-30', '2024-02-29', '9999-12-31'))}T{chance.randrange(24):02}:30:00+08:00"
        case {"format": "date"}:
            return chance.choice(("2025-06-30", "2025-07-01", "2025-02-30", "0001-01-01", "9999-12-31"))
        case {"type": "boolean"}:
            return chance.random() < 0.5
        case {"type": "integer"}:
            return chance.choice(NUMBERS)
        case {"type": "array"}:
            return [value(chance, schema["items"]) for _ in range(chance.randrange(4))]
        case {"type": "object"}:
            return body(chance, schema)
        case _:
            return chance.choice(TEXTS)


def body(chance: Random, schema: dict[str, Any]) -> Any:
    """An object with most of its fields, and perhaps one that it does not have."""
    if chance.random() < 0.05:
        return junk(chance)
    made = {
        name: REPORT[name] if name in REPORT and chance.random() < 0.7 else value(chance, field)
        for name, field in schema["properties"].items()
        if chance.random() < (0.95 if name in schema["required"] else 0.5)
    }
    return made if chance.random() < 0.95 else {**made, "extra": junk(chance)}


def call_of(chance: Random, door: FuzzDoor) -> tuple[str, str, str, bytes, str | None]:
    """Route, method, address, body and Idempotency-Key of a call."""
    path, methods = chance.choice(sorted(door.described["paths"].items()))
    method, said = chance.choice(sorted(methods.items()))
    names = {
        "no": chance.choice((*door.numbers, *TEXTS[-7:])) or "-",
        "place": chance.choice(("1", "0", "-1", "x", "9" * 30)),
    }
    query = chance.choice(("", "?after=TL-2024", "?limit=0", "?limit=x", "?after=%00", "?limit=5&limit=6"))
    places = {name: quote(text, safe="") for name, text in names.items()}
    address = f"{PLACE}{path.format(**places)}{query if path == '/cases' else ''}"
    if method == "get":
        return path, method, address, b"", None
    schema = said["requestBody"]["content"]["application/json"]["schema"]
    content = json.dumps(body(chance, schema)).encode()
    return path, method, address, content, chance.choice((f"key-{chance.random()}", "key-again", "short", "\xff" * 9))


@settings(max_examples=EXAMPLES * settings().max_examples, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**64))
def test_every_answer_is_one_that_is_described(door: FuzzDoor, seed: int) -> None:
    path, method, address, content, key = call_of(Random(seed), door)
    headers = door.signer.headers(method.upper(), address, content, key)
    sent = {name: text.encode("latin-1") for name, text in headers.items()}
    answer = door.web.request(method.upper(), address, content=content, headers=sent)
    described = door.described["paths"][path][method]["responses"]
    assert str(answer.status_code) in described, answer.text
    assert answer.status_code not in (401, 403, 429, 500, 503), answer.text
    assert answer.headers["content-type"] == "application/json"
    if answer.status_code >= 400:
        assert all(
            set(one) == {"field", "code", "message", "cure"} and one["message"] for one in answer.json()["errors"]
        )


@pytest.mark.parametrize("path", ["/nothing", "/cases/%0A", "/cases/%0A/data", "//", "/cases/a/b/c"])
def test_what_is_no_address_is_told_in_json(door: FuzzDoor, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        answer = door.web.request(method, f"{PLACE}{path}")
        assert answer.status_code in (401, 404, 405)
        assert answer.json()["errors"][0]["code"] in ("api_not_signed", "api_no_such_place", "api_wrong_method")


def test_the_description_names_every_route_once_and_its_body_by_the_tables(door: FuzzDoor) -> None:
    described = set(door.described["paths"])
    acts = {"application", "supplement", "data", "no-data", "supports/{place}/payment"}
    assert described == {"/cases", "/cases/{no}", "/supports", "/reports", *(f"/cases/{{no}}/{act}" for act in acts)}
    fields = door.described["paths"]["/cases/{no}/data"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert (fields["required"], set(fields["properties"])) == (["orders"], {"orders", "track"})
    page = door.web.get(f"{PLACE}/docs").text
    assert all(path in page for path in described)
    assert "http://" not in page.replace("http://testserver", "")
    assert "https://" not in page
