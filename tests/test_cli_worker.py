"""The worker's commands: what a sweep tells, how the work goes, and sending again what was set aside."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from claims.clock import instant_text, now
from tests.support.edited_texts import BODY, edited_texts
from tests.support.terminal import NO, Terminal

TOLD_NOBODY = (
    "INSERT INTO rung (claim_no, clock_id, generation, rung, level, told, due_on, fired_on, claimed_at) "
    "SELECT claim_no, id, 99, 'raised', 'leader', '[]', due_on, due_on, '2024' FROM clock LIMIT 1"
)


@pytest.fixture
def var(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "var")
    return tmp_path / "var"


@pytest.fixture
def terminal(var: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal(monkeypatch)
    made.at(var)
    return made


@pytest.fixture
def database(var: Path) -> Iterator[sqlite3.Connection]:
    """Past the program."""
    with closing(sqlite3.connect(var / "claims.sqlite", isolation_level=None)) as connection:
        yield connection


def effects(database: sqlite3.Connection) -> list[str]:
    return [row[0] for row in database.execute("SELECT effect_key FROM outbox ORDER BY seq")]


def test_a_sweep_says_whom_it_told_and_in_json_too(terminal: Terminal) -> None:
    told = terminal.done("sweep", "--now", "2024-12-02", "--json").json
    assert told["made"] == 0
    assert told["told"]
    assert {one["claim"] for one in told["told"]} == {NO}
    assert all({"clock", "rung", "level", "accounts"} <= set(one) for one in told["told"])
    assert (told["moved"], told["set_aside"]) == ([], [])
    assert terminal.done("sweep", "--now", "2024-12-02", "--json").json["told"] == []


def test_a_sweep_shows_a_table_of_what_it_told_and_of_days_that_moved(
    terminal: Terminal, database: sqlite3.Connection
) -> None:
    database.execute("UPDATE clock SET calendar_version = 'older', due_on = date(due_on, '-1 day')")
    said = terminal.done("sweep", "--now", "2024-12-02")
    assert "改动的到期日" in said.out
    assert "提醒" in said.out
    assert NO in said.out


def test_a_sweep_counts_as_a_heartbeat_unless_its_day_is_given(terminal: Terminal) -> None:
    terminal.done("sweep", "--now", "2024-12-02")
    assert terminal.run("health", "--json").json["work"][0]["alive"] is False
    terminal.run("sweep")
    assert terminal.run("health", "--json").json["work"][0]["alive"] is True


def healthy(terminal: Terminal) -> None:
    """What is due is done and sealed, and somebody hears what must be told."""
    terminal.done("drain")
    terminal.done("ledger", "seal")
    terminal.run("sweep")


def test_health_is_well_when_all_is_done_and_somebody_works(terminal: Terminal, database: sqlite3.Connection) -> None:
    assert terminal.run("health").code == 1
    healthy(terminal)
    said = terminal.done("health", "--json").json
    assert said["ok"] is True
    assert said["broker"] == {"in_process": True, "reached": True}
    assert said["waiting"] == {"count": 0, "oldest_seconds": None}
    assert (said["effects"], said["stuck"], said["told_nobody"]) == ([], [], [])
    assert (
        said["overdue_clocks"]
        == database.execute(
            "SELECT count(*) FROM clock WHERE state = 'running' AND due_on < date('now') AND code IN ('T2', 'T5', 'T8')"
        ).fetchone()[0]
    )
    out = terminal.done("health").out
    assert "连得上" in out
    assert "待发事项 0 项" in out


def test_a_drain_names_in_chinese_what_failed_and_exits_with_one(terminal: Terminal, var: Path) -> None:
    with edited_texts() as texts:
        texts["report_receipt.txt"] = BODY % "{{ reportr }}"
        number = terminal.done("letter", "list", NO, "--json").json[0]["number"]
        unmade = terminal.run("letter", "verify", number)
        assert (unmade.code, "还没有制成文件" in unmade.err) == (1, True)
        said = terminal.run("drain")
        assert (said.code, "没有办成 1 项" in said.out) == (1, True)
        assert f"没有办成：制作文书 {number}" in said.err
        assert "report_receipt.txt 第3行用到了没有提供的变量 reportr" in said.err
        assert "now pending" not in said.err
    shown = terminal.run("health")
    assert "letter_text_unknown_variable" in shown.out
    assert "没有提供的变量" in shown.out.replace("\n", "")


def test_a_worker_that_is_silent_needs_a_human(terminal: Terminal, database: sqlite3.Connection) -> None:
    healthy(terminal)
    database.execute("UPDATE heartbeat SET beaten_at = '2024-01-01T00:00:00.000000Z' WHERE name = 'drain'")
    said = terminal.run("health")
    assert said.code == 1
    assert "制作文书：上次在" in said.out
    assert "请启动 claims worker" in said.out


def test_what_waits_is_counted_and_how_long(terminal: Terminal, database: sqlite3.Connection) -> None:
    waiting = terminal.run("health", "--json").json["waiting"]
    assert waiting["count"] == len(effects(database)) > 0
    assert waiting["oldest_seconds"] >= 0


@pytest.mark.parametrize(
    ("broken", "shown"),
    [
        ("UPDATE outbox SET state = 'quarantined', last_error = 'ClaimsError: no_such_letter', attempts = 5", "已搁置"),
        ("UPDATE outbox SET state = 'unknown', last_error = 'WorkerLost', attempts = 1", "下落不明"),
        ("INSERT INTO stuck VALUES ('rungs:TL-2024-000001', 'TL-2024-000001', 5, 'ValueError', '2024-10-10', 1, '2024')",
         "rungs:TL-2024-000001"),
        (TOLD_NOBODY, "局领导"),
    ],
    ids=["set aside", "unknown", "stuck", "told to nobody"],
)  # fmt: skip
def test_what_needs_a_human_is_named_and_exits_with_one(
    broken: str, shown: str, terminal: Terminal, database: sqlite3.Connection
) -> None:
    healthy(terminal)
    terminal.done("health")
    database.execute(broken)
    said = terminal.run("health")
    assert said.code == 1
    assert shown in said.out
    assert terminal.run("health", "--json").json["ok"] is False


def test_a_rung_that_reached_nobody_is_no_longer_shown_when_its_clock_is_over(
    terminal: Terminal, database: sqlite3.Connection
) -> None:
    healthy(terminal)
    database.execute(TOLD_NOBODY)
    assert terminal.run("health").code == 1
    database.execute("UPDATE clock SET state = 'met', next_wake_on = NULL")
    terminal.done("health")


def test_a_broker_that_cannot_be_reached_is_told(terminal: Terminal, var: Path) -> None:
    healthy(terminal)
    terminal.at(var, CLAIMS_BROKER_URL="redis://127.0.0.1:1/0")
    said = terminal.run("health")
    assert said.code == 1
    assert "消息服务：连不上" in said.out


def test_a_broker_that_answers_is_told(terminal: Terminal, var: Path, broker_url: str) -> None:
    healthy(terminal)
    terminal.at(var, CLAIMS_BROKER_URL=broker_url)
    assert terminal.done("health", "--json").json["broker"] == {"in_process": False, "reached": True}


def test_without_a_database_health_says_so_in_json_too(terminal: Terminal, tmp_path: Path) -> None:
    terminal.at(tmp_path / "nothing")
    said = terminal.run("health", "--json")
    assert said.code == 1
    facts: dict[str, Any] = json.loads(said.out)
    assert (facts["ok"], facts["error"]) == (False, "not_installed")
    assert "claims init" in said.err


def test_what_was_set_aside_is_sent_again_by_the_administrator(
    terminal: Terminal, database: sqlite3.Connection
) -> None:
    (first, *_) = effects(database)
    database.execute("UPDATE outbox SET state = 'quarantined', faults = 5, last_error = 'ValueError'")
    said = terminal.run("retry", first, "--as", "intake1")
    assert said.code == 1
    assert "管理员" in said.err
    assert "已重新交办" in terminal.done("retry", first, "--as", "admin1").out
    again = terminal.run("retry", first, "--as", "admin1")
    assert again.code == 1
    assert "没有搁置" in again.err
    assert terminal.done("drain", "--json").json == {"done": 1, "set_aside": 0, "failed": []}


def test_work_of_the_sweep_is_sent_again(terminal: Terminal, database: sqlite3.Connection) -> None:
    database.execute(
        "INSERT INTO stuck VALUES ('rungs:TL-2024-000001', 'TL-2024-000001', 5, 'ValueError', '2024', 1, '2024')"
    )
    assert terminal.done("retry", "rungs:TL-2024-000001", "--as", "admin1", "--json").json["state"] == "due"
    said = terminal.run("retry", "rungs:TL-2024-000001", "--as", "admin1")
    assert said.code == 1
    assert "没有名为" in said.err


@pytest.mark.parametrize(
    "options",
    [
        ("--happened",),
        ("--reason", "回执"),
        ("--happened", "--not-happened", "--reason", "回执"),
    ],
)
def test_a_ruling_is_whole_or_not_there(options: tuple[str, ...], terminal: Terminal) -> None:
    said = terminal.run("retry", "any", "--as", "admin1", *options)
    assert said.code == 2
    assert "--reason" in said.err


@pytest.mark.parametrize(("option", "state"), [("--happened", "done"), ("--not-happened", "pending")])
def test_an_act_outside_is_ruled_on_with_its_reason(
    option: str, state: str, terminal: Terminal, database: sqlite3.Connection
) -> None:
    (first, *_) = effects(database)
    database.execute("UPDATE outbox SET state = 'unknown', last_error = 'WorkerLost' WHERE effect_key = ?", (first,))
    bare = terminal.run("retry", first, "--as", "admin1")
    assert bare.code == 2
    assert "向对方查明" in bare.err
    said = terminal.done("retry", first, "--as", "admin1", option, "--reason", "对方回执", "--json")
    assert said.json == {"id": first, "state": state}
    ruling = database.execute("SELECT ruling FROM outbox WHERE effect_key = ?", (first,)).fetchone()[0]
    assert json.loads(ruling)["reason"] == "对方回执"
    assert json.loads(ruling)["at"] <= instant_text(now())


@pytest.mark.parametrize(
    ("broker", "arguments", "told"),
    [
        ("amqp://secret@host", ("worker",), "不认识消息服务的地址“host”"),
        ("memory://", ("beat",), "claims worker"),
    ],
)
def test_what_cannot_run_says_what_to_set(
    broker: str, arguments: tuple[str, ...], told: str, terminal: Terminal, var: Path
) -> None:
    terminal.at(var, CLAIMS_BROKER_URL=broker)
    said = terminal.run(*arguments)
    assert said.code == 2
    assert told in said.err
    assert "secret" not in said.err
