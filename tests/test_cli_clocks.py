"""The clocks of a case and the holiday notices from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.handed_in import pdf
from tests.support.terminal import NO, Terminal, install_with_a_report
from tests.workflows.test_recount import SPRING


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo installation in which one case was reported, applied for, and left alone."""
    folder = tmp_path_factory.mktemp("installed")
    install_with_a_report(folder, applied=True)
    return folder


def test_the_clocks_of_a_case_say_the_law_the_days_and_who_will_hear(terminal: Terminal) -> None:
    text = terminal.done("clocks", NO, "--explain").out
    for said in ("受理审查", "5个工作日", "2024-09-11", "（待核）", "本机关", "还会告诉谁", "局领导", "届满"):
        assert said in text
    assert "T5 受理审查：" in text
    clocks = {one["code"]: one for one in terminal.done("clocks", NO, "--json").json}
    assert (clocks["T5"]["due_on"], clocks["T5"]["target_on"]) == ("2024-09-11", "2024-09-09")
    assert (clocks["T2"]["state"], clocks["T2"]["explanation"]) == ("met", [])
    assert [step["rung"] for step in clocks["T5"]["to_come"]][-1] == "raised_again"


def test_what_was_told_is_shown_with_names(terminal: Terminal) -> None:
    terminal.done("sweep", "--now", "2024-09-19")
    text = terminal.done("clocks", NO).out
    for said in ("已经告诉谁", "超期再升级", "何局长（approver3）", "冯主管（chief1）", "陈受理（intake1）"):
        assert said in text


def test_a_case_that_is_not_there_is_named(terminal: Terminal) -> None:
    said = terminal.run("clocks", "TL-2024-000999")
    assert (said.code, "TL-2024-000999" in said.err) == (1, True)


def test_the_known_years_are_listed(terminal: Terminal) -> None:
    years = terminal.done("calendar", "--json").json["years"]
    assert [year["year"] for year in years] == [2022, 2023, 2024, 2025, 2026]
    assert "2026" in terminal.done("calendar").out


def test_a_years_notice_is_proposed_by_one_and_applied_by_another(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "2027.toml"
    path.write_text(SPRING, encoding="utf-8")
    refused = terminal.run("calendar", "--load", path, "--as", "intake1")
    assert (refused.code, "科室主管" in refused.err) == (1, True)
    said = terminal.done("calendar", "--load", path)
    assert "2027年的放假调休安排已提出（第 1 号改动）" in said.out
    assert "claims rules apply 1" in said.err
    assert terminal.done("calendar", "--json").json["years"][-1]["year"] == 2026
    assert terminal.run("rules", "apply", "1", "--as", "admin1").code == 1
    assert "已应用第 1 号改动" in terminal.done("rules", "apply", "1", "--as", "chief1").out
    assert terminal.done("calendar", "--json").json["years"][-1]["source"] == "合成的2027年放假安排（测试用）"


def test_a_value_is_confirmed_and_published_from_a_terminal(terminal: Terminal, tmp_path: Path) -> None:
    paper = tmp_path / "notice.pdf"
    paper.write_bytes(pdf())
    key = "limits.service_norm.acceptance_check"
    how = ("--source", "铜人社发〔2024〕99号（合成）", "--document", paper)
    assert "第 1 号" in terminal.done("rules", "propose", key, "--as", "chief1", *how).out
    terminal.done("rules", "apply", "1", "--as", "approver3")
    (value,) = terminal.done("rules", "list", key, "--json").json
    assert (value["confidence"], value["unconfirmed"], value["value"]) == ("局", False, 3)
    assert "--from" in terminal.run("rules", "propose", key, "--as", "chief1", "--value", "2", *how).err
    terminal.done("rules", "propose", key, "--as", "chief1", "--value", "2", "--from", "2099-01-01", *how)
    terminal.done("rules", "withdraw", "3", "--as", "chief1")
    assert [one["step"] for one in terminal.done("rules", "changes", "--json").json] == ["withdrawn", "applied"]
    assert "由局确认" in terminal.done("rules", "changes").out
    nothing = ("--source", "x", "--document", tmp_path / "none.pdf")
    missing = terminal.run("rules", "propose", key, "--as", "chief1", *nothing)
    assert (missing.code, "none.pdf" in missing.err) == (2, True)


def test_the_inbox_marks_what_is_urgent(terminal: Terminal) -> None:
    terminal.done("sweep", "--now", "2024-09-19")
    (entry,) = [one for one in terminal.done("inbox", "--as", "chief1", "--json").json if one["code"] == "T5"]
    assert (entry["urgent"], entry["what"], entry["rung"]) == (True, "督办：受理审查", "超期再升级")
    assert "急" in terminal.done("inbox", "--as", "approver3").out


def test_a_day_that_has_not_come_is_no_day_to_act_on(terminal: Terminal) -> None:
    said = terminal.run("advance", NO, "accept", "--as", "intake1", "--at", "2099-01-04")
    assert (said.code, "还没有到" in said.err) == (2, True)


def test_the_desk_can_be_looked_at_as_on_another_day(terminal: Terminal) -> None:
    (then,) = [
        one
        for one in terminal.done("inbox", "--as", "intake1", "--at", "2024-09-05", "--json").json
        if one["code"] == "T5"
    ]
    assert then["due_on"] == "2024-09-11"
    assert "还有" in terminal.done("inbox", "--as", "intake1", "--at", "2024-09-05").out
    assert "6 天" in terminal.done("inbox", "--as", "intake1", "--at", "2024-09-05").out
