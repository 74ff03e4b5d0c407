"""Who is in charge of which area of arbitration (仲裁员分片区联系), by the posts held on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection, or_, select

from claims.store.tables import table
from workflows.people import AREAS_APART
from workflows.roles import Role

POST = table("post")


def areas_of(areas: str | None) -> tuple[str, ...]:
    """The areas that a post names."""
    return tuple(area for area in str(areas or "").split(AREAS_APART) if area)


def arbitrators_by_area(connection: Connection, day: date) -> dict[str, list[str]]:
    """The accounts in charge of each area that day, in the order of their names."""
    held = select(POST.c.username, POST.c.areas).where(
        POST.c.role == Role.ARBITRATOR.value,
        POST.c.valid_from <= day,
        or_(POST.c.valid_to.is_(None), POST.c.valid_to >= day),
    )
    in_charge: dict[str, list[str]] = defaultdict(list)
    for username, areas in connection.execute(held.order_by(POST.c.username)):
        for area in areas_of(areas):
            in_charge[area].append(username)
    return in_charge
