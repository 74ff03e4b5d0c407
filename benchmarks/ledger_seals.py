"""Verification of a sealed ledger beside bare hashing, and what sealing, checking and exporting cost on the database.

Bare hashing is hashlib over rows of 200 bytes in a list, no file and no tree: what no verification can beat. The script
that is handed out reads the export of as many entries and checks every leaf, both trees, sums, chain and signatures. They
run in turn on one core, round after round; the ratio of the medians is the result. Memory is that of a process of its own
that does nothing but verify.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from benchmarks.ground import desk_of
from claims.errors import ClaimsError
from claims.standalone import verify_ledger
from claims.store.installing import install
from claims.store.rows import Row
from claims.store.tables import table
from notifications.keys import make_demo_key
from tests.support.casebook import blank
from workflows.seal_checks import verify_ledger as verify_in_database
from workflows.sealed_export import write_bundle
from workflows.sealing import seal_all
from workflows.transaction import Desk, reading
from workflows.unsealed import waiting

ROW_BYTES = 200
AT_A_TIME = 10_000
KIB_A_MIB = 1024
MEMORY = """
import pathlib, re, sys
sys.path.insert(0, sys.argv[1])
import verify_ledger
code = verify_ledger.main([sys.argv[1]])
status = pathlib.Path("/proc/self/status").read_text()
sys.stderr.write(re.search(r"VmHWM:\\s+(\\d+)", status)[1])
sys.exit(code)
"""


def main() -> None:
    """Lay a ledger, seal it, export it, and time the checks."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=300_000)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        desk = replace(desk_of(f"sqlite:///{folder / 'bench.sqlite'}", frozen=True), var_dir=folder)
        install(desk.engine, "demo", "重庆", datetime(2025, 3, 3, tzinfo=UTC))
        desk = replace(desk, sign_key=make_demo_key(folder))
        _lay(desk, given.entries)
        sealing = _timed(lambda: seal_all(desk))
        looking = _timed(lambda: _nothing_left(desk))
        exporting = _timed(lambda: write_bundle(desk, folder / "bundle"))
        checking = _timed(lambda: _sound(desk))
        bare, script = [], []
        for _ in range(given.rounds):
            bare.append(_timed(lambda: _bare_hashing(given.entries)))
            script.append(_timed(lambda: _script(folder / "bundle")))
        desk.engine.dispose()
        memory = _memory(folder / "bundle")
    _report(given.entries, statistics.median(bare), statistics.median(script), memory)
    for what, seconds in (("sealing", sealing), ("looking for what is unsealed, and finding nothing", looking),
                          ("exporting and checking the export", exporting), ("checking in the database", checking)):  # fmt: skip
        print(f"  {what:52} {seconds:8.2f} s  {given.entries / seconds:9.0f} entries/s")


def _lay(desk: Desk, entries: int) -> None:
    """So many transfers, written past the engine."""
    with desk.engine.begin() as connection:
        for first in range(0, entries, AT_A_TIME):
            connection.execute(insert(table("transfer")), list(_transfers(first, min(entries, first + AT_A_TIME))))


def _transfers(first: int, last: int) -> Iterator[Row]:
    for place in range(first, last):
        no = f"TL-2025-{place:06d}"
        yield {
            **blank("transfer"), "claim_no": no, "event_id": f"{no}#21", "line": 1, "entry": "award_effective", "debit": "5102",
            "credit": "2001", "amount_fen": 4_796_100 + place % 97, "item_id": f"{no}/item-1", "beneficiary": f"P{place:06d}",
            "fund_tag": "pilot", "cash": False, "document": f"{no}/letter-4",
            "parameters": '["benefits.grade_months.9@2011-01-01","wages.private_average@2022-01-01"]',
            "value_on": datetime(2025, 3, 3, tzinfo=UTC).date(), "recorded_at": "2025-03-03T02:00:00.000000Z",
        }  # fmt: skip


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _nothing_left(desk: Desk) -> None:
    with reading(desk) as connection:
        if waiting(connection).count:
            raise ClaimsError("cut_short", fault="entries are left unsealed")


def _sound(desk: Desk) -> None:
    flaw = verify_in_database(desk).flaw
    if flaw is not None:
        raise ClaimsError("cut_short", fault=flaw.code)


def _bare_hashing(entries: int) -> None:
    rows = [place.to_bytes(4, "big") * (ROW_BYTES // 4) for place in range(AT_A_TIME)]
    digest = hashlib.sha256
    for _ in range(entries // AT_A_TIME):
        for row in rows:
            digest(row).digest()


def _script(bundle: Path) -> None:
    verify_ledger.Ledger(bundle).check()


def _memory(bundle: Path) -> int:
    done = subprocess.run([sys.executable, "-S", "-c", MEMORY, str(bundle)], capture_output=True, text=True, check=True)
    return int(done.stderr) // KIB_A_MIB


def _report(entries: int, bare: float, script: float, memory: int) -> None:
    print(f"{entries} entries")
    print(f"  bare hashing of {ROW_BYTES} bytes a row  {entries / bare:9.0f} rows/s")
    print(
        f"  the script            {entries / script:9.0f} entries/s   {bare / script:.2f} of bare hashing   {memory} MiB"
    )


if __name__ == "__main__":
    main()
