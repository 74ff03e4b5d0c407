"""Messages on the screen: what was told to whom and whether it arrived, sending again, the mailbox, a look at the texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.clock import minute_text
from commands.desks import desk
from commands.terminal import remark, say, say_json, say_table

MAILBOX_ROWS_SHOWN = 50
SHOWN_AS_TEXT = ("mailbox", "notice")


def listed(no: str | None, *, failed: bool, as_json: bool) -> None:
    """The messages of a case or of all, without their texts."""
    from workflows.receipts import messages_of

    with desk() as opened:
        found = messages_of(opened, no, failed=failed)
    if as_json:
        say_json([_facts(row) for row in found])
        return
    headings = ("编号", "消息", "告诉", "通道", "状态", "试过", "产生", "错误")
    say_table("消息", headings, (_row(row) for row in found))
    if not found:
        say("没有这样的消息。")


def _row(row: Mapping[str, Any]) -> tuple[object, ...]:
    from notifications.messages.kinds import MESSAGE_KINDS
    from notifications.messages.routes import CHANNEL_NAMES, Channel
    from workflows.inbox_messages import STATES

    name, channel = MESSAGE_KINDS[row["kind"]].name, CHANNEL_NAMES[Channel(row["channel"])]
    state = STATES[row["state"]]
    return (
        row["id"],
        name,
        row["recipient"],
        channel,
        state,
        row["attempts"],
        minute_text(row["created_at"]),
        row["last_error"],
    )


def _facts(row: Mapping[str, Any]) -> dict[str, object]:
    return {name: value.isoformat() if name == "due_on" and value else value for name, value in row.items()}


def retry(message_id: str, username: str, *, as_json: bool) -> None:
    """Send a message that failed once more."""
    from workflows.receipts import send_anew

    with desk() as opened:
        send_anew(opened, message_id, username)
    _said(message_id, "produced", "已重新交办，等待发送", as_json=as_json)


def informed(message_id: str, username: str, *, as_json: bool) -> None:
    """Note that the recipient was told in another way."""
    from workflows.receipts import note_informed

    with desk() as opened:
        note_informed(opened, message_id, username)
    _said(message_id, "informed", "已记为另行通知", as_json=as_json)


def _said(message_id: str, state: str, words: str, *, as_json: bool) -> None:
    if as_json:
        say_json({"id": message_id, "state": state})
    else:
        say(f"{message_id}：{words}。")


def mailbox(recipient: str | None, *, as_json: bool) -> None:
    """The texts that stayed in the house, newest first."""
    from workflows.receipts import require_recipient, texts_of

    with desk() as opened:
        found = texts_of(opened, SHOWN_AS_TEXT, recipient)
        if recipient is not None and not found:
            require_recipient(opened, recipient)
    if as_json:
        say_json([_facts(row) for row in found])
        return
    headings = ("时间", "告诉", "文字")
    shown = found[:MAILBOX_ROWS_SHOWN]
    if not shown:
        say("没有消息。")
    say_table(
        "演示信箱和网上通知",
        headings,
        ((minute_text(row["created_at"]), row["recipient"], row["text"]) for row in shown),
    )
    if len(found) > len(shown):
        more = "用 --json 输出全部" if recipient else "用 --to 只看一个收件人的，用 --json 输出全部"
        remark(f"共 {len(found)} 条，列出最近的 {len(shown)} 条；{more}。")


def preview(code: str | None, *, as_json: bool) -> None:
    """The text of one kind, or of all, with sample facts."""
    from notifications.messages.kinds import MESSAGE_KINDS
    from notifications.messages.texts import sample_text

    texts = {kind: sample_text(kind) for kind in ([code] if code else sorted(MESSAGE_KINDS))}
    if as_json:
        say_json([{"kind": kind, "text": text, "characters": len(text)} for kind, text in texts.items()])
        return
    rows = ((kind, MESSAGE_KINDS[kind].name, text, len(text)) for kind, text in texts.items())
    say_table("消息的文字（示例数据）", ("代码", "消息", "文字", "字数"), rows, right=("字数",))
