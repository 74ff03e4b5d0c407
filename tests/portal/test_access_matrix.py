"""Every route × every kind of visitor × his own case and another's, by the table in access.toml: who gets in, and what he who
does not gets to know.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from urllib.parse import quote

import pytest
from fastapi import APIRouter
from httpx2 import Response
from sqlalchemy import text
from starlette.routing import Mount

from claims.masking import masked_phone
from claims.store.tables import METADATA
from portal.app import make_app
from portal.areas import Area
from tests.support.access import (
    EVERYBODY,
    NOWHERE,
    OTHER,
    OWN,
    TABLE,
    Pages,
    Street,
    fill,
    pages,
    send,
    street,
)
from tests.support.limitless import Limitless
from tests.support.offices import PASSWORD
from tests.support.staff_room import inner_app
from workflows.transaction import reading

VISITORS = [None, *TABLE["visitors"]]
TOKEN = re.compile(r'name="csrf" value="([^"]*)"')
# What tells of visits and not of cases.
LOGS = frozenset({"access_log", "security_event", "security_event_private", "sign_in_session"})


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with street(tmp_path_factory.mktemp("street")) as made:
        yield made


def routes_of(routes: Iterable[object], place: str = "") -> Iterator[str]:
    """Every method and path, those of areas, of included routers and of the application of the interface too."""
    for route in routes:
        inner = getattr(route, "original_router", route)
        if isinstance(inner, APIRouter | Area):
            yield from routes_of(inner.routes, place)
        if isinstance(route, Mount):
            yield from routes_of(route.routes, place + route.path)
        for method in getattr(route, "methods", None) or ():
            yield f"{method} {place}{getattr(route, 'path', '')}"


def shape(route: str) -> re.Pattern[str]:
    """What an address of a route looks like."""
    return re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(route)))


def test_the_table_has_every_route_once(town: Street) -> None:
    known = set(routes_of(inner_app(make_app(town.office.desk, Limitless())).routes))
    listed = [route.partition("?")[0] for one in pages() for route in one.routes]
    assert len(listed) == len(set(listed))
    unclaimed = {route for route in known if not any(shape(route).fullmatch(one) or route == one for one in listed)}
    assert unclaimed == set(), "a route is not in tests/portal/access.toml"
    assert [one for one in listed if not any(shape(route).fullmatch(one) for route in known)] == []


def expected(kind: Pages, name: str | None, which: str) -> tuple[int, ...]:
    """The answers that the table allows."""
    visitor = TABLE["visitors"][name] if name else {"posts": [], "sees": []}
    posts = set(visitor["posts"])
    if kind.opens == "anyone":
        return kind.gives
    if name is None:
        return (kind.unknown,)
    if not kind.may(posts):
        return kind.away
    if kind.of and which not in visitor["sees"]:
        return (404,) if posts <= {"RD", "PF"} else kind.hides
    return kind.gives


def asked(kind: Pages, names: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Which case, method and address of every page of a kind; `names` stand for the cases in addresses."""
    for which in (OWN, OTHER) if kind.of else ("",):
        for route in kind.routes:
            yield (which, *fill(route, kind.of, names[which or OWN]))


def told(answer: Response) -> str:
    """All that an answer says, in files that are packed too."""
    parts = [answer.content]
    if answer.content.startswith(b"PK"):
        packed = zipfile.ZipFile(io.BytesIO(answer.content))
        parts = [packed.read(name) for name in packed.namelist()]
    return b"\n".join(parts).decode("utf-8", "replace")


def without_address(said: str, address: str) -> str:
    """What an answer says beside the address that was asked for, which a link leads back to."""
    for own in (html.escape(address), quote(address, safe=""), quote(address), quote(address.partition("?")[0])):
        said = said.replace(own, "")
    return said


def fingerprints(town: Street) -> dict[str, str]:
    """What stands in every table but the logs of visits."""
    with reading(town.office.desk) as connection:
        return {
            name: sha256(
                repr(sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}"))))).encode()
            ).hexdigest()
            for name in METADATA.tables
            if name not in LOGS
        }


