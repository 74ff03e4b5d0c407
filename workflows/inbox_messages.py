"""Messages that did not arrive wait for the intake desk: the recipient must be told in another way."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from claims.store.rows import select_rows
from notifications.messages.kinds import MESSAGE_KINDS
from notifications.messages.routes import CHANNEL_NAMES, Channel
from workflows.inbox_entry import Entry, entry_on
from workflows.roles import Actor, Role

STATES = {
    "produced": "待发",
    "sent": "已发出",
    "delivered": "已送到",
    "failed": "没有送到",
    "dropped": "不再发送",
    "informed": "已另行通知",
}


def message_entries(connection: Connection, actor: Actor) -> Iterator[Entry]:
    """The failed messages, until they are sent again or somebody says that the recipient knows."""
    if Role.INTAKE not in actor.roles:
        return
    for row in select_rows(connection, "message", state="failed"):
        channel, kind = CHANNEL_NAMES[Channel(row["channel"])], MESSAGE_KINDS[row["kind"]].name
        what = f"{channel}没有送到，请改用其他方式通知：{kind}"
        yield entry_on(None, row, what, STATES["failed"], ())
