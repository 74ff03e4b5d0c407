"""An import that is killed again and again (kill -9) books every line once in the end."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from random import Random

from claims.bank.lines import Result
from claims.calendar import load_calendar
from claims.rules import load_rules
from tests.reliability.conftest import KILLS
from tests.support.at_once import forking
from tests.support.bank_scenes import line, take, with_payments
from tests.support.invariants import WRITTEN_TOO, faults
from tests.support.keys import keyed_engine
from tests.support.world import NOON, PROVINCE, TODAY, sqlite_world
from workflows.bank_report import report_of
from workflows.bank_sorting import sort_lines
from workflows.checks.bank import BANK
from workflows.transaction import Desk

LINES = 60
WAIT_SECONDS = 30


def go_on(url: str, folder: str, file_no: str) -> None:
    """One process that sorts what waits."""
    engine = keyed_engine(url)
    desk = Desk(engine, load_rules(PROVINCE), load_calendar(), Path(folder), now=lambda: NOON)
    sort_lines(desk, file_no, TODAY)
    engine.dispose()


def test_every_line_is_booked_once_however_often_the_import_is_killed(tmp_path: Path, chance: Random) -> None:
    with sqlite_world(tmp_path) as world:
        ids = with_payments(world, ("sent",) * LINES)
        file_no = take(world, [line(one) if place % 3 else line(one, Result.REJECTED) for place, one in enumerate(ids)])
        url = world.engine.url.render_as_string(hide_password=False)
        begun = 0
        for _ in range(max(3, KILLS // 15)):
            process = forking().Process(target=go_on, args=(url, str(tmp_path), file_no))
            process.start()
            until = time.monotonic() + WAIT_SECONDS
            while len(world.rows("bank_sorted")) == begun and process.is_alive() and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(chance.random() / 10)
            process.kill()
            process.join(WAIT_SECONDS)
            begun = len(world.rows("bank_sorted"))
            assert faults(world, {**WRITTEN_TOO, **BANK}) == []
        assert sort_lines(world.desk, file_no, TODAY) == []
        report = report_of(world.desk, file_no)
        assert Counter(one.bucket for one in report.lines) == {"paid": LINES * 2 // 3, "rejected": LINES // 3}
        posted = Counter(row["payment_id"] for row in world.rows("transfer") if row["entry"] in ("paid", "rejected"))
        assert (len(posted), set(posted.values())) == (LINES, {1})
        assert faults(world, {**WRITTEN_TOO, **BANK}) == []
