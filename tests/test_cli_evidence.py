"""claims evidence: files taken in from a disk, the list of a case, marks, and every original compared with what came."""

from __future__ import annotations

from pathlib import Path

from tests.support.handed_in import HEIC, pdf, photograph
from tests.support.terminal import NO, Terminal
from workflows.evidence_store import evidence_path


def sent(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_files_are_taken_in_listed_and_marked(terminal: Terminal, tmp_path: Path) -> None:
    files = (sent(tmp_path, "病历.jpg", photograph()), sent(tmp_path, "病历.pdf", pdf()))
    assert "“病历.jpg”已收到" in terminal.done("evidence", "add", NO, "diagnosis", *files, "--as", "intake1").out
    lines = terminal.done("evidence", "list", NO, "--as", "intake1", "--json").json
    line = next(one for one in lines if one["kind"] == "diagnosis")
    assert (line["standing"], line["may_be_asked_for"]) == ("received", False)
    assert {file["name"] for file in line["files"]} == {"病历.jpg", "病历.pdf"}
    file_id = line["files"][0]["id"]
    assert (
        "看不清" in terminal.done("evidence", "mark", file_id, "unreadable", "--note", "blurred", "--as", "intake1").out
    )
    said = terminal.done("evidence", "list", NO, "--as", "intake1").out
    assert "医疗诊断证明或病历" in said
    assert "看不清 模糊" in said


def test_one_that_is_refused_keeps_no_other_out(terminal: Terminal, tmp_path: Path) -> None:
    files = (sent(tmp_path, "a.heic", HEIC), sent(tmp_path, "b.pdf", pdf()), tmp_path / "none.jpg")
    said = terminal.run("evidence", "add", NO, "diagnosis", *files, "--as", "intake1")
    assert said.code == 1
    assert "“a.heic”打不开" in said.err
    assert "“none.jpg”" in said.err
    assert str(tmp_path) not in said.err
    assert "“b.pdf”已收到" in said.out
    again = terminal.run("evidence", "add", NO, "diagnosis", *files[:2], "--as", "intake1", "--json")
    assert [(one["taken"], one.get("is_new"), one.get("code")) for one in again.json] == [
        (False, None, "evidence_file_type"),
        (True, False, None),
    ]


def test_a_wrong_kind_lists_the_kinds_and_a_stranger_learns_nothing(terminal: Terminal, tmp_path: Path) -> None:
    file = sent(tmp_path, "b.pdf", pdf())
    assert "invoices 收费票据和费用清单" in terminal.run("evidence", "add", NO, "x", file, "--as", "intake1").err
    for case in (NO, "TL-1999-000001"):
        said = terminal.run("evidence", "add", case, "diagnosis", file, "--as", "admin1")
        assert "没有找到这份材料或者这个案件" in said.err


def test_every_original_is_read_and_what_is_wrong_is_named(terminal: Terminal, tmp_path: Path) -> None:
    assert "核对原件 0 个" in terminal.done("evidence", "check").out
    files = (sent(tmp_path, "a.jpg", photograph()), sent(tmp_path, "b.pdf", pdf()))
    terminal.done("evidence", "add", NO, "diagnosis", *files, "--as", "intake1")
    assert "全部与收到时一致" in terminal.done("evidence", "check").out
    var = tmp_path / "var"
    originals = [path for path in (var / "evidence").rglob("*") if path.is_file()]
    assert len(originals) == 2
    originals[0].write_bytes(b"other")
    originals[1].unlink()
    orphan = evidence_path(var, "ab" * 32)
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"left")
    said = terminal.run("evidence", "check", "--json")
    assert said.code == 1
    assert (len(said.json["altered"]), len(said.json["gone"])) == (1, 1)
    assert said.json["orphans"] == [str(orphan.relative_to(var))]
    told = terminal.run("evidence", "check")
    assert "不在：" in told.err
    assert "与收到时不一样：" in told.err
    assert "没有登记" in told.out
    daily = terminal.run("audit", "check", "--json").json["findings"]
    assert {one["check"] for one in daily} >= {"evidence_is_what_came"}
