"""claims letter: the register, a file made anew, whether a file is the one that was issued, service, a look at a kind."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from notifications.texts import template_sha256
from tests.support.edited_texts import BODY, edited_texts
from tests.support.terminal import NO, Terminal, install_with_a_report
from workflows import issued_letters


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation in which one case has been reported and applied for, its letters made."""
    folder = tmp_path_factory.mktemp("letters") / "var"
    folder.mkdir()
    install_with_a_report(folder, applied=True)
    with pytest.MonkeyPatch.context() as patch:
        terminal = Terminal(patch)
        terminal.at(folder)
        data = ("--data", "criterion=2021-10-1-1", "--data", "diagnosis=手指裂伤")
        terminal.done("advance", NO, "accept", "--as", "intake1", "--at", "2024-09-09", *data)
        terminal.done("drain")
    return folder


def number_of(terminal: Terminal, name: str) -> str:
    rows = terminal.done("letter", "list", NO, "--json").json
    return str(next(row["number"] for row in rows if row["name"] == name))


def file_of(folder: Path, number: str, mark: str = "") -> Path:
    return next((folder / "var" / "letters").rglob(f"{number}{mark}.pdf"))


def test_the_register_lists_letters_by_case_and_by_series(terminal: Terminal) -> None:
    rows = terminal.done("letter", "list", "--json").json
    assert {row["state"] for row in rows} == {"signed"}
    assert {row["claim_no"] for row in rows} == {NO}
    of_series = terminal.done("letter", "list", "--series", "acceptance", "--year", 2024, "--json").json
    assert [row["name"] for row in of_series] == ["受理决定书"]
    assert terminal.done("letter", "list", "--year", 2023, "--json").json == []
    assert "已签章" in terminal.done("letter", "list").out


def test_a_letter_is_made_anew_and_is_the_same(terminal: Terminal, tmp_path: Path) -> None:
    number = number_of(terminal, "受理决定书")
    for variant, mark in (("full", ""), ("party", "（抄送本）")):
        said = terminal.done("letter", "render", number, "--variant", variant, "-o", tmp_path / "again.pdf")
        assert "逐字节相同" in said.out
        assert file_of(tmp_path, number, mark).read_bytes().startswith((tmp_path / "again.pdf").read_bytes())
    receipt = number_of(terminal, "报案回执")
    assert (
        "还没有制成" in terminal.run("letter", "render", receipt, "--variant", "party", "-o", tmp_path / "no.pdf").err
    )
    assert terminal.run("letter", "render", "铜人社职认〔1999〕1号", "-o", tmp_path / "no.pdf").code == 1
    assert not (tmp_path / "no.pdf").exists()


