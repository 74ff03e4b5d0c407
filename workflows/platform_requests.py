"""The requests for data that a platform has had: what still waits for its answer, and what was answered, in time or late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, func, literal_column, select

from claims.store.tables import table
from workflows.platform_acts import NO_DATA
from workflows.platform_cases import DATA_REQUEST
from workflows.roles import Actor
from workflows.sight import visible_claims

PAGE_ROWS = 50
CLAIM, CLOCK, EVENT = table("claim"), table("clock"), table("event")
WAITS = CLOCK.c.state == literal_column("'running'")
ANSWERED = ("met", "late")


@dataclass(frozen=True, slots=True)
class DataRequest:
    """A request: on which case, about which order, until when; and when it was answered (None: it waits), whether that was
    late, and whether it was that there is no such thing.
    """

    claim_no: str
    order_no: str | None
    accident_on: date
    due_on: date
    unit: str
    provisional: bool
    answered_on: date | None
    late: bool
    without_data: bool


def data_requests(
    connection: Connection, actor: Actor, today: date, page: int = 1, claim_no: str = ""
) -> tuple[list[DataRequest], int]:
    """A page of the requests to the actor's platform, those that wait first by their day, and how many there are; with
    `claim_no` only those about that case.
    """
    wanted = [CLOCK.c.code == DATA_REQUEST, WAITS | CLOCK.c.state.in_(ANSWERED)]
    if claim_no:
        wanted.append(CLOCK.c.claim_no == claim_no)
    of_case = CLOCK.join(CLAIM, CLAIM.c.no == CLOCK.c.claim_no)
    total = connection.execute(visible_claims(select(func.count()).select_from(of_case).where(*wanted), actor, today))
    facts = [CLOCK.c[name] for name in ("due_on", "unit", "provisional", "state", "closed_on")]
    facts += [CLAIM.c.no, CLAIM.c.order_no, CLAIM.c.accident_on, EVENT.c.trigger]
    found = select(*facts).select_from(of_case.outerjoin(EVENT, EVENT.c.id == CLOCK.c.closed_by)).where(*wanted)
    order = (case((WAITS, 0), else_=1), case((WAITS, CLOCK.c.due_on)), CLOCK.c.closed_on.desc(), CLOCK.c.id)
    rows = visible_claims(found, actor, today).order_by(*order).limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS)
    return [
        DataRequest(
            claim_no=row["no"],
            order_no=row["order_no"],
            accident_on=row["accident_on"],
            due_on=row["due_on"],
            unit=row["unit"],
            provisional=bool(row["provisional"]),
            answered_on=row["closed_on"],
            late=row["state"] == "late",
            without_data=row["trigger"] == NO_DATA.trigger,
        )
        for row in connection.execute(rows).mappings()
    ], int(total.scalar_one())
