"""The log of what the platforms' programs asked: kept for ninety days, for their own people to look things up by number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, func, select

from claims.clock import instant_text
from claims.store.rows import insert_rows
from claims.store.tables import table
from workflows.api_requests import Caller
from workflows.transaction import Desk, in_one_transaction

KEPT = timedelta(days=90)
GOING_MAX = 100
PAGE_ROWS = 50
CALL = table("api_call")


@dataclass(frozen=True, slots=True)
class CallShown:
    """A request as the platform's people see it; `at` is UTC text, `code` that of the first fault."""

    request_id: str
    at: str
    key_id: str
    method: str
    route: str
    status: int
    code: str | None


def note_call(
    desk: Desk, caller: Caller, request_id: str, method: str, route: str, status: int, code: str | None
) -> None:
    """Write down a request and what came of it."""
    at = desk.instant()
    who = {"platform": caller.platform, "key_id": caller.key_id}
    row = {"request_id": request_id, "at": instant_text(at), **who, "method": method, "route": route}

    def work(connection: Connection) -> None:
        insert_rows(connection, "api_call", [{**row, "status": status, "code": code}])
        old = select(CALL.c.id).where(CALL.c.at < instant_text(at - KEPT)).limit(GOING_MAX)
        connection.execute(delete(CALL).where(CALL.c.id.in_(old.with_for_update(skip_locked=True))))

    in_one_transaction(desk, work)


def calls_of(connection: Connection, platform: str, page: int = 1, request_id: str = "") -> tuple[list[CallShown], int]:
    """A page of a platform's requests, the latest first, and how many there are; those of one number where it is given."""
    wanted = [CALL.c.platform == platform, *([CALL.c.request_id == request_id] if request_id else [])]
    total = connection.execute(select(func.count()).select_from(CALL).where(*wanted)).scalar_one()
    names = ("request_id", "at", "key_id", "method", "route", "status", "code")
    found = select(*(CALL.c[name] for name in names)).where(*wanted).order_by(CALL.c.id.desc())
    rows = connection.execute(found.limit(PAGE_ROWS).offset((max(1, page) - 1) * PAGE_ROWS)).mappings()
    return [CallShown(**row) for row in rows], int(total)
