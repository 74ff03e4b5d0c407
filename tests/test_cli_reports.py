"""Reports and the auditor's lists from a terminal: on the screen, as JSON, as files; what is asked wrongly is told in Chinese."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.terminal import Terminal, terminal_on_copy

PILOT = ("--from", "2022-07-01", "--to", "2025-06-30")


@pytest.fixture(scope="module")
def terminal(replayed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A demo installation into which the first two persons of the pilot have been replayed."""
    with pytest.MonkeyPatch.context() as patch:
        yield terminal_on_copy(replayed, tmp_path_factory.mktemp("reports") / "var", patch)


def test_the_questions_are_listed_with_those_that_have_no_answer(terminal: Terminal) -> None:
    said = terminal.done("report", "list")
    assert "persons_and_amounts_by_item" in said.out
    assert "不能产生：支缴率" in said.out
    names = [one["name"] for one in terminal.done("report", "list", "--json").json["questions"]]
    assert "days_taken" in names


def test_a_report_on_the_screen_has_yuan_and_says_what_counts(terminal: Terminal) -> None:
    said = terminal.done("report", "show", "persons_and_amounts_by_item", *PILOT, "--by", "year")
    assert "医疗费" in said.out
    assert "¥" in said.out
    assert "计入：" in said.err


def test_a_report_as_json_has_fen_and_its_span(terminal: Terminal) -> None:
    found = terminal.done("report", "show", "persons_and_amounts_by_item", *PILOT, "--each", "platform", "--json").json
    assert (found["from"], found["to"], found["by"]) == ("2022-07-01", "2025-06-30", "")
    assert {one["unit"] for one in found["columns"] if one["name"].endswith("_fen")} == {"分"}
    assert all(isinstance(row["net_fen"], int) and row["grouped"] for row in found["rows"])
    whole = sum(row["net_fen"] for row in found["totals"])
    assert whole == sum(row["net_fen"] for row in found["rows"]) > 0


def test_a_report_as_a_file_is_csv_or_a_workbook(terminal: Terminal, tmp_path: Path) -> None:
    terminal.done("report", "show", "days_taken", *PILOT, "-o", tmp_path / "days.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "days.csv").read_text(encoding="utf-8-sig"), newline="")))
    assert rows[0][:3] == ["期限", "已办结", "中位数"]
    terminal.done("report", "show", "days_taken", *PILOT, "-o", tmp_path / "days.xlsx")
    assert load_workbook(tmp_path / "days.xlsx").sheetnames == ["各项期限办了多少天"]
    assert terminal.bytes_of("report", "show", "days_taken", *PILOT, "-o", "-").startswith(b"\xef\xbb\xbf")


def test_all_reports_in_one_workbook(terminal: Terminal, tmp_path: Path) -> None:
    terminal.done("report", "book", *PILOT, "-o", tmp_path / "book.xlsx")
    sheets = load_workbook(tmp_path / "book.xlsx").sheetnames
    assert len(sheets) == 1 + len(terminal.done("report", "list", "--json").json["questions"])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("report", "show", "premiums"), "没有叫“premiums”的问题"),
        (("report", "show", "days_taken", "--from", "2025-01-02", "--to", "2025-01-01"), "晚于截止日"),
        (("report", "show", "days_taken", "--from", "2025-02-30"), "--from"),
        (("report", "show", "days_taken", "-o", "days.pdf"), "只写成 .csv、.xlsx"),
        (("report", "book", "-o", "book.csv"), "只写成 .xlsx"),
        (("report", "show", "days_taken", "--by", "week"), "month"),
        (("audit", "exceptions", "-o", "list.csv"), "只写成 .xlsx"),
        (("audit", "sample", "--of", "payments", "--size", "0"), "样本至少一个"),
        (("audit", "sample", "--of", "persons"), "payments"),
    ],
)
def test_what_is_asked_wrongly_is_told(terminal: Terminal, line: tuple[str, ...], told: str) -> None:
    said = terminal.run(*line)
    assert said.code == 2
    assert told in said.err
    assert said.out == ""


def test_the_exceptions_are_listed_with_why_and_when_harmless(terminal: Terminal, tmp_path: Path) -> None:
    assert "same_account" in terminal.done("audit", "list").out
    assert {one["weight"] for one in terminal.done("audit", "list", "--json").json} == {"高", "中", "低"}
    said = terminal.done("audit", "exceptions", *PILOT)
    assert "疑点不等于违规" in said.out
    listed = terminal.done("audit", "exceptions", *PILOT, "--json").json
    assert listed["from"] == "2022-07-01"
    assert all(one["claim_no"].startswith("TL-") for one in listed["exceptions"])
    terminal.done("audit", "exceptions", *PILOT, "-o", tmp_path / "list.xlsx")
    assert load_workbook(tmp_path / "list.xlsx").sheetnames == ["疑点清单"]


def test_a_sample_is_drawn_twice_alike_and_both_are_listed(terminal: Terminal) -> None:
    line = ("audit", "sample", "--of", "letters", "--size", "5", "--seed", "7", *PILOT)
    first = terminal.done(*line, "--json").json
    assert terminal.done(*line, "--json").json["drawn"] == first["drawn"]
    assert len(first["drawn"]) == 5
    listed = terminal.done("audit", "samples", "--json").json
    assert [row["seed"] for row in listed[-2:]] == ["7", "7"]
    assert "letters" in terminal.done("audit", "samples").out
    refused = terminal.run(*line, "--as", "intake1")
    assert (refused.code, "不能抽样" in refused.err) == (1, True)


def test_the_checks_find_nothing_and_health_tells_of_no_run(terminal: Terminal) -> None:
    said = terminal.done("audit", "check")
    assert "没有发现不符" in said.out
    assert terminal.done("audit", "check", "--json").json["findings"] == []
    assert json.loads(terminal.run("health", "--json").out)["integrity"] is None
