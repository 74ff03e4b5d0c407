"""Pages of the portal at the size of a province beside a bare FastAPI application that does the same SQL and nothing else.

Laid are 20,000 open cases and 180,000 that are over. Ours is the whole application: session, rights, the page with its
template, headers and log. The bare one runs the statements of that page, as they were heard from ours, by the driver itself
on a connection of its own and answers how many rows it read. Both are asked in this process, in turn, round after round.
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
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import Engine, event

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


@dataclass(frozen=True)
class Timed:
    """What one side took for each request of a round, in seconds."""

    each: list[float]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.each) / sum(self.each)


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
    cookies = {"__Host-claims": _token(world, desk)}
    async with AsyncClient(
        transport=ASGITransport(make_app(desk, Limitless())), base_url=SITE, cookies=cookies
    ) as ours:
        for name, paths in ASKED.items():
            heard = [await _heard(world.engine, ours, path) for path in paths]
            bare = FastAPI()
            for place, statements in enumerate(heard):
                bare.add_api_route(f"/{place}", _doing(world.engine, statements))
            async with AsyncClient(transport=ASGITransport(bare), base_url=SITE) as other:
                sides = [(ours, paths), (other, [f"/{place}" for place in range(len(paths))])]
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


def _doing(engine: Engine, heard: Heard) -> Callable[[], dict[str, int]]:
    """A handler that does these statements on a connection of its thread."""
    own = threading.local()

    def handler() -> dict[str, int]:
        if not hasattr(own, "connection"):
            own.connection = engine.raw_connection().driver_connection
        read = 0
        for statement, parameters in heard:
            cursor = own.connection.cursor()
            read += len(cursor.execute(statement, parameters).fetchall())
            cursor.close()
        return {"read": read}

    return handler


async def _ask(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


async def _rounds(
    name: str, sides: Sequence[tuple[AsyncClient, Sequence[str]]], rounds: int, requests: int, statements: float
) -> None:
    found: list[list[Timed]] = [[], []]
    for _ in range(rounds):
        for timed, (client, paths) in zip(found, sides, strict=True):
            timed.append(await _timed(client, [paths[place % len(paths)] for place in range(requests)]))
    ours, bare = (statistics.median(one.rate for one in side) for side in found)
    each = sorted(one for round_of in found[0] for one in round_of.each)
    slow = each[int(len(each) * 0.95)] * 1000
    print(
        f"  {name:16} {ours:7.1f} a second   bare {bare:7.1f}   ratio {ours / bare:.2f} (wanted {GOAL})   "
        f"{statements:.1f} statements   {statistics.median(each) * 1000:.0f} ms, of a hundred 95 within {slow:.0f} ms"
    )


async def _timed(client: AsyncClient, paths: Sequence[str]) -> Timed:
    each = []
    for path in paths:
        start = time.perf_counter()
        await _ask(client, path)
        each.append(time.perf_counter() - start)
    return Timed(each)


if __name__ == "__main__":
    main()
