"""What a database is asked: every statement that the driver of SQLite runs meanwhile, whoever sent it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

ASKED = re.compile(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that read or write; what a trigger runs is not among them."""
    asked: list[str] = []

    def hear(statement: str) -> None:
        if ASKED.match(statement):
            asked.append(statement)

    def listen(connection: Any, *_: Any) -> None:
        connection.set_trace_callback(hear)

    def leave(connection: Any, *_: Any) -> None:
        connection.set_trace_callback(None)

    event.listen(engine, "checkout", listen)
    event.listen(engine, "checkin", leave)
    try:
        yield asked
    finally:
        event.remove(engine, "checkout", listen)
        event.remove(engine, "checkin", leave)
