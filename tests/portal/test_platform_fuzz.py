"""The platforms' interface under bodies and addresses that nobody thought of, made from its own description: every answer is
one that is described, in JSON, and no fault of the program shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from portal.api.application import PLACE
from portal.app import make_app
from tests.support.limitless import Limitless
from tests.support.offices import Office, office
from tests.support.platforms import REPORT, client
from workflows.acting import act
from workflows.api_keys import SCOPES, make_key
from workflows.platform_acts import report
from workflows.platform_bodies import read_api_report

EXAMPLES = 3  # times as many as the profile has: there are nine calls to try
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
JUNK = PLAIN | st.lists(PLAIN, max_size=3) | st.dictionaries(st.text(max_size=8), PLAIN, max_size=3)
INSTANTS = st.datetimes().map(lambda moment: f"{moment.isoformat()}+08:00")
KNOWN = st.sampled_from([*REPORT.values(), "29.84512", "2025-06-30T12:20:00+08:00"])


@dataclass(frozen=True)
class Door:
    """The interface without a network, a key to it, and cases of its platform and of another."""

    room: Office
    web: TestClient
    signer: Any
    described: dict[str, Any]
    calls: st.SearchStrategy[dict[str, Any]]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with office(tmp_path_factory.mktemp("fuzz"), 3, 20) as room:
        desk, today = room.desk, room.desk.today()
        made = make_key(desk, "meituan", "meituan", tuple(SCOPES))
        data, _ = read_api_report(REPORT, "美团", today)
        no = report(desk, "meituan", data, "fuzz-report").claim_no
        act(desk, "meituan", no, "apply", today, {"kind": "injury", "consent": True, "form": True})
        act(desk, "intake1", no, "accept", today, {"criterion": "2021-10-1-1", "diagnosis": "手腕骨折"})
        strange = next(row["no"] for row in room.replayed.rows("claim") if row["platform"] != "美团")
        signer = client.Client("", made.id, made.secret, now=lambda: desk.instant().timestamp())
        web = TestClient(make_app(desk, Limitless()), raise_server_exceptions=False)
        described = web.get(f"{PLACE}/openapi.json").json()
        yield Door(room, web, signer, described, calls(described, (no, strange, "TL-2099-000001")))


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What a field may hold, and now and then what it may not."""
    match schema:
        case {"enum": known}:
            found: st.SearchStrategy[Any] = st.sampled_from(known)
        case {"format": "date-time"}:
            found = INSTANTS
        case {"format": "date"}:
            found = st.dates().map(str)
        case {"type": "boolean"}:
            found = st.booleans()
        case {"type": "integer"}:
            found = st.integers(-1, 2**70)
        case {"type": "array"}:
            found = st.lists(values(schema["items"]), max_size=3)
        case {"type": "object"}:
            found = bodies(schema)
        case _:
            found = KNOWN | st.text(max_size=40)
    return st.one_of(found, found, found, JUNK)


def bodies(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """An object with most of its fields, and perhaps one that it does not have."""
    fields = {name: values(field) for name, field in schema["properties"].items()}
    must = {name: fields.pop(name) for name in schema["required"]}
    return st.fixed_dictionaries(must, optional={**fields, "extra": JUNK})


def calls(described: dict[str, Any], numbers: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Calls of every route, each with an address, a body and an Idempotency-Key."""
    places = st.integers(-2, 100).map(str) | st.text(min_size=1, max_size=4)
    queries = st.sampled_from(["", "?after=TL-2024", "?limit=0", "?limit=x", "?after=%00", "?limit=5&limit=6"])
    keys = st.text("abc-", min_size=8, max_size=9) | st.text(st.characters(codec="latin-1"), max_size=9)
    common = {"no": st.sampled_from(numbers) | st.text(min_size=1, max_size=12), "place": places, "key": keys}
    found = []
    for path, methods in sorted(described["paths"].items()):
        for method, said in methods.items():
            content = said.get("requestBody", {}).get("content", {"application/json": {}})
            schema = content["application/json"].get("schema")
            own = {
                "path": st.just(path),
                "method": st.just(method.upper()),
                "query": queries if path == "/cases" else st.just(""),
                "body": bodies(schema) | JUNK if schema else st.none(),
            }
            found.append(st.fixed_dictionaries({**common, **own}))
    return st.one_of(found)


@settings(max_examples=EXAMPLES * settings().max_examples, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_answer_is_one_that_is_described(door: Door, data: st.DataObject) -> None:
    call = data.draw(door.calls)
    places = {name: quote(call[name], safe="") for name in ("no", "place")}
    address = f"{PLACE}{call['path'].format(**places)}{call['query']}"
    is_post = call["method"] == "POST"
    content = json.dumps(call["body"]).encode() if is_post else b""
    headers = door.signer.headers(call["method"], address, content, call["key"] if is_post else None)
    sent = {name: value.encode("latin-1") for name, value in headers.items() if "\n" not in value and "\r" not in value}
    answer = door.web.request(call["method"], address, content=content, headers=sent)
    described = door.described["paths"][call["path"]][call["method"].lower()]["responses"]
    assert str(answer.status_code) in described, answer.text
    assert answer.status_code not in (401, 403, 429, 500, 503), answer.text
    assert answer.headers["content-type"] == "application/json"
    if answer.status_code >= 400:
        assert all(
            set(one) == {"field", "code", "message", "cure"} and one["message"] for one in answer.json()["errors"]
        )


def test_the_description_names_every_route_once_and_its_body_by_the_tables(door: Door) -> None:
    described = set(door.described["paths"])
    acts = {"application", "supplement", "data", "no-data", "supports/{place}/payment"}
    assert described == {"/cases", "/cases/{no}", "/supports", "/reports", *(f"/cases/{{no}}/{act}" for act in acts)}
    fields = door.described["paths"]["/cases/{no}/data"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert (fields["required"], set(fields["properties"])) == (["orders"], {"orders", "track"})
    page = door.web.get(f"{PLACE}/docs").text
    assert all(path in page for path in described)
    assert "http://" not in page.replace("http://testserver", "")
    assert "https://" not in page
