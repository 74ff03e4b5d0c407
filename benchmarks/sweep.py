"""The sweep beside one UPDATE statement that touches the same clocks, on a real PostgreSQL with many open ones.

`due` clocks of `open` have a rung today. The sweep locks their cases, derives their days, claims the rungs and sets the
day of the next; the statement only marks them. Both are undone before the next round; they run in turn, and the ratio
of the medians is the result. Printed too: what a sweep costs that finds nothing, and the memory it has come to.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from datetime import date, timedelta

from sqlalchemy import Engine, text

from benchmarks.ground import desk_of, lay
from claims.errors import ClaimsError
from tests.support.servers import running_postgres
from workflows.rungs import tell
from workflows.transaction import Desk

TODAY = date(2025, 3, 18)
MARK = "UPDATE clock SET next_wake_on = :later WHERE state = 'running' AND next_wake_on <= :today"
KIB_A_MIB = 1024


def main() -> None:
    """Lay the ground, run the rounds, print the ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--open", type=int, default=200_000)
    options.add_argument("--due", type=int, default=1_000)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    with running_postgres(durable=True) as server:
        url = server.url(server.create_database())
        lay(url, given.open // 2)  # a reported case has two clocks
        desk = desk_of(url, frozen=True)
        _spread(desk.engine, given.due)
        swept, marked, nothing = [], [], []
        for _ in range(given.rounds):
            swept.append(_sweep(desk, given.due))
            nothing.append(_sweep(desk, 0))
            _spread(desk.engine, given.due)
            marked.append(_mark(desk.engine, given.due))
            _spread(desk.engine, given.due)
        desk.engine.dispose()
    _report(given.due, given.open, swept, marked, nothing)


def _spread(engine: Engine, due: int) -> None:
    """Let `due` clocks have their next rung today and all others later, and no rung be claimed or told."""
    with engine.begin() as connection:
        for table in ("message_private", "message", "rung"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            connection.execute(text(f"DELETE FROM {table}"))
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER ALL"))
        connection.execute(
            text("UPDATE clock SET next_wake_on = :later WHERE next_wake_on IS DISTINCT FROM :later"),
            {"later": TODAY + timedelta(days=30)},
        )
        chosen = "SELECT id FROM clock WHERE code = 'T2' ORDER BY id LIMIT :due"
        connection.execute(
            text(f"UPDATE clock SET next_wake_on = :today WHERE id IN ({chosen})"), {"today": TODAY, "due": due}
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE clock"))


def _sweep(desk: Desk, wanted: int) -> float:
    faults: list[str] = []
    start = time.monotonic()
    told = tell(desk, TODAY + timedelta(days=20) if wanted else TODAY, faults)
    taken = time.monotonic() - start
    if faults or (wanted and len({one.clock_id for one in told}) != wanted):
        raise ClaimsError("cut_short", fault=f"{len(told)} told, {len(faults)} faults, the first {faults[:1]}")
    return taken


def _mark(engine: Engine, due: int) -> float:
    start = time.monotonic()
    with engine.begin() as connection:
        done = connection.execute(text(MARK), {"later": TODAY + timedelta(days=30), "today": TODAY})
    if done.rowcount != due:
        raise ClaimsError("cut_short", fault=str(done.rowcount))
    return time.monotonic() - start


def _report(due: int, total: int, swept: list[float], marked: list[float], nothing: list[float]) -> None:
    mine, statement = statistics.median(swept), statistics.median(marked)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIB_A_MIB
    print(f"{due} due of {total} open clocks, {len(swept)} rounds")
    print(f"  one UPDATE statement  {statement * 1000:9.1f} ms")
    print(
        f"  sweep                 {mine * 1000:9.1f} ms   {due / mine:8.0f} clocks/s   {mine / statement:.0f} times the statement"
    )
    print(f"  sweep of nothing      {statistics.median(nothing) * 1000:9.1f} ms")
    print(f"  memory at its highest {memory:9d} MiB")


if __name__ == "__main__":
    main()
