"""What an event was given: its data with the private part, where that has not been erased."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from claims.store.rows import Row, select_one


def whole_data(connection: Connection, event: Row) -> dict[str, Any]:
    """The data of an event, the private part among them."""
    private = select_one(connection, "event_private", event_id=event["id"])
    return {**json.loads(event["data"]), **(json.loads(private["body"]) if private else {})}
