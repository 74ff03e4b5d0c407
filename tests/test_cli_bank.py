"""The cashier's day from a terminal: a batch out, the return file in, what is left for a person, the account compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claims.bank.formats import PLAIN_CSV, PLAIN_XLSX
from claims.bank.lines import Direction, Movement, Result
from tests.support.bank_scenes import line, with_payments
from tests.support.fixtures.standing import ALLOWED_FEN
from tests.support.keys import TEST_KEYS
from tests.support.terminal import Said, Terminal
from tests.support.world import TODAY, World, sqlite_world

DAY = TODAY.isoformat()
MAKER, RELEASER = ("--as", "cashier1", "--at", DAY), ("--as", "cashier2", "--at", DAY)
APPROVER = ("--as", "approver1", "--at", DAY)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    (tmp_path / "var").mkdir()
    with sqlite_world(tmp_path / "var") as made:
        yield made


@pytest.fixture
def terminal(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal(monkeypatch)
    made.at(
        tmp_path / "var",
        CLAIMS_DATABASE_URL=f"sqlite:///{tmp_path / 'var' / 'world.sqlite'}",
        CLAIMS_DATA_KEYS=TEST_KEYS,
    )
    return made


def sealed(terminal: Terminal) -> dict[str, Any]:
    """A batch of everything that is pending."""
    batch = terminal.done("batch", "open", *MAKER).out.strip()
    terminal.done("batch", "add", batch, "--all", *MAKER)
    told: dict[str, Any] = terminal.done("batch", "seal", batch, *MAKER, "--json").json
    return told


def released(terminal: Terminal, seen: dict[str, Any], who: tuple[str, ...] = RELEASER, **change: object) -> Said:
    told = {**seen, **change}
    yuan = f"{told['sum_fen'] // 100}.{told['sum_fen'] % 100:02d}"
    given = ("--sha256", told["sha256"], "--count", told["count"], "--sum", yuan)
    return terminal.run("batch", "release", seen["batch"], *who, *given)


def test_a_batch_goes_out_and_its_answers_come_in(world: World, terminal: Terminal, tmp_path: Path) -> None:
    first, second = with_payments(world, ("pending", "pending"))
    seen = sealed(terminal)
    assert (seen["count"], seen["sum_fen"]) == (2, 2 * ALLOWED_FEN)
    terminal.done("batch", "file", seen["batch"], "-o", tmp_path)
    content = (tmp_path / f"{seen['batch']}.csv").read_bytes()
    assert content == terminal.bytes_of("batch", "file", seen["batch"])
    own = released(terminal, seen, MAKER)
    assert (own.code, "另一人" in own.err) == (1, True)
    assert released(terminal, seen, sum_fen=seen["sum_fen"] + 1).code == 1
    assert "已放款" in released(terminal, seen).out
    assert released(terminal, seen).code == 1
    answers = [
        line(first, batch_no=seen["batch"]),
        line(second, Result.REJECTED, batch_no=seen["batch"], reason="账号不存在"),
    ]
    path = tmp_path / "回盘.csv"
    path.write_bytes(PLAIN_CSV.answers(answers))
    said = terminal.done("bank", "import", path, *MAKER)
    assert "各类别相加与文件合计相符" in said.out
    states = {
        row["payment"]: row["state"] for row in terminal.done("batch", "show", seen["batch"], "--json").json["payments"]
    }
    assert states == {first: "paid", second: "returned"}
    again = terminal.done("bank", "import", path, *MAKER)
    assert "什么也没有改变" in again.out
    assert len(terminal.done("bank", "files", "--json").json) == 1
    assert seen["batch"] in terminal.done("batch", "list").out


def test_a_line_for_a_person_ends_with_one_and_is_listed(world: World, terminal: Terminal, tmp_path: Path) -> None:
    paid, sent = with_payments(world, ("paid", "sent"))
    path = tmp_path / "回盘.xlsx"
    path.write_bytes(PLAIN_XLSX.answers([line(paid, bank_ref="R2"), line(sent, amount_fen=1)]))
    said = terminal.run("bank", "import", path, *MAKER)
    assert said.code == 1
    assert "重复付款" in said.out
    listed = terminal.done("bank", "lines", "--json").json
    assert [one["bucket"] for one in listed] == ["doubled", "partial"]
    shown = terminal.done("bank", "show", listed[0]["line"].partition("/")[0], "--json").json
    assert shown["buckets"]["doubled"] == {"lines": 1, "sum_fen": ALLOWED_FEN}
    assert (listed[0]["since"], "note_overpaid" in listed[0]["do"]) == (DAY, True)
    data = ("--data", f"line={listed[0]['line']}", "--data", "document=回单")
    terminal.done("advance", paid, "note_overpaid", *MAKER, *data)
    assert terminal.run("advance", paid, "note_overpaid", *MAKER, *data).code == 1
    (draft,) = terminal.done("bank", "pending", "--json").json
    assert (draft["drafted_by"], draft["about"]) == ("cashier1", f"{paid} {listed[0]['line']}")
    assert terminal.run("bank", "confirm", draft["number"], *MAKER).code == 1
    assert terminal.run("bank", "withdraw", draft["number"], *RELEASER).code == 1
    assert "已批准" in terminal.done("bank", "confirm", draft["number"], *APPROVER).out
    assert [one["bucket"] for one in terminal.done("bank", "lines", "--json").json] == ["partial"]


def test_a_line_of_nobody_is_set_down_by_two(world: World, terminal: Terminal, tmp_path: Path) -> None:
    with_payments(world, ("paid",))
    path = tmp_path / "回盘.csv"
    path.write_bytes(PLAIN_CSV.answers([line("TL-2024-000999/payment-1", bank_ref="R2")]))
    assert terminal.run("bank", "import", path, *MAKER).code == 1
    (one,) = terminal.done("bank", "lines", "--json").json
    given = ("bank", "set-down", one["line"], "--document", "银行函1号", *MAKER)
    assert terminal.run(*given, "--ground", "不知道").code == 2
    number = terminal.done(*given, "--ground", "不是本局的支付", "--json").json["event"]
    assert number in terminal.done("bank", "pending").out
    terminal.done("bank", "withdraw", number, *MAKER)
    number = terminal.done(*given, "--ground", "不是本局的支付", "--json").json["event"]
    assert terminal.run("bank", "confirm", number, *MAKER).code == 1
    terminal.done("bank", "confirm", number, *APPROVER)
    assert terminal.done("bank", "lines", "--json").json == []
    assert "没有待批准" in terminal.done("bank", "pending").out


def test_the_bank_is_asked_and_nothing_is_sent_again(world: World, terminal: Terminal, tmp_path: Path) -> None:
    (sent,) = with_payments(world, ("sent",))
    told = terminal.done("bank", "query", sent, "-o", tmp_path, "--json").json
    assert told["payments"] == [sent]
    assert sent in Path(told["file"]).read_text(encoding="utf-8-sig")
    assert terminal.run("bank", "query", "PF-20200101-01").code == 1


def test_the_account_is_compared_and_what_differs_is_listed(world: World, terminal: Terminal, tmp_path: Path) -> None:
    (sent,) = with_payments(world, ("sent",))
    returns, statement = tmp_path / "回盘.csv", tmp_path / "对账单.csv"
    returns.write_bytes(PLAIN_CSV.answers([line(sent, bank_ref="R1")]))
    terminal.done("bank", "import", returns, *MAKER)
    moves = [
        Movement(2, TODAY, Direction.OUT, ALLOWED_FEN, "R1", 900_000 - ALLOWED_FEN),
        Movement(3, TODAY, Direction.OUT, 5, "R9", 899_995 - ALLOWED_FEN),
    ]
    statement.write_bytes(PLAIN_CSV.movements(moves))
    assert "新的收支 2 笔" in terminal.done("bank", "statement", statement, *MAKER).out
    assert "什么也没有改变" in terminal.done("bank", "statement", statement, *MAKER).out
    found = terminal.done("bank", "lines", "--unmatched", "--at", DAY, "--json").json
    assert (found["matched"], found["holds"], found["opening_fen"]) == (1, True, 900_000)
    assert [one["ref"] for one in found["at_bank_only"]] == ["R9"]
    assert "R9" in terminal.done("bank", "lines", "--unmatched", "--at", DAY).out
    yuan = f"{ALLOWED_FEN / 100:.2f}"
    whole = ("ledger", "reconcile", "--as-of", DAY, "--published")
    assert "四方相符" in terminal.done(*whole, f"1,0,{yuan}").out
    strange = terminal.run(*whole, f"1,0,{yuan}", "--bank", statement)
    assert (strange.code, "不属于任何案件" in strange.err) == (1, True)
    other = terminal.run(*whole, "2,0,0", "--json")
    assert (other.code, other.json["agrees"]) == (1, False)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("batch", "add", "PF-1", *MAKER), 2, "--all"),
        (("batch", "show", "PF-1"), 1, "没有编号"),
        (("batch", "open", "--as", "intake1", "--at", DAY), 1, "支付岗"),
        (("bank", "import", "没有.csv", *MAKER), 1, "打不开"),
        (("bank", "show", "BK-1"), 1, "没有编号"),
        (("bank", "query", "PF-1", "--format", "mt940"), 2, "plain-csv"),
        (("ledger", "reconcile", "--published", "41"), 2, "41,473400,50800"),
    ],
)
def test_what_is_typed_wrong_is_told(terminal: Terminal, arguments: tuple[str, ...], code: int, told: str) -> None:
    said = terminal.run(*arguments)
    assert (said.code, told in said.err) == (code, True), said.err


def test_lines_that_wait_are_gone_on_with(world: World, terminal: Terminal) -> None:
    with_payments(world, ("sent",))
    assert "有 0 行等待归类" in terminal.done("bank", "resume", "--at", DAY).out
    assert "没有需要人处理的回盘行" in terminal.done("bank", "lines").out
