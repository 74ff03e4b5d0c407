"""A case from a terminal: reported, seen, moved, refused, signed; with the same words and rights as everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.terminal import NO, Said, Terminal

REPORT = {
    "platform": "美团", "industry": "外卖", "channel": "phone", "accident_on": "2024-09-02", "order_state": "delivering",
    "order_no": "MT1", "accident_place": "铜梁区巴川街道", "accident_course": "送餐途中摔倒", "injury": "右手腕骨折",
}  # fmt: skip
CONFIRM = (
    "--data", "criterion=2021-10-1-1", "--data", 'parts:=[{"part": "右腕", "verdict": "confirmed"}]',
    "--data", "facts_found=送餐途中摔倒受伤。", "--data", "evidence_weighed=订单记录；病历",
)  # fmt: skip


def advance(terminal: Terminal, target: str, trigger: str, username: str, day: str, *data: str) -> Said:
    return terminal.run("advance", target, trigger, "--as", username, "--at", day, *data, "--json")


def accepted(terminal: Terminal) -> None:
    """The case is applied for, accepted, and ready to be decided."""
    for trigger, day, data in (
        ("apply", "2024-09-04", ("kind=injury", "consent=是", "form=是", "papers=application_form,diagnosis")),
        ("accept", "2024-09-05", ("criterion=2021-10-1-1", "diagnosis=右桡骨远端骨折")),
        ("receive_data", "2024-09-06", ("record=MT-D-1",)),
        ("report_done", "2024-09-09", ("evidence=订单记录,病历", "interview=笔录1", "criterion=2021-10-1-1")),
    ):
        said = advance(terminal, NO, trigger, "intake1", day, *(part for datum in data for part in ("--data", datum)))
        assert said.code == 0, said.err


def test_a_move_is_made_and_says_what_came_of_it(terminal: Terminal) -> None:
    data = ("kind=injury", "consent=是", "form=是", "papers=application_form")
    said = terminal.done(
        "advance", NO, "apply", "--as", "intake1", "--at", "2024-09-04", *(x for one in data for x in ("--data", one))
    )
    assert f"已办理：{NO}　现在的状态：已申请" in said.out
    assert "《收件凭证》" in said.out
    shown = terminal.done("show", NO, "--json").json
    assert (shown["state"], shown["received_on"]) == ("applied", "2024-09-04")
    assert [event["occurred_on"] for event in shown["events"]][-1] == "2024-09-04"


def test_a_refusal_exits_with_one_and_names_every_reason_on_stderr(terminal: Terminal) -> None:
    said = advance(terminal, NO, "accept", "intake1", "2024-09-04")
    assert said.code == 1
    assert said.json["done"] is False
    assert [one["code"] for one in said.json["refusals"]] == ["no_such_move"]
    assert said.json["refusals"][0]["message"] in said.err
    missing = advance(terminal, NO, "apply", "intake1", "2024-09-04", "--data", "kind=injury")
    assert {one["code"] for one in missing.json["refusals"]} == {"bad_datum"}
    assert len(missing.json["refusals"]) == 2


def test_the_same_key_makes_a_move_once(terminal: Terminal) -> None:
    data = ("--data", "kind=injury", "--data", "consent=是", "--data", "form=是", "--key", "k-1")
    first = advance(terminal, NO, "apply", "intake1", "2024-09-04", *data)
    again = advance(terminal, NO, "apply", "intake1", "2024-09-04", *data)
    assert (first.code, first.json["repeated"]) == (0, False)
    assert again.code == 1
    assert "k-1" in again.err


def test_what_needs_an_approval_is_drafted_signed_and_then_done(terminal: Terminal) -> None:
    accepted(terminal)
    drafted = advance(terminal, NO, "confirm", "intake1", "2024-09-10", *CONFIRM).json
    approval = drafted["subject"]
    assert drafted["state"] == "drafted"
    waiting = terminal.done("inbox", "--as", "reviewer1", "--json").json
    assert [entry["target"] for entry in waiting] == [approval]
    assert advance(terminal, approval, "review", "intake1", "2024-09-10").code == 1
    assert advance(terminal, approval, "review", "reviewer1", "2024-09-10").code == 0
    signed = advance(terminal, approval, "approve", "approver1", "2024-09-11").json
    assert "确认职业伤害" in [event["label"] for event in signed["events"]]
    assert "职业伤害确认结论书" in [letter["name"] for letter in signed["letters"]]
    assert terminal.done("show", NO, "--json").json["state"] == "confirmed"


def test_moves_lists_what_may_be_done_what_it_needs_and_what_stands_in_the_way(terminal: Terminal) -> None:
    said = terminal.done("moves", NO, "--as", "intake1").out
    assert "逾期申请" in said
    assert "kind（申请种类）" in said
    assert "本人申请期限已于2024-12-02届满" in said
    assert "另有" in said
    assert "须在“已申请”时办理" in terminal.done("moves", NO, "--as", "intake1", "--all").out
    listed = {one["trigger"]: one for one in terminal.done("moves", NO, "--as", "intake1", "--json").json}
    assert listed["apply_late"]["allowed"]
    assert [one["code"] for one in listed["apply"]["reasons"]] == ["applied_in_time"]
    assert listed["accept"]["possible_in"] == ["applied"]
    assert listed["draft"]["reasons"][0]["code"] == "claim_confirmed"
    assert "没有可以办理" in terminal.done("moves", NO, "--as", "auditor1").out


def test_moves_of_one_subject_only(terminal: Terminal) -> None:
    accepted(terminal)
    approval = advance(terminal, NO, "confirm", "intake1", "2024-09-10", *CONFIRM).json["subject"]
    listed = terminal.done("moves", approval, "--as", "reviewer1", "--json").json
    assert {one["target"] for one in listed} == {approval}
    assert [one["trigger"] for one in listed if one["allowed"]] == ["review", "return"]


def test_a_case_is_shown_without_what_nobody_needs_to_see(terminal: Terminal) -> None:
    accepted(terminal)
    said = terminal.done("show", NO)
    assert "待确认" in said.out
    assert "合成人员11 5001**********0004" in said.out
    everything = said.out + terminal.done("show", NO, "--json").out + terminal.done("show", NO, "--all").out
    for secret in ("500151199001110004", "13800000000", "右桡骨远端骨折", "送餐途中摔倒"):
        assert secret not in everything


def test_the_history_is_cut_short_unless_asked_for(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.cases.LAST_EVENTS", 3)
    accepted(terminal)
    events = terminal.done("show", NO, "--json").json["events"]
    short = terminal.done("show", NO).out
    assert f"最近 3 项，--all 看全部 {len(events)} 项" in short
    assert "提出待遇给付申请" not in short
    assert "提出待遇给付申请" in terminal.done("show", NO, "--all").out


def test_an_empty_inbox_says_so(terminal: Terminal) -> None:
    assert terminal.done("inbox", "--as", "cashier1").out == "cashier1 没有待办。\n"
    assert terminal.done("inbox", "--as", "cashier1", "--json").json == []


def test_the_inbox_says_the_day_and_what_is_left(terminal: Terminal) -> None:
    accepted(terminal)
    said = terminal.done("inbox", "--as", "intake1").out
    assert "职业伤害确认" in said
    assert "已超" in said


def test_nobody_acts_as_the_system(terminal: Terminal) -> None:
    said = advance(terminal, NO, "withdraw", "system", "2024-09-04")
    assert said.code == 1
    assert "claims sweep" in said.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "TL-2024-000099"), "TL-2024-000099"),
        (("moves", "TL-2024-000099", "--as", "intake1"), "TL-2024-000099"),
        (("moves", NO, "--as", "nobody1"), "nobody1"),
        (("inbox", "--as", "nobody1"), "nobody1"),
        (("advance", NO, "apply", "--as", "nobody1"), "nobody1"),
        (("advance", f"{NO}/widget-3", "apply", "--as", "intake1"), "widget"),
        (("advance", f"{NO}/approval-99", "approve", "--as", "approver1"), "approval-99"),
    ],
)
def test_what_is_not_there_is_named(arguments: tuple[str, ...], told: str, terminal: Terminal) -> None:
    said = terminal.run(*arguments)
    assert (said.code, said.out) == (1, "")
    assert told in said.err


def test_a_new_case_is_reported_by_its_form(terminal: Terminal) -> None:
    data = [part for name, value in {**REPORT, "person_id": "P000001", "order_no": "MT2"}.items()
            for part in ("--data", f"{name}={value}")]  # fmt: skip
    said = advance(terminal, "new", "report", "intake1", "2024-09-05", *data)
    assert said.json["claim_no"] == "TL-2024-000002"


def test_a_production_database_has_no_set_clock_and_no_pilot(terminal: Terminal, tmp_path: Path) -> None:
    terminal.at(tmp_path / "real")
    assert "claims keys new" in terminal.run("init", "--production").err
    terminal.done("keys", "new")
    assert terminal.done("init", "--production", "--json").json["mode"] == "production"
    for arguments in (
        ("advance", "new", "report", "--as", "intake1", "--at", "2024-09-04"),
        ("sweep", "--now", "2024-09-04"),
        ("pilot",),
    ):
        said = terminal.run(*arguments)
        assert said.code == 1
        assert "正式库" in said.err
    assert terminal.done("sweep").out.startswith("办理了 0 项到期的事项，")


def test_init_says_what_it_did_and_does_it_once(terminal: Terminal, tmp_path: Path) -> None:
    terminal.at(tmp_path / "fresh")
    assert "已建库：演示库" in terminal.done("init").out
    again = terminal.done("init")
    assert "已是最新" in again.out
    assert "账号" not in again.out
    said = terminal.run("init", "--production")
    assert said.code == 1
    assert "演示库" in said.err


def test_a_password_in_the_address_is_not_shown(terminal: Terminal, tmp_path: Path) -> None:
    terminal.at(tmp_path, CLAIMS_DATABASE_URL="postgresql+psycopg://clerk:secret@127.0.0.1:1/claims")
    said = terminal.run("init")
    assert said.code == 1
    assert "secret" not in said.out + said.err


def test_the_board_of_disputes_on_the_screen_and_for_programs(terminal: Terminal) -> None:
    assert "没有未了结的争议" in terminal.done("disputes").out
    data = ("--data", "matter=labour_relation", "--data", "route=arbitration")
    opened = advance(terminal, f"{NO}/dispute", "lodge", "legal1", "2024-09-04", *data)
    assert opened.code == 0, opened.err
    shown = terminal.done("disputes", "--as", "legal1").out
    assert "1 件争议，绿色通道 0 件" in shown
    assert "劳动仲裁" in shown
    assert "已超" in shown
    (entry,) = terminal.done("disputes", "--all", "--json").json
    assert (entry["route"], entry["clock"], entry["due_on"]) == ("劳动仲裁", "仲裁受理", "2024-09-09")
    assert (entry["fast"], entry["area"], entry["arbitrators"]) == (False, None, [])


def test_the_board_is_not_shown_to_nobody(terminal: Terminal) -> None:
    said = terminal.run("disputes", "--as", "nobody")
    assert (said.code, said.out) == (1, "")