def test_another_wording_is_never_written_under_an_old_number(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, path = number_of(terminal, "受理决定书"), tmp_path / "again.pdf"
    with edited_texts() as texts:
        texts["acceptance.txt"] = BODY % "另一种说法。"
        template_sha256.cache_clear()
        said = terminal.run("letter", "render", number, "-o", path)
    template_sha256.cache_clear()
    assert (said.code, "这种文书的文本改过" in said.err, said.out) == (1, True, "")
    monkeypatch.setattr(issued_letters, "rendered", lambda *_: b"%PDF other")
    said = terminal.run("letter", "render", number, "-o", path)
    assert (said.code, "可能是快照、文号或者制作记录被改动过" in said.err) == (1, True)
    monkeypatch.setattr(issued_letters, "engine_sha256", lambda: "0" * 64)
    said = terminal.run("letter", "render", number, "-o", path)
    assert (said.code, "排版程序、字体或者印章换过" in said.err) == (1, True)
    assert not path.exists()


def test_the_file_and_the_number_are_verified(terminal: Terminal, tmp_path: Path) -> None:
    number = number_of(terminal, "受理决定书")
    path = file_of(tmp_path, number)
    said = terminal.done("letter", "verify", path)
    assert f"是本局发出的{number}原件（正本）" in said.out
    assert "有效" in said.out
    assert "单位副本" in terminal.done("letter", "verify", file_of(tmp_path, number, "（抄送本）")).out
    assert "都没有变" in terminal.done("letter", "verify", number.replace("〔", "(").replace("〕", ")")).out
    assert terminal.done("verify", "--letters", "--json").json["flaws"] == []
    terminal.done("letter", "render", number, "-o", tmp_path / "page.pdf")
    assert "没有签名" in terminal.run("letter", "verify", tmp_path / "page.pdf").err


def test_what_was_altered_is_named_and_the_exit_code_says_so(terminal: Terminal, tmp_path: Path) -> None:
    number = number_of(terminal, "受理决定书")
    path = file_of(tmp_path, number)
    content = bytearray(path.read_bytes())
    content[5000] ^= 1
    (tmp_path / "altered.pdf").write_bytes(content)
    said = terminal.run("letter", "verify", tmp_path / "altered.pdf")
    assert (said.code, f"与{number}（正本）从第5000字节起不同" in said.err) == (1, True)
    (tmp_path / "strange.pdf").write_bytes(b"%PDF-1.7")
    assert "不是本局发出的任何一份" in terminal.run("letter", "verify", tmp_path / "strange.pdf").err
    path.write_bytes(content)
    assert "被改动过" in terminal.run("letter", "verify", number).err
    assert terminal.run("verify", "--letters").code == 1
    assert terminal.run("verify").code == 0
    missing = terminal.run("letter", "verify", tmp_path / "nowhere.pdf")
    assert (missing.code, "读不了文件" in missing.err) == (2, True)


def test_service_is_registered_for_one_recipient(terminal: Terminal) -> None:
    number = number_of(terminal, "受理决定书")
    given = ("--as", "intake1", "--method", "direct", "--evidence", "回证1号", "--on", "2024-09-10")
    both = terminal.run("letter", "serve", number, *given)
    assert (both.code, "申请人" in both.err, "平台企业" in both.err) == (1, True, True)
    assert "--to person（申请人）、--to platform（平台企业）" in both.err
    assert "送达申请人" in terminal.done("letter", "serve", number, *given, "--to", "person").out
    assert "送达平台企业" in terminal.done("letter", "serve", number, *given).out
    for again in ((), ("--to", "person")):
        said = terminal.run("letter", "serve", number, *given, *again)
        assert (said.code, "已经送达：2024-09-10送达申请人" in said.err) == (1, True)
    none = terminal.run("letter", "serve", number, *given, "--to", "organ")
    assert (none.code, "不送达有关机关" in none.err, "申请人、平台企业" in none.err) == (1, True, True)


@pytest.mark.parametrize(
    ("changed", "code", "told"),
    [
        ({"--as": "nobody"}, 1, "没有“nobody”这个账号"),
        ({"--on": "2024-13-01"}, 2, "--on"),
        ({"--at": "2099-01-04"}, 2, "2099-01-04还没有到"),
        ({"--at": "2024-13-01"}, 2, "--at"),
        ({"--evidence": " "}, 2, "没有写明送达凭证"),
    ],
)
def test_what_is_wrong_with_a_service_is_told_before_who_was_served(
    changed: dict[str, str], code: int, told: str, terminal: Terminal
) -> None:
    given = {"--as": "intake1", "--method": "direct", "--evidence": "回证1号", "--on": "2024-09-10", **changed}
    said = terminal.run(
        "letter", "serve", number_of(terminal, "受理决定书"), *(part for one in given.items() for part in one)
    )
    assert (said.code, told in said.err) == (code, True), said.err


def test_service_before_the_letter_or_without_consent_is_refused(terminal: Terminal) -> None:
    number = number_of(terminal, "受理决定书")
    given = ("--as", "intake1", "--evidence", "回证1号", "--to", "person")
    early = terminal.run("letter", "serve", number, *given, "--method", "direct", "--on", "2024-09-08")
    assert early.code == 1
    silent = terminal.run("letter", "serve", number, *given, "--method", "electronic", "--on", "2024-09-10", "--json")
    assert (silent.json["done"], [one["code"] for one in silent.json["refusals"]]) == (False, ["electronic_by_consent"])


@pytest.mark.parametrize("kind", ["confirmation", "award", "panel_minutes"])
def test_a_kind_is_looked_at_without_a_number(kind: str, terminal: Terminal, tmp_path: Path) -> None:
    for variant in ("full", "party"):
        terminal.done("letter", "preview", kind, "--variant", variant, "-o", tmp_path / "look.pdf")
        assert (tmp_path / "look.pdf").read_bytes().startswith(b"%PDF")
    before = terminal.done("letter", "list", "--json").json
    assert terminal.run("letter", "preview", "congratulation", "-o", tmp_path / "no.pdf").code == 2
    assert terminal.done("letter", "list", "--json").json == before


def test_a_dash_is_stdout_and_nothing_else_is_said_there(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    number = number_of(terminal, "受理决定书")
    letters = terminal.done("show", NO, "--json").json["letters"]
    service = next(one["id"] for letter in letters for one in letter["services"])
    for command in (("render", number), ("preview", "award"), ("receipt", service)):
        terminal.done("letter", *command, "-o", "page.pdf")
        printed = terminal.bytes_of("letter", *command, "-o", "-")
        assert printed == Path("page.pdf").read_bytes()
        assert terminal.run("letter", *command, "-o", "nowhere/page.pdf").code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.pdf", "var"]


def test_health_tells_of_letters_without_a_signature(terminal: Terminal, tmp_path: Path) -> None:
    said = terminal.run("health", "--json").json
    assert (said["unsigned_letters"], said["sign_key"]) == (0, None)
    assert "等待签名的文书" not in terminal.run("health").out
    with closing(sqlite3.connect(tmp_path / "var" / "claims.sqlite")) as connection:
        connection.execute("UPDATE letter SET state = 'rendered' WHERE kind = 'acceptance'")
        connection.commit()
    said = terminal.run("health", "--json").json
    assert (said["unsigned_letters"], said["sign_key"]) == (1, None)
    assert "等待签名的文书 1 份。\n" in terminal.run("health").out


EMPTY_KEY = "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [(None, "sign_key_missing", "读不到签名密钥的文件"), (EMPTY_KEY, "sign_key_unreadable", "不能使用")],
)
def test_health_tells_what_is_wrong_with_the_key(
    content: str | None, code: str, told: str, terminal: Terminal, tmp_path: Path
) -> None:
    key = tmp_path / "bureau.pem"
    if content is not None:
        key.write_text(content, encoding="utf-8")
    terminal.at(tmp_path / "var", CLAIMS_SIGN_KEY=str(key))
    said = terminal.run("health", "--json")
    assert (said.code, said.json["sign_key"], said.json["ok"]) == (1, code, False)
    shown = terminal.run("health")
    assert (shown.code, told in shown.out, str(key) in shown.out) == (1, True, True)


@pytest.mark.parametrize(
    ("change", "worth", "code"),
    [
        ("UPDATE letter SET state = 'voided'", "voided", None),
        ("UPDATE letter SET kind = 'revocation', overtakes = '{id}' WHERE number <> '{number}'", "revoked", None),
        ("DELETE FROM letter_file", "valid", "letter_check_no_file"),
        ("DELETE FROM letter_file; UPDATE letter SET state = 'issued'", "producing", "letter_check_no_file"),
        (
            (
                "UPDATE letter_file SET id = replace(id, '/signed', '/unsigned'), signed_sha256 = NULL, signed_at = NULL, "
                "certificate_sha256 = NULL, certificate_subject = NULL"
            ),
            "valid",
            "letter_check_gone",
        ),
    ],
)
def test_a_letter_that_is_void_revoked_unsigned_or_without_file_is_not_good(
    change: str, worth: str, code: str | None, terminal: Terminal, tmp_path: Path
) -> None:
    number = number_of(terminal, "受理决定书")
    with closing(sqlite3.connect(tmp_path / "var" / "claims.sqlite")) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        (letter_id,) = connection.execute("SELECT id FROM letter WHERE number = ?", (number,)).fetchone()
        connection.executescript(change.format(id=letter_id, number=number))
        connection.commit()
    said = terminal.run("letter", "verify", number, "--json")
    assert said.code == 1
    assert (said.json["good"], said.json["worth"]) == (False, worth)
    assert code is None or code in {one["code"] for one in said.json["findings"]}
