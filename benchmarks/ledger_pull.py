"""A pull of the whole ledger as CSV beside the database's own plainest way out, on the same rows, in turn.

On PostgreSQL: `COPY transfer TO STDOUT CSV`, driven by the same driver into a file. On SQLite: the bare cursor of
`sqlite3` into `csv.writer`. Ours writes another table: yuan for fen, Chinese names for codes, headings, nothing that a
spreadsheet would run, in order of value date; with the totals of every account and the file's SHA-256. Each round is a
process of its own, so that its highest memory is its own too. Time is elapsed; what the processors of client and server
spent is printed beside it, because other work on the machine moves the first more than the second.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, text

from benchmarks.ground import desk_of
from claims.clock import parse_instant
from claims.store.installing import install
from tests.support.keys import keyed_engine
from tests.support.servers import running_postgres
from workflows.exporting import export_csv
from workflows.transaction import Desk

GOALS = {"postgresql": 0.6, "sqlite": 0.3}
KIB_A_MIB = 1024
INSTALLED = "2022-07-01T00:00:00.000000Z"
CHUNK = 10_000
COLUMNS = (
    "claim_no, event_id, line, entry, debit, credit, amount_fen, item_id, payment_id, beneficiary, fund_tag, cash, document, "
    "parameters, value_on, recorded_at"
)
MARKS = ", ".join(f":{name.strip()}" for name in COLUMNS.split(","))
STEPS = (("award_effective", "5102", "2001"), ("released", "2001", "1003"), ("paid", "1003", "1001"))
PARAMETERS = json.dumps(
    ["wages.private_average@chongqing:2022-01-01", "benefits.base_rounding@national:2022-07-01"], separators=(",", ":")
)


def main() -> None:
    """Lay the ground on both databases, run the rounds, print the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--one", nargs=3, metavar=("WAY", "URL", "FILE"), help="one round, in this process")
    given = options.parse_args()
    if given.one:
        print(json.dumps(_once(*given.one)))
        return
    with tempfile.TemporaryDirectory() as folder, running_postgres() as server:
        ways = {
            "postgresql": server.url(server.create_database()),
            "sqlite": f"sqlite:///{folder}/ledger.sqlite",
        }
        for url in ways.values():
            _lay(url, given.rows)
        for name, url in ways.items():
            _rounds(name, url, Path(folder) / "out.csv", given.rounds, given.rows)


def _rounds(name: str, url: str, out: Path, rounds: int, rows: int) -> None:
    seen: dict[str, list[dict[str, float]]] = {"bare": [], "ours": []}
    for _ in range(rounds):
        for way, found in seen.items():
            command = [sys.executable, "-m", "benchmarks.ledger_pull", "--one", way, url, str(out)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found.append(json.loads(done.stdout))
    middle = {
        way: {what: statistics.median(one[what] for one in found) for what in found[0]} for way, found in seen.items()
    }
    print(f"{name}, {rows} entries, {rounds} rounds")
    for way, one in middle.items():
        print(
            f"  {way:5} {one['elapsed_s']:7.2f} s   {rows / one['elapsed_s']:9.0f} entries/s   "
            f"processors {one['processors_s']:6.2f} s   {one['bytes'] / 1e6:6.0f} MB   memory {one['memory_mib']:4.0f} MiB"
        )
    elapsed = middle["bare"]["elapsed_s"] / middle["ours"]["elapsed_s"]
    spent = middle["bare"]["processors_s"] / middle["ours"]["processors_s"]
    print(f"  ratio {elapsed:.2f} elapsed, {spent:.2f} of processors   (wanted {GOALS[name]})")


def _once(way: str, url: str, out: str) -> dict[str, float]:
    """One pull; the processors' time is that of this process and, on PostgreSQL, of the server's process for it."""
    engine = keyed_engine(url)
    desk = desk_of(url)
    start, spent = time.monotonic(), time.process_time()
    with Path(out).open("wb") as file:
        server = _ours(desk, file) if way == "ours" else _bare(engine, file)
    return {
        "elapsed_s": time.monotonic() - start,
        "processors_s": time.process_time() - spent + server,
        "bytes": Path(out).stat().st_size,
        "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_A_MIB,
    }


def _ours(desk: Desk, file: Any) -> float:
    with desk.engine.connect() as connection:  # warm; and which process of the server it is
        pid = _server_pid(connection.connection.driver_connection)
    before = _spent(pid)
    export_csv(desk, file)
    return _spent(pid) - before


def _bare(engine: Engine, file: Any) -> float:
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        pid = _server_pid(driver)
        before = _spent(pid)
        if isinstance(driver, sqlite3.Connection):
            _bare_sqlite(driver, Path(file.name))
        else:
            with driver.cursor() as cursor, cursor.copy("COPY transfer TO STDOUT WITH (FORMAT csv)") as copy:
                for line in copy:
                    file.write(line)
        return _spent(pid) - before


def _bare_sqlite(driver: sqlite3.Connection, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file, closing(driver.cursor()) as cursor:
        csv.writer(file).writerows(cursor.execute("SELECT * FROM transfer"))


def _server_pid(driver: Any) -> int | None:
    return driver.info.backend_pid if isinstance(driver, psycopg.Connection) else None


def _spent(pid: int | None) -> float:
    """What the processor has spent for a process of the server, in seconds."""
    if pid is None:
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _lay(url: str, rows: int) -> None:
    """Awards, each in three entries: effective, released, paid."""
    engine = keyed_engine(url)
    install(engine, "demo", "重庆", parse_instant(INSTALLED))
    statement = text(f"INSERT INTO transfer ({COLUMNS}) VALUES ({MARKS})")
    with engine.begin() as connection:
        for first in range(0, rows, CHUNK):
            connection.execute(statement, [_row(place) for place in range(first, min(rows, first + CHUNK))])
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE transfer"))
    engine.dispose()


def _row(place: int) -> dict[str, Any]:
    entry, debit, credit = STEPS[place % 3]
    no = f"TL-2024-{place // 6:06d}"
    minutes, day = place % 1000, place // 1000
    return {
        "claim_no": no, "event_id": f"{no}#{10 + place % 6}", "line": 1, "entry": entry, "debit": debit, "credit": credit,
        "amount_fen": 1000 + place * 7919 % 5_000_000, "item_id": f"{no}/item-38", "beneficiary": f"P{place % 5000:06d}",
        "payment_id": f"{no}/payment-56" if place % 3 else None, "fund_tag": "pilot", "cash": entry == "paid",
        "document": f"{no}/letter-50", "parameters": PARAMETERS, "value_on": f"{2022 + day // 360}-{day // 30 % 12 + 1:02d}-15",
        "recorded_at": f"{2022 + day // 360}-{day // 30 % 12 + 1:02d}-15T{minutes // 60:02d}:{minutes % 60:02d}:00.{place:06d}Z",
    }  # fmt: skip


if __name__ == "__main__":
    main()
