"""The ledger as a table: every transfer, both dates, nothing after the day asked for, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.ledger import ACCOUNT_NAMES, ENTRIES
from tests.support.entries import post
from tests.support.world import World
from workflows.exporting import (
    COLUMNS,
    EVERYTHING,
    FORMULA_STARTS,
    HEADINGS,
    Cut,
    Totals,
    as_of,
    end_of,
    export_csv,
    harmless,
    yuan_number,
)

JUNE_30 = date(2025, 6, 30)


def export(world: World, cut: Cut = EVERYTHING) -> tuple[list[dict[str, str]], Totals]:
    out = io.BytesIO()
    totals = export_csv(world.desk, out, cut)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""))), totals


def test_every_transfer_is_a_line_with_names_and_both_dates(world: World) -> None:
    post(world, "award_effective", 4_796_100, date(2025, 6, 1), "2025-06-01T02:00:00.000000Z")
    post(world, "released", 4_796_100, date(2025, 6, 3), "2025-06-03T02:00:00.000001Z")
    rows, totals = export(world)
    assert [row["业务名称"] for row in rows] == ["待遇生效", "批次放款"]
    first = rows[0]
    assert (first["借方科目"], first["借方科目名称"]) == ("5102", "一次性伤残补助金支出")
    assert (first["贷方科目"], first["贷方科目名称"]) == ("2001", "应付待遇")
    assert (first["金额（元）"], first["业务日期"]) == ("47961.00", "2025-06-01")
    assert first["记录时间（UTC）"] == "2025-06-01T02:00:00.000000Z"
    assert (totals.rows, totals.sum_fen) == (2, 9_592_200)
    assert totals.balances_fen == {"5102": 4_796_100, "2001": 0, "1003": -4_796_100}
    assert sum(totals.balances_fen.values()) == 0


def test_as_of_a_day_is_by_value_date_and_by_what_was_known(world: World) -> None:
    known = "2025-06-30T15:59:59.999999Z"
    post(world, "released", 1, JUNE_30, known)
    post(world, "released", 2, JUNE_30, "2025-06-30T16:00:00.000000Z")  # midnight in Shanghai: known the day after
    post(world, "released", 4, date(2025, 7, 1), known)
    post(world, "refunded", 8, date(2025, 6, 20), "2025-07-05T02:00:00.000000Z")
    assert end_of(JUNE_30) == "2025-06-30T16:00:00.000000Z"
    assert export(world, as_of(JUNE_30))[1].sum_fen == 1
    assert export(world, as_of(date(2025, 7, 5)))[1].sum_fen == 1 + 2 + 4 + 8
    assert export(world, Cut(value_to=JUNE_30))[1].sum_fen == 1 + 2 + 8
    assert export(world, Cut(known_before=end_of(JUNE_30)))[1].sum_fen == 1 + 4


def test_lines_stand_in_order_of_value_date_however_they_were_recorded(world: World) -> None:
    for day in (3, 1, 2):
        post(world, "released", day, date(2025, 6, day), f"2025-06-1{day}T00:00:00.000000Z")
    assert [row["业务日期"] for row in export(world)[0]] == ["2025-06-01", "2025-06-02", "2025-06-03"]


def test_the_rule_values_behind_a_sum_are_listed(world: World) -> None:
    post(world, "released", 1, JUNE_30, "2025-06-30T00:00:00.000000Z")
    (row,) = export(world)[0]
    assert row["规则版本"] == "benefits.grade_months.9@2011-01-01；wages.private_average@2022-01-01"


def test_what_a_spreadsheet_would_run_is_written_as_text(world: World) -> None:
    post(
        world,
        "released",
        1,
        JUNE_30,
        "2025-06-30T00:00:00.000000Z",
        document="=HYPERLINK(1)",
        to_beneficiary="@SUM(A1)",
    )
    (row,) = export(world)[0]
    assert row["依据文书"] == "'=HYPERLINK(1)"
    assert row["变更后权利人"] == "'@SUM(A1)"


@given(st.text())
def test_no_cell_begins_as_a_formula(text: str) -> None:
    assert not harmless(text).startswith(FORMULA_STARTS)
    assert harmless(text).removeprefix("'") == text.removeprefix("'")


@given(st.integers(-(10**12), 10**12))
def test_a_sum_in_yuan_reads_back_to_the_fen(fen: int) -> None:
    text = yuan_number(fen)
    whole, _, decimals = text.removeprefix("-").partition(".")
    assert len(decimals) == 2
    assert (int(whole) * 100 + int(decimals)) * (-1 if text.startswith("-") else 1) == fen


def test_an_empty_ledger_has_its_head_and_no_sum(world: World) -> None:
    rows, totals = export(world)
    assert rows == []
    assert (totals.rows, totals.sum_fen, totals.balances_fen, totals.last_on) == (0, 0, {}, None)
    assert len(set(HEADINGS)) == len(HEADINGS) == len(COLUMNS)


def test_progress_is_told_on_a_long_ledger(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.exporting.csv_file.AT_A_TIME", 10)
    for place in range(21):
        post(world, "released", 1, JUNE_30, f"2025-06-30T00:00:00.{place:06d}Z")
    told: list[tuple[int, int]] = []
    export_csv(world.desk, io.BytesIO(), progress=lambda done, total: told.append((done, total)))
    assert told == [(10, 21), (20, 21), (21, 21)]


def test_every_account_that_an_entry_posts_to_has_a_name() -> None:
    accounts = {account for entry in ENTRIES.values() for account in (entry.debit, entry.credit)} - {"51xx"}
    assert accounts <= {str(account) for account in ACCOUNT_NAMES}
