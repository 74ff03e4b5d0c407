"""The fund's books from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.terminal import Terminal, install_with_a_report, terminal_on_copy

RECEIVE = ("fund", "receive", "--amount", "300,000.00", "--on", "2024-07-02", "--document", "用款计划1号")
TRANSFER = ("fund", "transfer", "--amount", "200000", "--on", "2024-07-03", "--document", "用款计划1号")
CASHIER, APPROVER, LEADER = ("--as", "cashier1"), ("--as", "approver1"), ("--as", "approver3")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo installation with one case."""
    folder = tmp_path_factory.mktemp("installed")
    install_with_a_report(folder)
    return folder


@pytest.fixture
def terminal(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return terminal_on_copy(template, tmp_path / "var", monkeypatch)


def fund(terminal: Terminal) -> None:
    terminal.done(*RECEIVE, *CASHIER)
    terminal.done("fund", "confirm", "FUND/1", *APPROVER)
    terminal.done(*TRANSFER, *CASHIER)
    terminal.done("fund", "confirm", "FUND/3", *APPROVER)


def test_money_is_prepared_and_confirmed(terminal: Terminal) -> None:
    assert "没有记过拨款" not in terminal.done("fund", "status").out
    assert "还没有记过拨款" in terminal.run("fund", "status").err
    said = terminal.done(*RECEIVE, *CASHIER)
    assert "已拟办：FUND/1" in said.out
    assert "claims fund confirm FUND/1" in said.err
    pending = terminal.done("fund", "pending")
    for shown in ("FUND/1", "财政专户收到拨款", "2024-07-02", "¥300,000.00", "cashier1"):
        assert shown in pending.out
    refused = terminal.run("fund", "confirm", "FUND/1", *CASHIER)
    assert (refused.code, "审批岗" in refused.err) == (1, True)
    assert terminal.done("fund", "confirm", "FUND/1", *APPROVER, "--json").json == {"event": "FUND/2"}
    terminal.done(*TRANSFER, *CASHIER)
    terminal.done("fund", "confirm", "FUND/3", *APPROVER)
    told = terminal.done("fund", "status", "--json").json
    assert told["balances_fen"] == {"1001": 20_000_000, "1002": 10_000_000, "3001": -30_000_000}
    assert (told["funded"], told["available_fen"], told["pending"], told["closed_to"]) == (True, 20_000_000, 0, None)
    assert "没有待确认的事项" in terminal.done("fund", "pending").out


def test_a_sum_that_cannot_be_read_is_bad_usage(terminal: Terminal) -> None:
    said = terminal.run("fund", "receive", "--amount", "三万", "--on", "2024-07-02", "--document", "1号", *CASHIER)
    assert (said.code, "三万" in said.err) == (2, True)
    said = terminal.run("fund", "receive", "--amount", "1", "--on", "2024-13-02", "--document", "1号", *CASHIER)
    assert (said.code, "--on" in said.err) == (2, True)


def test_months_and_the_year_are_closed_corrected_and_opened_again(terminal: Terminal) -> None:
    fund(terminal)
    terminal.done("fund", "correct", 2, "--amount", "190000", "--reason", "多拨", *CASHIER)
    terminal.done("fund", "confirm", "FUND/5", *APPROVER)
    assert terminal.done("fund", "status", "--json").json["balances_fen"]["1001"] == 19_000_000
    assert "2024-07已关账：FUND/7" in terminal.done("fund", "close", "2024-07", *APPROVER).out
    twice = terminal.run("fund", "close", "2024-07", *APPROVER)
    assert (twice.code, "已经关账" in twice.err) == (1, True)
    for month in ("2024-08", "2024-09", "2024-10", "2024-11"):
        terminal.done("fund", "close", month, *APPROVER)
    assert "2024年已结转并关账" in terminal.done("fund", "year-end", 2024, *APPROVER).out
    terminal.done("fund", "reopen", "2024-12", "--reason", "漏记", *APPROVER)
    terminal.done("fund", "decline", "FUND/13", *LEADER)
    assert "已关账到：2024-12-31" in terminal.done("fund", "status").out


def test_lists_of_what_is_owed_say_when_nothing_is(terminal: Terminal) -> None:
    assert terminal.done("fund", "receivables", "--as-of", "2024-12-31", "--json").json == {
        "as_of": "2024-12-31", "receivables": [],
    }  # fmt: skip
    assert "未收合计 ¥0.00" in terminal.done("fund", "receivables").out
    assert terminal.done("fund", "unclaimed", "--as-of", "2024-12-31", "--json").json["unclaimed"] == []
    assert "合计 ¥0.00" in terminal.done("fund", "unclaimed").out
