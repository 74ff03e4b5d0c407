"""`advance` beside the same SQL without it: pgbench on a real PostgreSQL, and bare sqlite3.

The whole advance is timed: key, rights, guards, event with its hash, four clocks, receipt letter with its number, message,
outbox, commit. The reference sends the same statements, one for one, and does nothing else. The variants run in turn,
round after round, in processes of their own; the ratio of the medians is the result.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from benchmarks.capture import Statement, captured, pgbench_script, sqlite_values
from benchmarks.ground import FIRST, apply_command, desk_of, lay
from tests.support.servers import Postgres, running_postgres
from workflows.advance import advance

SCRIPT = Path(__file__).with_name("advance.pgbench.sql")
TPS = re.compile(r"tps = ([\d.]+) \(without")
WARM_UP = 20


class Numbers:
    """Hands out stretches of fresh case numbers."""

    def __init__(self) -> None:
        self.next = FIRST + 1000

    def take(self, count: int) -> int:
        first, self.next = self.next, self.next + count
        return first


def main() -> None:
    """Run the rounds and print the ratios; `--write-script` only rewrites the pgbench script."""
    options = _options()
    sent = _capture_postgres()
    script = pgbench_script(sent, FIRST)
    if options.write_script:
        SCRIPT.write_text(script, encoding="utf-8")
        return
    if _shape(SCRIPT.read_text(encoding="utf-8")) != _shape(script):
        sys.exit(
            "the engine sends other statements than the committed script: python -m benchmarks.advance --write-script"
        )
    print(f"{len(sent)} statements besides BEGIN and COMMIT; {options.rounds} rounds of {options.moves} moves a client")
    results = {**_postgres(options.rounds, options.moves), **_sqlite(options.rounds, options.moves)}
    _report(results)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--moves", type=int, default=300)
    parser.add_argument("--write-script", action="store_true")
    return parser.parse_args()


def _shape(script: str) -> list[str]:
    """The statements without their constants, which hold hashes and salts of one run."""
    lines = [line for line in script.splitlines() if not line.startswith("--")]
    return [re.sub(r"\d+", "0", re.sub(r"E'(?:[^'\\]|\\.)*'", "E''", line)) for line in lines]


def _capture_postgres() -> list[Statement]:
    with running_postgres() as server:
        url = server.url(server.create_database())
        lay(url, 10)
        return _capture(url)


def _capture(url: str) -> list[Statement]:
    """The statements of one advance, once the series and the statements' own set-up are there."""
    desk = desk_of(url)
    advance(desk, apply_command(FIRST + 1))
    with captured() as sent:
        outcome = advance(desk, apply_command(FIRST))
    desk.engine.dispose()
    if not outcome.done:
        sys.exit("; ".join(refusal.message() for refusal in outcome.refusals))
    return sent


def _postgres(rounds: int, moves: int) -> dict[str, list[float]]:
    results: dict[str, list[float]] = {}
    numbers = Numbers()
    with running_postgres(durable=True) as server:
        database = server.create_database()
        url = server.url(database)
        lay(url, 1000 + rounds * 2 * 9 * (moves + WARM_UP))
        _capture(url)
        for _ in range(rounds):
            for clients in (1, 8):
                share = moves + WARM_UP
                measured = _pgbench(server, database, clients, moves, numbers.take(clients * share), share)
                results.setdefault(f"pgbench {clients}", []).append(measured)
                measured = _engine(url, clients, moves, numbers.take(clients * share))
                results.setdefault(f"advance {clients}", []).append(measured)
    return results


def _pgbench(server: Postgres, database: str, clients: int, moves: int, first: int, share: int) -> float:
    command = [
        str(server.program("pgbench")),
        *("-n", "-M", "prepared", "-c", str(clients), "-j", str(min(2, clients)), "-t", str(moves)),
        *("-D", "i=0", "-D", f"first={first}", "-D", f"share={share}", "-f", str(SCRIPT)),
        server.dsn(database),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = TPS.search(done.stdout)
    if done.returncode or found is None:
        sys.exit(done.stderr + done.stdout)
    return float(found[1])


def _engine(url: str, clients: int, moves: int, first: int) -> float:
    """Advances a second of `clients` processes together, started at one moment after warming up."""
    context = mp.get_context("spawn")
    barrier, answers = context.Barrier(clients), context.SimpleQueue()
    share = moves + WARM_UP
    workers = [
        context.Process(target=_client, args=(url, first + place * share, moves, barrier, answers))
        for place in range(clients)
    ]
    for worker in workers:
        worker.start()
    times = [answers.get() for _ in workers]
    for worker in workers:
        worker.join()
    return float(clients * moves / (max(end for _, end in times) - min(start for start, _ in times)))


def _client(url: str, first: int, moves: int, barrier: Barrier, answers: SimpleQueue[tuple[float, float]]) -> None:
    desk = desk_of(url)
    for number in range(first, first + WARM_UP):
        advance(desk, apply_command(number))
    barrier.wait()
    start = time.monotonic()
    for number in range(first + WARM_UP, first + WARM_UP + moves):
        if not advance(desk, apply_command(number)).done:
            raise RuntimeError(number)
    answers.put((start, time.monotonic()))


def _sqlite(rounds: int, moves: int) -> dict[str, list[float]]:
    results: dict[str, list[float]] = {}
    numbers = Numbers()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sqlite"
        url = f"sqlite:///{path}"
        lay(url, 1000 + rounds * 3 * (moves + WARM_UP))
        sent = _capture(url)
        for _ in range(rounds):
            bare = _bare_sqlite(path, sent, moves, numbers.take(moves))
            results.setdefault("bare sqlite3", []).append(bare)
            results.setdefault("advance sqlite", []).append(_engine(url, 1, moves, numbers.take(moves + WARM_UP)))
    return results


def _bare_sqlite(path: Path, sent: list[Statement], moves: int, first: int) -> float:
    ready = [sqlite_values(sent, number, FIRST) for number in range(first, first + moves)]
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    start = time.monotonic()
    for statements in ready:
        connection.execute("BEGIN IMMEDIATE")
        for sql, values in statements:
            connection.execute(sql, values).fetchall()
        connection.execute("COMMIT")
    taken = time.monotonic() - start
    connection.close()
    return moves / taken


def _report(results: dict[str, list[float]]) -> None:
    pairs = (
        ("advance 1", "pgbench 1", 0.4),
        ("advance 8", "pgbench 8", 0.25),
        ("advance sqlite", "bare sqlite3", 0.3),
    )
    answer = {}
    for name, reference, wanted in pairs:
        mine, theirs = statistics.median(results[name]), statistics.median(results[reference])
        ratio = mine / theirs
        answer[name] = {"a_second": round(mine), reference: round(theirs), "ratio": round(ratio, 3), "wanted": wanted}
        print(f"{name:>15}: {mine:8.0f}/s   {reference:>13}: {theirs:8.0f}/s   ratio {ratio:.2f}   wanted {wanted}")
    print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main()
