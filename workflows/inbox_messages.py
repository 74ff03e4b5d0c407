"""Messages that did not arrive wait for the intake desk: the recipient must be told in another way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, literal_column

from claims.store.tables import table
from notifications.messages.kinds import MESSAGE_KINDS
from notifications.messages.routes import CHANNEL_NAMES, Channel
from workflows.inbox_tasks import Source, waiting_part
from workflows.message_rows import EARLIER

MESSAGE = table("message")
STATES = {
    "produced": "待发",
    "sent": "已发出",
    "delivered": "已送到",
    "failed": "没有送到",
    "dropped": "不再发送",
    "informed": "已另行通知",
}


def message_part() -> Select[Any]:
    """The failed messages, until they are sent again or somebody says that the recipient knows; not those to a telephone which
    he has given up, of which the present one was told too.
    """
    found = waiting_part(Source.MESSAGE, MESSAGE.c.id, MESSAGE.c.claim_no)
    failed = MESSAGE.c.state == literal_column("'failed'")  # written out, so that its index serves
    return found.where(failed, MESSAGE.c.id.not_like(literal_column(f"'%{EARLIER}%'")))


def message_words(kind: str, channel: str) -> str:
    """What is to be done about a message."""
    return f"{CHANNEL_NAMES[Channel(channel)]}没有送到，请改用其他方式通知：{MESSAGE_KINDS[kind].name}"
