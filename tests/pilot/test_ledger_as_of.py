"""The pilot's ledger as of a day is the same file on that day and a year of work later; another program adds it up."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from claims.ledger import ENTRIES
from pilot.replay import replay
from tests.support.pilots import Replayed, demo_desk
from workflows.exporting import Cut, as_of, export_csv
from workflows.exporting.formats import Format
from workflows.pulling import Request, pull
from workflows.tracing import trace
from workflows.transaction import Desk
from workflows.trial_balance import trial_balance

CUT_ON = date(2024, 6, 30)
LISTED = ("entry", "acts", "letters", "papers", "approvals")


def exported(desk: Desk, cut: Cut) -> bytes:
    out = io.BytesIO()
    export_csv(desk, out, cut)
    return out.getvalue()


def pulled(desk: Desk, cut: Cut, file_format: Format) -> bytes:
    out = io.BytesIO()
    pull(desk, Request("auditor1", cut, file_format), out)
    return out.getvalue()


def bean_check(folder: Path, content: bytes) -> int:
    path = folder / "ledger.beancount"
    path.write_bytes(content)
    program = Path(sys.executable).with_name("bean-check")
    return subprocess.run([program, path], capture_output=True, check=False).returncode


def test_as_of_a_day_is_the_same_bytes_after_a_year_more_of_work(varied: Replayed, folder: Path) -> None:
    first_day = min(case.report.on for case in varied.data.cases)
    then: dict[Format | str, bytes] = {}
    with demo_desk(folder) as desk:

        def look(_stage: str, days: int, _total: int) -> None:
            """The last look is on the last day of work before the cut."""
            if first_day + timedelta(days=days - 1) <= CUT_ON:
                then["csv"] = exported(desk, as_of(CUT_ON))
                then["known"] = exported(desk, Cut())

        replay(desk, varied.data, look)
        assert exported(desk, as_of(CUT_ON)) == then["csv"] == then["known"]
        assert len(then["csv"].splitlines()) > 20
        assert len(exported(desk, Cut())) > len(then["csv"])
        assert exported(desk, as_of(CUT_ON)) == exported(varied.desk, as_of(CUT_ON))


def test_what_was_corrected_since_is_told(varied: Replayed) -> None:
    """A payment of the pilot came back later than the day for which it is looked at."""
    returned = next(row for row in varied.rows("transfer") if row["entry"] in ("refunded", "award_cancelled"))
    day = returned["value_on"] - timedelta(days=1)
    at_once, all_known = exported(varied.desk, as_of(day)), exported(varied.desk, Cut(value_to=day))
    made = pull(varied.desk, Request("auditor1", as_of(day), Format.XLSX, changes=True), io.BytesIO())
    assert made.changes is not None
    assert made.changes.totals.rows == len(all_known.splitlines()) - len(at_once.splitlines())
    assert made.manifest["changes_since"]["rows"] == made.changes.totals.rows


def test_beancount_agrees_with_the_pilot_and_finds_one_fen(varied: Replayed, folder: Path) -> None:
    content = pulled(varied.desk, Cut(), Format.BEANCOUNT)
    assert bean_check(folder, content) == 0
    postings = [line for line in content.splitlines() if line.endswith(b" CNY") and line.startswith(b"  ")]
    for line in (postings[0], postings[len(postings) // 2], postings[-1]):
        fen = int(line.split()[-2].replace(b".", b"")) + 1
        number = f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}".encode()
        assert bean_check(folder, content.replace(line, line.replace(line.split()[-2], number), 1)) == 1


def test_every_entry_of_the_pilot_leads_to_all_that_it_rests_on(varied: Replayed) -> None:
    for entry in varied.rows("transfer"):
        found = trace(varied.desk, entry["id"])
        if entry["claim_no"] is None:
            assert [one["id"] for one in found["acts"]] == [entry["event_id"]]
            continue
        assert [name for name in LISTED if not found[name]] == [], entry
        assert found["acts"][0]["id"] == entry["event_id"]
        assert (found["payment"] is None) == (entry["payment_id"] is None)
        assert {one["label"] for one in found["approvals"]} & {"核定待遇", "变更核定", "撤销核定"}
        assert all(value["source"] and value["confidence"] for value in found["rule_values"])
        assert all(file["sha256"] for letter in found["letters"] for file in letter["files"])
        if entry["entry"] == "paid":
            assert found["payment"]["bank_ref"]
            assert found["payment"]["batch"]["sha256"]


def test_no_name_is_in_a_trace_or_in_a_file(varied: Replayed) -> None:
    said = [str(trace(varied.desk, row["id"])) for row in varied.rows("transfer")]
    said += [exported(varied.desk, Cut()).decode(), pulled(varied.desk, Cut(), Format.BEANCOUNT).decode()]
    assert [text for text in said if "合成人员" in text] == []


def test_both_bases_come_to_the_published_sum(first: Replayed) -> None:
    books = trial_balance(first.desk, Cut())
    assert books.is_balanced
    assert books.broken() is None
    balances = {line.code: line.balance_fen for line in books.accounts}
    assert (balances["5101"], balances["5102"]) == (5_080_000, 47_340_000)
    paid = [line for line in books.cash if line.entry != ENTRIES["funding"].label]
    assert sum(line.out_fen - line.in_fen for line in paid) == 5_080_000 + 47_340_000
    assert {tie.whose for tie in books.ties} >= {"合计", "医疗费", "一次性伤残补助金"}
    halfway = trial_balance(first.desk, as_of(CUT_ON))
    assert halfway.is_balanced
    assert 0 < sum(line.out_fen for line in halfway.cash) < 52_420_000
