"""Routes in areas: the same route answers as when all are asked in their order, and what nobody answers is answered as ever."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from hypothesis import given
from hypothesis import strategies as st

from portal.areas import in_areas
from tests.support.web_client import WebClient

WORDS = ("a", "b", "c", "{}")


def path_of(words: list[str]) -> str:
    """The address of a route; its parameters have names of their own."""
    return "/".join(["", "desk", *(f"{{p{place}}}" if word == "{}" else word for place, word in enumerate(words))])


PATHS = st.lists(st.sampled_from(WORDS), max_size=3).map(path_of)
ADDRESSES = st.lists(st.sampled_from(("a", "b", "c", "d", "")), max_size=3).map(
    lambda rest: "/".join(["", "desk", *rest])
)


def routers(paths: list[str]) -> list[APIRouter]:
    """Two routers that share these addresses out; each route says its place, every third is for POST."""
    made = [APIRouter(), APIRouter()]
    for place, path in enumerate(paths):
        add = made[0 if place * 2 < len(paths) else 1].add_api_route
        add(path, lambda place=place: place, methods=["POST" if place % 3 == 2 else "GET"])
    return made


def application(paths: list[str], *, in_order: bool) -> WebClient:
    """All routes in one row, or in areas."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for router in routers(paths):
        app.router.routes += router.routes if in_order else []
    if not in_order:
        app.router.routes += in_areas(routers(paths))
    return WebClient(app, follow_redirects=False)


@given(st.lists(PATHS, max_size=12), st.lists(ADDRESSES, min_size=1, max_size=6))
def test_an_area_answers_as_all_routes_in_their_order_would(paths: list[str], addresses: list[str]) -> None:
    plain, areas = application(paths, in_order=True), application(paths, in_order=False)
    for address in addresses:
        for method in ("GET", "POST"):
            wanted, found = plain.request(method, address), areas.request(method, address)
            told = ("location", "allow")
            assert [found.status_code, found.text] == [wanted.status_code, wanted.text], (method, address)
            assert [found.headers.get(name) for name in told] == [wanted.headers.get(name) for name in told]


def test_words_that_begin_alike_are_different_areas() -> None:
    app = application(["/desk/a", "/des/a"], in_order=False)
    assert [app.get(path).json() for path in ("/desk/a", "/des/a")] == [0, 1]
    assert app.get("/des").status_code == 404
