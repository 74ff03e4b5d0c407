"""The command line: facts on stdout, errors in Chinese on stderr, 1 for a refusal, 2 for bad usage; the law needs no database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from claims.benefits import compute
from claims.rules import load_rules
from tests.support.terminal import Terminal
from workflows.diagram import mermaid
from workflows.machines import MACHINES

ROOT = Path(__file__).parent.parent
FACTS = {"province": "重庆", "accident_date": "2023-05-01", "grade": 8}
HEAVY = ("sqlalchemy", "sqlmodel", "celery", "reportlab", "openpyxl", "xlsxwriter", "alembic", "workflows")
COMMANDS = (
    "init", "import", "show", "inbox", "moves", "advance", "compute", "ledger", "diagram", "rules", "pilot", "sweep",
    "drain", "verify", "worker", "beat", "health", "retry",
)  # fmt: skip


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    made = Terminal(monkeypatch)
    made.at(tmp_path)
    return made


def loaded_by(*arguments: str, given: str = "") -> set[str]:
    """Which of the heavy packages a command has loaded."""
    program = (
        "import sys, cli\ncode = cli.run(sys.argv[1:])\n"
        f"print('LOADED', code, *[name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, input=given, capture_output=True, text=True, check=True
    )
    last = done.stdout.strip().splitlines()[-1].split()
    assert last[:2] == ["LOADED", "0"], done.stderr
    return set(last[2:])


def test_help_names_every_command_and_loads_nothing_heavy(terminal: Terminal) -> None:
    out = terminal.done("--help").out
    assert [name for name in COMMANDS if name not in out] == []
    assert loaded_by("--help") == set()


@pytest.mark.parametrize("command", [*((name,) for name in COMMANDS if name not in ("compute", "ledger")),
                                     ("compute", "benefits"), ("compute", "deadline"), ("ledger", "export"), ("ledger", "pulls"),
                                     ("ledger", "trace"), ("ledger", "balances")])  # fmt: skip
def test_every_command_has_help(command: tuple[str, ...], terminal: Terminal) -> None:
    assert "Usage: claims" in terminal.done(*command, "--help").out


def test_benefits_are_computed_without_a_database(terminal: Terminal) -> None:
    said = terminal.done("compute", "benefits", given=json.dumps(FACTS))
    assert said.json == compute(FACTS)
    assert said.err == ""
    assert not loaded_by("compute", "benefits", given=json.dumps(FACTS)) & {"sqlalchemy", "celery", "reportlab"}


def test_a_deadline_is_computed_without_a_database(terminal: Terminal) -> None:
    said = terminal.done("compute", "deadline", "--start", "2025-01-20", "--days", 15, "--unit", "working")
    assert said.json["due"] == "2025-02-14"
    assert said.json["provisional"] is False
    assert terminal.done("compute", "deadline", "--start", "2025-01-31", "--months", 1).json["due"] == "2025-02-28"
    assert terminal.done("compute", "deadline", "--start", "2024-02-29", "--years", 1).json["due"] == "2025-02-28"
    assert not loaded_by("compute", "deadline", "--start", "2025-01-20", "--months", "1") & {"sqlalchemy", "celery"}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", "标准输入第1行"),
        ("[1]", "标准输入第1行"),
        ('{"province": "重庆",}', "标准输入第1行"),
        ('{"province": "重庆", "accident_date": "2023-05-01", "grade": 8.0}', "8.0"),
        ('{"province": "重庆", "accident_date": "2023-05-01", "grade": NaN}', "NaN"),
        ('{"province": "重庆", "accident_date": "2023-05-01", "grade": 8, "grade": 9}', "grade"),
        ('{"province": "重庆", "accident_date": "2023-05-01", "color": 1}', "color"),
        ('{"province": "重庆", "accident_date": "2023-02-30"}', "2023-02-30"),
        ('{"province": "四川", "accident_date": "2023-05-01"}', "四川"),
    ],
)
def test_bad_facts_are_named_and_exit_with_two(given: str, told: str, terminal: Terminal) -> None:
    said = terminal.run("compute", "benefits", given=given)
    assert (said.code, said.out) == (2, "")
    assert told in said.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("compute", "deadline", "--start", "2025-01-20", "--days", "3"), "unit"),
        (("compute", "deadline", "--start", "2025-01-20", "--days", "x", "--unit", "working"), "days"),
        (("compute", "deadline", "--start", "2025-01-20", "--days", "3", "--unit", "business"), "business"),
        (("compute", "deadline", "--start", "20 January", "--months", "1"), "start"),
        (("compute", "deadline", "--start", "2025-01-20"), "months"),
        (("compute", "deadline", "--start", "2025-01-20", "--months", "1", "--years", "1"), "months"),
        (("compute", "deadline", "--months", "1"), "--start"),
        (("nothing",), "没有这个命令"),
        (("show",), "案号"),
        (("show", "TL-1", "--colour"), "--colour"),
        (("inbox",), "--as"),
        (("inbox", "--as"), "--as"),
        (("diagram", "clock"), "claim、approval"),
        (("rules", "list", "limit.none"), "limit.none"),
        (("ledger", "export", "--format", "xml"), "--format"),
        (("ledger", "export", "--as-of", "yesterday"), "--as-of"),
        (("ledger", "export", "--as-of", "2025-06-30", "--known-on", "2025-06-30"), "--known-on"),
        (("import",), "--template"),
        (("advance", "TL-1", "accept", "--as", "intake1", "--at", "soon"), "--at"),
        (("advance", "TL-1", "accept", "--as", "intake1", "--data", "novalue"), "novalue"),
        (("advance", "TL-1", "accept", "--as", "intake1", "--data", "a=1", "--data", "a=2"), "a"),
        (("advance", "TL-1", "accept", "--as", "intake1", "--data", "a:=[1"), "a"),
        (("advance", "TL-1", "accept", "--as", "intake1", "--data", "a:=1.5"), "1.5"),
        (("sweep", "--now", "soon"), "--now"),
    ],
)
def test_bad_usage_exits_with_two_and_says_in_chinese_what_to_do(
    arguments: tuple[str, ...], told: str, terminal: Terminal
) -> None:
    said = terminal.run(*arguments)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert any("\u4e00" <= character <= "\u9fff" for character in said.err)
    assert "Traceback" not in said.err


@pytest.mark.parametrize("arguments", [("show", "TL-1"), ("inbox", "--as", "intake1"), ("verify",), ("pilot",), ("sweep",),
                                       ("drain",), ("ledger", "export"), ("ledger", "pulls"), ("ledger", "trace", "1"),
                                       ("ledger", "balances"), ("moves", "TL-1", "--as", "intake1"), ("health",),
                                       ("worker",), ("retry", "x", "--as", "admin1")])  # fmt: skip
def test_without_an_installation_every_command_says_how_to_make_one(
    arguments: tuple[str, ...], terminal: Terminal, tmp_path: Path
) -> None:
    said = terminal.run(*arguments)
    assert (said.code, said.out) == (1, "")
    assert "claims init" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_machine_is_drawn_by_its_long_and_its_short_name(terminal: Terminal) -> None:
    assert terminal.done("diagram").out == terminal.done("diagram", "claim").out == mermaid(MACHINES["claim"])
    assert terminal.done("diagram", "item").out == mermaid(MACHINES["award_item"])


def test_rules_are_listed_with_what_they_rest_on(terminal: Terminal) -> None:
    every = load_rules("重庆").values()
    listed = terminal.done("rules", "list", "--json").json
    assert len(listed) == len(every)
    unconfirmed = terminal.done("rules", "list", "--unconfirmed", "--json").json
    assert {one["confidence"] for one in unconfirmed} <= {"B", "C", "D"}
    assert len(unconfirmed) == sum(value.unconfirmed for value in every)
    shown = terminal.done("rules", "list", "--unconfirmed", "limits").out
    assert "待核" in shown
    assert "limits.platform_data" in shown


def test_rules_of_another_province_by_setting(terminal: Terminal, tmp_path: Path) -> None:
    terminal.at(tmp_path, CLAIMS_PROVINCE="上海")
    assert "上海" in terminal.done("rules", "list", "wages").out
    terminal.at(tmp_path, CLAIMS_PROVINCE="火星")
    said = terminal.run("rules", "list")
    assert (said.code, "火星" in said.err) == (2, True)


def test_the_installed_program_ends_with_the_code_of_the_command() -> None:
    command = [sys.executable, "-m", "cli", "diagram", "clock"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "状态机" in done.stderr


def test_a_reader_that_goes_away_is_no_fault() -> None:
    shell = f"{sys.executable} -m cli rules list --json | head -1"
    done = subprocess.run(["bash", "-c", shell], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "["
    assert "Traceback" not in done.stderr


def test_an_interruption_ends_quietly(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("commands.law.diagram", interrupted)
    said = terminal.run("diagram")
    assert (said.code, said.out, said.err) == (130, "", "")
