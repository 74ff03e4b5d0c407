"""`claims awards` from a terminal: the run of a month, rights to be checked, what waits for a figure, the adjustment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.support.keys import TEST_KEYS
from tests.support.payroll import Payroll
from tests.support.terminal import Terminal
from tests.support.world import sqlite_world

ALLOWANCE = "disability_allowance"
ALLOWANCE_FEN, RAISED_FEN = 452_965, 473_348
ORDERS = """
from = "2024-12"
source = "合成文件"
document = "合成人社发〔2024〕9号"
[[adjust]]
code = "disability_allowance"
percent = "4.5"
"""


@pytest.fixture
def payroll(tmp_path: Path) -> Iterator[Payroll]:
    """A rider of the second grade who draws the allowance since November 2024."""
    with sqlite_world(tmp_path) as world:
        made = Payroll(world, grade=2, care_level="none")
        made.award(ALLOWANCE, "2024-10-10")
        yield made


@pytest.fixture
def terminal(payroll: Payroll, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal at the same database."""
    made = Terminal(monkeypatch)
    made.at(tmp_path, CLAIMS_DATABASE_URL=f"sqlite:///{tmp_path / 'world.sqlite'}", CLAIMS_DATA_KEYS=TEST_KEYS)
    return made


def test_a_month_is_run_once_however_often_it_is_asked_for(terminal: Terminal, payroll: Payroll) -> None:
    first = terminal.done("awards", "run-month", "2024-12", "--at", "2024-12-10", "--json").json
    assert [(one["month"], one["state"], one["owed_fen"]) for one in first["months"]] == [
        ("2024-12", "due", ALLOWANCE_FEN)
    ]
    assert first["made"] == 4  # two months, and a payment of each
    again = terminal.done("awards", "run-month", "2024-12", "--at", "2024-12-10", "--json").json
    assert (again["made"], again["months"]) == (0, first["months"])
    assert list(payroll.months()) == ["2024-11", "2024-12"]
    said = terminal.done("awards", "run-month", "2024-12", "--at", "2024-12-11")
    assert "4,529.65" in said.out
    assert "当月应付" in said.out


def test_an_earlier_month_leaves_the_later_ones_alone(terminal: Terminal, payroll: Payroll) -> None:
    terminal.done("awards", "run-month", "2024-11", "--at", "2025-01-15")
    assert list(payroll.months()) == ["2024-11"]


@pytest.mark.parametrize(
    ("month", "code", "told"), [("2024-12", 1, "还不能计发"), ("2024-13", 2, "不是月份"), ("december", 2, "不是月份")]
)
def test_a_month_that_cannot_be_run_is_told(terminal: Terminal, month: str, code: int, told: str) -> None:
    said = terminal.run("awards", "run-month", month, "--at", "2024-12-09")
    assert (said.code, said.out) == (code, "")
    assert told in said.err


def test_rights_that_are_to_be_checked_are_listed_and_hold_the_months(terminal: Terminal) -> None:
    assert terminal.done("awards", "eligibility", "--at", "2025-06-02").out == "没有待核验的资格。\n"
    (due,) = terminal.done("awards", "eligibility", "--at", "2025-09-15", "--json").json
    assert (due["due_on"], due["overdue"]) == ("2025-10-10", False)
    assert "逾期" in terminal.done("awards", "eligibility", "--at", "2025-10-13").out
    ran = terminal.done("awards", "run-month", "2025-10", "--at", "2025-10-13", "--json").json
    assert [one["waits_for"] for one in ran["months"]] == ["waits_for_check"]
    assert "资格核验逾期" in terminal.done("awards", "run-month", "2025-10", "--at", "2025-10-13").out


def test_an_adjustment_is_tried_and_then_put_forward(terminal: Terminal, payroll: Payroll, tmp_path: Path) -> None:
    orders = tmp_path / "orders.toml"
    orders.write_text(ORDERS, encoding="utf-8")
    before = payroll.world.digest()
    tried = terminal.done("awards", "adjust", "--file", orders, "--dry-run", "--at", "2024-12-02")
    assert "4,529.65" in tried.out
    assert "4,733.48" in tried.out
    assert "203.83" in tried.err
    assert payroll.world.digest() == before
    (done,) = terminal.done("awards", "adjust", "--file", orders, "--at", "2024-12-02", "--json").json
    assert (done["after_fen"], done["refused"]) == (RAISED_FEN, "")
    assert payroll.world.one("approval", id=done["approval"])["state"] == "drafted"
    assert terminal.done("awards", "adjust", "--file", orders, "--at", "2024-12-02").out == "没有要调整的待遇。\n"
    assert (
        "已有拟定中的新核定"
        in terminal.done("awards", "adjust", "--file", orders, "--dry-run", "--at", "2024-12-02").out
    )


def test_a_file_that_cannot_be_read_is_told(terminal: Terminal, tmp_path: Path) -> None:
    said = terminal.run("awards", "adjust", "--file", tmp_path / "nothing.toml", "--dry-run")
    assert said.code == 2
    assert "调整办法读不懂" in said.err


def test_what_waits_for_a_figure_is_listed_and_made_good(terminal: Terminal, payroll: Payroll) -> None:
    assert terminal.done("awards", "provisional", "--at", "2024-12-02").out == "没有先行核定、等待公布的待遇。\n"
    assert (
        terminal.done("awards", "difference", payroll.no, "--at", "2024-12-02").out == "没有已公布、可以补差的待遇。\n"
    )
    later = Payroll(payroll.world, "TL-2025-000903", grade=3, care_level="none", accident_on=date(2025, 2, 3))
    item = later.award(ALLOWANCE, "2025-04-10")
    (waits,) = terminal.done("awards", "provisional", "--at", "2025-04-11", "--json").json
    assert (waits["item_id"], waits["published_on"]) == (item, None)
    assert "尚未公布" in terminal.done("awards", "provisional", "--at", "2025-04-11").out
    assert "可以补差" in terminal.done("awards", "provisional", "--at", "2025-06-24").out
    (done,) = terminal.done("awards", "difference", later.no, "--at", "2025-06-24", "--json").json
    assert (done["item_id"], done["before_fen"], done["after_fen"]) == (item, 426_320, 434_000)


def test_the_months_of_a_case_are_shown(terminal: Terminal, payroll: Payroll) -> None:
    terminal.done("awards", "run-month", "2024-12", "--at", "2024-12-10")
    shown = terminal.done("show", payroll.no)
    assert "按月待遇" in shown.out
    assert "2024-11" in shown.out
    months = terminal.done("show", payroll.no, "--json").json["instalments"]
    assert [(one["month"], one["state"]) for one in months] == [("2024-11", "due"), ("2024-12", "due")]
