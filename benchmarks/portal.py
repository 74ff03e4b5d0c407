"""Pages of the portal at the size of a province beside a bare FastAPI page that does the same SQL and nothing else.

Laid are 20,000 open cases and 180,000 that are over. Ours is the whole application: session, rights, the page with its
template, headers and log. The bare page runs the statements of ours, as they were heard, on a connection of SQLAlchemy's
pool and lists the rows it read in a table. Beside both stands the floor, which is no page: the driver alone, on a connection
of its own, and the number of rows. All are asked in this process, in turn, round after round.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from httpx2 import ASGITransport, AsyncClient
from jinja2 import Template
from sqlalchemy import Engine, create_engine, event

from benchmarks.capture import captured
from portal.app import make_app
from tests.support.limitless import Limitless
from tests.support.province import lay_closed, lay_open, name_of
from tests.support.servers import running_postgres
from tests.support.world import NOON, World, postgres_world, sqlite_world
from workflows.security_log import Whence
from workflows.sessions import open_session
from workflows.transaction import Desk, in_one_transaction

GOAL = 0.5
OFFICER = "intake1"
SITE = "https://benchmark"
ASKED = {
    "the desk": ("/desk",),
    "its second page": ("/desk?only=later",),
    "list of cases": ("/desk/cases", "/desk/cases?state=applied"),
    "search": (f"/desk/search?q={name_of(4321)}", "/desk/search?q=MT-1234", "/desk/search?q=004321"),
}
Heard = list[tuple[str, Any]]


Timed = dict[str, list[float]]  # what each request of a path took, in seconds
PAGE = Template(
    "<!DOCTYPE html><title>{{ path }}</title>{% for rows in read %}<table>{% for row in rows %}<tr>"
    "{% for one in row %}<td>{{ one }}{% endfor %}{% endfor %}</table>{% endfor %}",
    autoescape=True,
)


def main() -> None:
    """Lay the ground on both databases, run the rounds, print the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--open", type=int, default=20_000)
    options.add_argument("--closed", type=int, default=180_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--requests", type=int, default=20)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, running_postgres() as server:
        for name in ("sqlite", "postgresql"):
            with _world(name, Path(folder), lambda: server.url(server.create_database())) as world:
                lay_open(world, given.open)
                lay_closed(world, given.closed, given.open, state="not_accepted")
                print(f"{name}, {given.open} open cases of {given.open + given.closed}, {given.rounds} rounds")
                asyncio.run(_pages(world, given.rounds, given.requests))


@contextmanager
def _world(name: str, folder: Path, url: Callable[[], str]) -> Iterator[World]:
    with sqlite_world(folder) if name == "sqlite" else postgres_world(url(), folder) as made:
        yield made


async def _pages(world: World, rounds: int, requests: int) -> None:
    desk = replace(world.desk, salt=lambda: secrets.token_hex(16))
    cookie = {"cookie": f"__Host-claims={_token(world, desk)}"}
    async with _asking(make_app(desk, Limitless()), cookie) as ours:
        for name, paths in ASKED.items():
            heard = [await _heard(world.engine, ours, path) for path in paths]
            places = [f"/{place}" for place in range(len(paths))]
            bare = (_page_of(create_engine(world.engine.url)), _floor_of(world.engine))
            async with (
                _asking(_serving(places, heard, bare[0]), cookie) as page,
                _asking(_serving(places, heard, bare[1]), cookie) as floor,
            ):
                sides = [(ours, paths), (page, places), (floor, places)]
                await _rounds(name, sides, rounds, requests, sum(map(len, heard)) / len(heard))


def _token(world: World, desk: Desk) -> str:
    account, whence = world.one("account", username=OFFICER), Whence("192.0.2.1", "benchmark")
    return in_one_transaction(
        desk, lambda c: open_session(c, desk, account, NOON, whence, stage="open", way="password")
    ).token  # fmt: skip


async def _heard(engine: Engine, client: AsyncClient, path: str) -> Heard:
    """The statements of a page with their parameters, as the driver is given them."""
    await _ask(client, path)
    heard: Heard = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        heard.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        with captured() as sent:
            await _ask(client, path)
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    heard += [(sql, values if order is None else tuple(values[one] for one in order)) for sql, order, values in sent]
    return [(statement, parameters) for statement, parameters in heard if not statement.startswith("BEGIN")]


def _asking(application: Any, headers: dict[str, str]) -> AsyncClient:
    """A client of an application in this process; all send the same, so that asking costs the same."""
    return AsyncClient(transport=ASGITransport(application), base_url=SITE, headers=headers)


def _serving(places: Sequence[str], heard: Sequence[Heard], handler: Callable[[str, Heard], Any]) -> FastAPI:
    """A bare application that does these statements at these places."""
    bare = FastAPI()
    for place, statements in zip(places, heard, strict=True):
        bare.add_api_route(place, handler(place, statements))
    return bare


def _page_of(engine: Engine) -> Callable[[str, Heard], Any]:
    def handler(place: str, heard: Heard) -> Callable[[], HTMLResponse]:
        def page() -> HTMLResponse:
            with engine.connect() as connection:
                read = [connection.exec_driver_sql(statement, values).all() for statement, values in heard]
            return HTMLResponse(PAGE.render(path=place, read=read))

        return page

    return handler


def _floor_of(engine: Engine) -> Callable[[str, Heard], Any]:
    own = threading.local()

    def handler(_place: str, heard: Heard) -> Callable[[], dict[str, int]]:
        def floor() -> dict[str, int]:
            if not hasattr(own, "connection"):
                own.connection = engine.raw_connection().driver_connection
            read = 0
            for statement, parameters in heard:
                cursor = own.connection.cursor()
                read += len(cursor.execute(statement, parameters).fetchall())
                cursor.close()
            return {"read": read}

        return floor

    return handler


async def _ask(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


async def _rounds(
    name: str, sides: Sequence[tuple[AsyncClient, Sequence[str]]], rounds: int, requests: int, statements: float
) -> None:
    found: list[Timed] = [{path: [] for path in paths} for _, paths in sides]
    for _ in range(rounds):
        for timed, (client, _paths) in zip(found, sides, strict=True):
            await _time(client, timed, requests)
    ours, page, floor = map(_rate, found)
    each = sorted(one for times in found[0].values() for one in times)
    slow = each[int(len(each) * 0.95)] * 1000
    print(
        f"  {name:16} {ours:7.1f} a second   bare page {page:7.1f}   ratio {ours / page:.2f} (wanted {GOAL})   "
        f"driver alone {floor:7.1f}, {ours / floor:.2f}   {statements:.1f} statements   "
        f"{statistics.median(each) * 1000:.1f} ms, of a hundred 95 within {slow:.1f} ms"
    )


async def _time(client: AsyncClient, timed: Timed, requests: int) -> None:
    for path, times in timed.items():
        for _ in range(requests):
            start = time.perf_counter()
            await _ask(client, path)
            times.append(time.perf_counter() - start)


def _rate(timed: Timed) -> float:
    """Requests a second, every path as often as the others; each by its middle one, as other work stops some for long."""
    return len(timed) / sum(map(statistics.median, timed.values()))


if __name__ == "__main__":
    main()
