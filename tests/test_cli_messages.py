"""Messages from a terminal: seen, sent again, known to have arrived otherwise; health tells of those that did not."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands import messages
from tests.support.keys import keyed_engine
from tests.support.terminal import NO, Terminal
from workflows.channels import platforms_file

MESSAGE = f"{NO}#1/report_received/person"


def fail_the_message(folder: Path) -> None:
    """As if the gateway had refused it for good."""
    engine = keyed_engine(f"sqlite:///{folder / 'claims.sqlite'}", folder)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE message SET channel='sms', state='failed', attempts=8 WHERE id = ?", (MESSAGE,)
        )
    engine.dispose()


def test_the_messages_of_a_case_are_listed_without_their_texts(terminal: Terminal) -> None:
    listed = terminal.done("messages", "list", NO, "--json").json
    assert [row["id"] for row in listed] == [MESSAGE, f"{NO}#1/report_received_platform/platform"]
    assert {"text", "address"}.isdisjoint(listed[0])
    assert "报案已收到" in terminal.done("messages", "list").out
    assert "没有这样的消息" in terminal.done("messages", "list", "--failed").out
    unknown, refused = terminal.run("messages", "list", "TL-1999-000001"), terminal.run("show", "TL-1999-000001")
    assert (unknown.code, unknown.err) == (refused.code, refused.err), "one answer, whoever asks for the case"


def test_the_mailbox_shows_the_texts_of_one_recipient(terminal: Terminal) -> None:
    (row,) = terminal.done("mailbox", "--to", "P000001", "--json").json
    assert row["text"].startswith("【铜梁人社】报案已收到")
    assert "报案已收到" in terminal.done("mailbox").out
    stranger = terminal.run("mailbox", "--to", "张三")
    assert (stranger.code, "没有编号或者名称为“张三”的收件人" in stranger.err) == (1, True)


def test_a_long_mailbox_says_how_the_rest_is_seen(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "共" not in terminal.done("mailbox").err
    monkeypatch.setattr(messages, "MAILBOX_ROWS_SHOWN", 0)
    assert "用 --to 只看一个收件人的，用 --json 输出全部" in terminal.done("mailbox").err
    of_one = terminal.done("mailbox", "--to", "P000001")
    assert ("--json" in of_one.err, "--to" in of_one.err) == (True, False)


def test_every_text_can_be_looked_at(terminal: Terminal) -> None:
    shown = terminal.done("messages", "preview", "--json").json
    assert len(shown) > 25
    assert all(row["characters"] == len(row["text"]) for row in shown)
    assert "已支付，请查看支付通知书" in terminal.done("messages", "preview", "paid").out
    said = terminal.run("messages", "preview", "payed")
    assert (said.code, "没有名为“payed”的消息" in said.err) == (2, True)


def test_a_message_that_did_not_arrive_is_shown_sent_again_or_settled(terminal: Terminal, tmp_path: Path) -> None:
    fail_the_message(tmp_path / "var")
    said = terminal.run("health")
    assert said.code == 1
    assert MESSAGE in said.out
    assert terminal.run("health", "--json").json["undelivered"][0]["id"] == MESSAGE
    assert terminal.run("messages", "retry", MESSAGE, "--as", "intake1").code == 1
    assert "等待发送" in terminal.done("messages", "retry", MESSAGE, "--as", "admin1").out
    fail_the_message(tmp_path / "var")
    assert terminal.done("messages", "informed", MESSAGE, "--as", "intake1", "--json").json["state"] == "informed"
    assert terminal.run("messages", "informed", MESSAGE, "--as", "intake1").code == 1


UNREADABLE = ("not toml", '["美团"]\nurl = "https://x/"', '["美团"]\nurl = 7', '["美团"]\nwhere = "x"', '"美团" = 7')


@pytest.mark.parametrize("text", UNREADABLE)
def test_a_platforms_file_that_cannot_be_read_stops_the_program_without_telling_its_secrets(
    terminal: Terminal, tmp_path: Path, text: str
) -> None:
    platforms_file(tmp_path / "var").write_text(text + '\n# secret = "hidden"', encoding="utf-8")
    said = terminal.run("messages", "list")
    assert said.code == 1
    assert "platforms.toml" in said.err
    assert "hidden" not in said.err


def test_a_platforms_file_is_taken(terminal: Terminal, tmp_path: Path) -> None:
    good = '["美团"]\nurl = "https://platform.example/hook"\nsecret = "s"\n["饿了么"]\nmail = "a@b.example"\n'
    platforms_file(tmp_path / "var").write_text(good, encoding="utf-8")
    assert terminal.done("messages", "list", "--json").json
