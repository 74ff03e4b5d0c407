"""Whole books from a terminal: a file of reports, the pilot, the ledger as a table, every chain checked."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.terminal import Terminal, small_pilot, terminal_on_copy

HEADINGS = "姓名,身份证号码,平台企业,行业,报案渠道,报案日期,受伤日期,受伤地点,受伤经过,受伤部位与程度,受伤时订单状态"
GOOD = "{name},{number},美团,外卖,电话,2024-09-03,2024-09-02,铜梁区,送餐途中摔倒,右手腕骨折,配送或运送中"
THREE_AND_THREE = "\n".join(
    (
        HEADINGS,
        GOOD.format(name="合成人员11", number="500151199001110004"),
        GOOD.format(name="", number="500151199001110005").replace("电话", "写信"),
        GOOD.format(name="合成人员12", number="50015119900112000X"),
        GOOD.format(name="合成人员13", number="500151199001130005").replace("2024-09-03", "2024-09-01"),
        GOOD.format(name="合成人员14", number="500151199001140000"),
        GOOD.format(name="合成人员15", number="1234").replace("铜梁区", "").replace("2024-09-03", "3/9/24"),
    )
)


@pytest.fixture
def terminal(replayed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return terminal_on_copy(replayed, tmp_path / "var", monkeypatch)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "var" / "claims.sqlite"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_three_good_and_three_bad_lines_three_cases_every_fault_and_none_twice(
    terminal: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "reports.csv"
    path.write_text(THREE_AND_THREE, encoding="utf-8")
    before = terminal.done("verify", "--json").json["cases"]
    first = terminal.run("import", path, "--as", "intake1", "--json")
    assert first.code == 1
    assert [first.json[name] for name in ("taken", "repeated", "refused")] == [3, 0, 3]
    assert [len(one["faults"]) for one in first.json["results"]] == [0, 3, 0, 1, 0, 3]
    again = terminal.run("import", path, "--json").json
    assert [again[name] for name in ("taken", "repeated", "refused")] == [0, 3, 3]
    assert [one["claim_no"] for one in again["results"]] == [one["claim_no"] for one in first.json["results"]]
    assert terminal.done("verify", "--json").json["cases"] == before + 3


def test_an_import_tells_every_line_and_what_to_do_with_the_bad_ones(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "reports.csv"
    path.write_text(THREE_AND_THREE, encoding="utf-8")
    said = terminal.run("import", path)
    assert "第 2 行　已导入　TL-2024-" in said.out
    assert "第 3 行　退回" in said.out
    assert "姓名：没有填写。" in said.out
    assert "已导入 3 行，已导入过 0 行，退回 3 行" in said.err
    assert "有 3 行没有导入" in said.err


def test_a_file_that_cannot_be_read_exits_with_two(terminal: Terminal, tmp_path: Path) -> None:
    said = terminal.run("import", tmp_path / "gone.xlsx")
    assert (said.code, said.out) == (2, "")
    assert "gone.xlsx" in said.err


def test_the_template_is_printed_or_written(terminal: Terminal, tmp_path: Path) -> None:
    assert "姓名,身份证号码" in terminal.done("import", "--template").out
    assert terminal.done("import", "--template", "-o", "-").out == terminal.done("import", "--template").out
    path = tmp_path / "模板.xlsx"
    assert str(path) in terminal.done("import", "--template", "-o", path).out
    assert path.read_bytes().startswith(b"PK")
    assert terminal.run("import", "--template", "-o", tmp_path / "t.docx").code == 2
    said = terminal.run("import", "--template", "-o", tmp_path / "no" / "t.csv")
    assert said.code == 1
    assert "t.csv" in said.err


def test_the_pilot_tells_its_totals_where_the_letters_lie_and_what_to_type(replayed: Path) -> None:
    said = (replayed / "said").read_text(encoding="utf-8")
    for expected in (
        "2 人",
        "1 人",
        "¥44,487.00",
        "不变式",
        f"文书在 {replayed}/letters/",
        "show TL-2022-",
        "ledger export",
    ):
        assert expected in said
    assert list((replayed / "letters").rglob("*.pdf"))


def test_a_pilot_is_not_replayed_into_a_database_that_holds_cases(terminal: Terminal) -> None:
    said = terminal.run("pilot", "--json")
    assert (said.code, said.out) == (1, "")
    assert "claims init" in said.err


def test_a_pilot_for_programs_is_json_with_the_agreed_names(terminal: Terminal, tmp_path: Path) -> None:
    terminal.at(tmp_path / "other")
    terminal.done("init")
    told = terminal.done("pilot", "--json", "--data", small_pilot(tmp_path / "small.toml")).json
    assert set(told) == {
        "confirmed", "graded", "lump_sum_fen", "medical_fen", "refused", "letters", "journal_entries", "deadlines", "told",
        "green_channel", "reconciled", "invariants",
    }  # fmt: skip
    assert set(told["deadlines"]) == {"met", "late"}
    assert all(value is True for value in told["invariants"].values())
    assert (told["confirmed"], told["graded"], told["lump_sum_fen"]) == (2, 1, 4_448_700)
    with closing(sqlite3.connect(tmp_path / "other" / "claims.sqlite")) as database:
        stands_on = database.execute("SELECT demo_day FROM installation").fetchone()
    assert stands_on == ("2025-06-30",)


def test_a_pilot_file_with_faults_exits_with_two(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("seed = 1", encoding="utf-8")
    said = terminal.run("pilot", "--data", path)
    assert (said.code, said.out) == (2, "")
    assert "bad.toml" in said.err


def test_the_ledger_is_written_to_a_file_or_to_stdout_alike(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    told = terminal.done("ledger", "export", "--format", "csv", "-o", path, "--json").json
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    listed = rows(content.decode("utf-8"))
    assert told["rows"] == len(listed) > 0
    assert told["sum_fen"] == sum(int(row["金额（元）"].replace(".", "")) for row in listed)
    assert sum(told["balances_fen"].values()) == 0
    assert terminal.done("ledger", "export", "-o", "-", "--json").out == content.decode("utf-8")
    said = terminal.done("ledger", "export")
    assert said.out == content.decode("utf-8")
    assert "贷方合计" in said.err
    assert "2001 应付待遇" in said.err
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_ledger_as_of_a_day_holds_nothing_later(terminal: Terminal) -> None:
    everything = rows(terminal.done("ledger", "export").out)
    last = max(row["业务日期"] for row in everything)
    earlier = rows(terminal.done("ledger", "export", "--as-of", "2022-12-31").out)
    assert 0 < len(earlier) < len(everything)
    assert max(row["业务日期"] for row in earlier) <= "2022-12-31"
    assert rows(terminal.done("ledger", "export", "--as-of", last).out) == everything
    assert rows(terminal.done("ledger", "export", "--value-to", "2022-12-31").out) == earlier
    assert rows(terminal.done("ledger", "export", "--known-on", "2022-12-31").out) == earlier


def test_a_ledger_that_cannot_be_written_leaves_no_half_file(terminal: Terminal, tmp_path: Path) -> None:
    said = terminal.run("ledger", "export", "-o", tmp_path / "no" / "ledger.csv")
    assert said.code == 1
    assert "ledger.csv" in said.err
    (tmp_path / "kept.csv").write_text("as before", encoding="utf-8")
    (tmp_path / "var" / "claims.sqlite").write_bytes(b"not a database" * 100)
    assert terminal.run("ledger", "export", "-o", tmp_path / "kept.csv").code == 1
    assert (tmp_path / "kept.csv").read_text(encoding="utf-8") == "as before"


def test_every_chain_is_checked_and_a_change_is_named(terminal: Terminal, database: Path) -> None:
    good = terminal.done("verify")
    assert "没有发现改动" in good.out
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute("UPDATE event SET actor = 'approver2' WHERE seq = 5")
        connection.commit()
    said = terminal.run("verify")
    assert said.code == 1
    assert "发现改动" in said.out
    assert "TL-2022-000001#5" in said.err
    flaws = terminal.run("verify", "--json").json["flaws"]
    assert {flaw["code"] for flaw in flaws} == {"flaw_in_chain"}


def test_a_sweep_on_a_day_of_the_demonstration_and_a_drain_of_its_letters(terminal: Terminal) -> None:
    report = {"person_id": "P000001", "platform": "美团", "industry": "外卖", "channel": "phone", "accident_on": "2025-06-02",
              "order_state": "delivering", "accident_place": "铜梁区", "accident_course": "摔倒", "injury": "骨折"}  # fmt: skip
    data = [part for name, value in report.items() for part in ("--data", f"{name}={value}")]
    reported = terminal.done("advance", "new", "report", "--as", "intake1", "--at", "2025-06-03", *data, "--json").json
    ask = ("advance", reported["claim_no"], "request_withdrawal", "--as", "rider-p000001", "--at", "2025-06-04")
    terminal.done(*ask, "--data", "reason=不再申请")
    before = terminal.done("sweep", "--now", "2025-06-04", "--json").json
    assert (before["made"], before["refused"]) == (0, [])
    assert terminal.done("sweep", "--now", "2025-06-06", "--json").json["made"] == 1
    assert terminal.done("show", reported["claim_no"], "--json").json["state"] == "withdrawn"
    assert terminal.done("drain", "--json").json == {"done": 2, "set_aside": 0, "failed": []}
    letters = terminal.done("show", reported["claim_no"], "--json").json["letters"]
    assert all(Path(letter["file"]).exists() for letter in letters)
    assert terminal.done("drain").out == "完成 0 项。\n"


def test_the_register_shows_every_number_and_exits_with_an_error_where_one_is_missing(
    terminal: Terminal, database: Path
) -> None:
    whole = terminal.done("letter", "register", "--series", "confirmation", "--json").json
    assert [(one["series"], one["gaps"], [row["serial"] for row in one["entries"]]) for one in whole] == [
        ("confirmation", [], list(range(1, len(one["entries"]) + 1))) for one in whole
    ]
    assert "已签章" in terminal.done("letter", "register").out
    with closing(sqlite3.connect(database)) as file:
        file.execute("UPDATE series SET last_serial = last_serial + 1 WHERE series = 'letter.confirmation'")
        file.commit()
    broken = terminal.run("letter", "register", "--series", "confirmation")
    assert broken.code == 1
    assert "缺号" in broken.err


def test_the_proof_of_service_is_printed_and_a_notice_only_of_what_came_back(
    terminal: Terminal, tmp_path: Path
) -> None:
    no = terminal.done("letter", "register", "--series", "confirmation", "--json").json[0]["entries"][0]["claim_no"]
    shown = terminal.done("show", no, "--json").json
    service = next(one["id"] for letter in shown["letters"] for one in letter["services"])
    assert service.partition("/")[2] in terminal.done("show", no).out
    said = terminal.done("letter", "receipt", service).out
    assert "送达回证" in said
    assert "受送达人" in said
    path = tmp_path / "回证.pdf"
    terminal.done("letter", "receipt", service, "-o", path)
    assert path.read_bytes().startswith(b"%PDF")
    refused = terminal.run("letter", "notice", service)
    assert refused.code == 1
    assert "还不能公告送达" in refused.err
    assert terminal.run("letter", "receipt", service, "-o", tmp_path / "nowhere" / "回证.pdf").code != 0