@pytest.mark.parametrize("name", VISITORS)
def test_each_visitor_gets_what_the_table_says_and_leaves_nothing_where_he_may_not(
    name: str | None, town: Street
) -> None:
    visitor = town.web[name]
    token = TOKEN.findall(visitor.get("/me/security/password").text)
    csrf = token[0] if token else ""
    secrets = {which: town.secrets(which) for which in (OWN, OTHER)}
    names = {which: town.names(which) for which in (OWN, OTHER)}
    before, let_in, wrong, leaks = fingerprints(town), [], [], []
    for kind in pages():
        for which, method, address in asked(kind, names):
            wanted = expected(kind, name, which)
            if kind.opens in EVERYBODY or wanted == kind.gives:
                let_in.append((kind, method, address, wanted))
                continue
            answer = send(visitor, kind, method, address, csrf)
            if answer.status_code not in wanted:
                wrong.append((method, address, answer.status_code, wanted))
            said = without_address(told(answer), address)
            leaks += [(method, address, one) for one in secrets.get(which, ()) if one in said]
    assert (wrong, leaks) == ([], [])
    assert fingerprints(town) == before
    for kind, method, address, wanted in sorted(let_in, key=lambda one: one[2].endswith("/logout")):
        answer = send(visitor, kind, method, address, csrf)
        if answer.status_code not in wanted:
            wrong.append((method, address, answer.status_code, wanted))
    assert wrong == []
    if name is not None:
        visitor.fill("/login", {"username": town.usernames[name], "password": PASSWORD})
        visitor.step_up()


@pytest.mark.parametrize("name", TABLE["visitors"])
def test_what_is_not_there_for_somebody_answers_like_what_is_not_there(name: str, town: Street) -> None:
    visitor, seen = town.web[name], TABLE["visitors"][name]["sees"]
    posts, compared = set(TABLE["visitors"][name]["posts"]), 0
    names = {which: town.names(which) for which in (OWN, OTHER, NOWHERE)}
    for kind in (one for one in pages() if one.of and one.may(posts)):
        for route in (one for one in kind.routes if one.startswith("GET ")):
            nothing = fill(route, kind.of, names[NOWHERE])[1]
            never = visitor.get(nothing)
            assert never.status_code == kind.nowhere, nothing
            for which in {OWN, OTHER} - set(seen):
                address = fill(route, kind.of, names[which])[1]
                hidden = visitor.get(address)
                if hidden.status_code == kind.nowhere:
                    assert hidden.text.replace(address, "") == never.text.replace(nothing, ""), address
                    compared += 1
    assert compared > 0 or len(seen) == 2 or not posts & {"RD", "PF", "INV", "CK", "AR"}


@pytest.mark.parametrize("name", [name for name, one in TABLE["visitors"].items() if len(one["sees"]) < 2])
def test_no_list_search_or_file_tells_of_a_case_that_is_closed(name: str, town: Street) -> None:
    visitor, posts = town.web[name], set(TABLE["visitors"][name]["posts"])
    listed = [route.partition(" ")[2] for one in pages() if one.lists and not one.whole and one.may(posts)
              for route in one.routes if route.startswith("GET ")]  # fmt: skip
    for which in {OWN, OTHER} - set(TABLE["visitors"][name]["sees"]):
        secrets = town.secrets(which)
        for address in listed:
            answer = visitor.get(address)
            assert [one for one in secrets if one in told(answer)] == [], address
        for query in searches(town, which):
            answer = visitor.get(f"/desk/search?q={quote(query)}")
            assert answer.status_code in (200, 403), query
            assert "没有找到" in answer.text or answer.status_code == 403, query
        person = town.person(which)
        tail = visitor.get(f"/desk/search?q={person['id_number'][-4:]}")  # the other person's is the same
        assert (masked_phone(person["phone"]) in tail.text, town.case(which)["no"] in tail.text) == (False, False)


def searches(town: Street, which: str) -> list[str]:
    """Everything by which this case and no other can be looked for."""
    claim, person, no = town.case(which), town.person(which), town.case(which)["no"]
    numbers = [row["number"] for row in town.office.replayed.rows("letter", claim_no=no)][:2]
    of_person = [person["name"], person["id_number"], person["phone"]]
    return [no, no[-6:], claim["order_no"], town.names(which)["batch_no"], f"{no}/payment-1", *numbers, *of_person]
