"""Who and what may be named on a case: colleagues, other reports of the same accident, those on whom letters are served."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, or_, select

from claims.store.rows import Row, select_rows
from claims.store.tables import table
from workflows.case_heads import CLAIM, names_of
from workflows.kin import registered
from workflows.machines.claim_rows.states import GONE
from workflows.roles import OFFICERS, Role

ACCOUNT, POST = table("account"), table("post")
INSIDE = sorted(OFFICERS | {Role.INVESTIGATOR})  # those whom 回避 may concern
SAME_ACCIDENT = timedelta(days=1)


def colleagues_of(connection: Connection, today: date) -> dict[str, str]:
    """Who holds a post on cases today: name by sign-in."""
    held = (
        POST.c.role.in_(INSIDE),
        POST.c.valid_from <= today,
        or_(POST.c.valid_to.is_(None), POST.c.valid_to >= today),
    )
    found = select(ACCOUNT.c.username, ACCOUNT.c.display_name).join(POST, POST.c.username == ACCOUNT.c.username)
    rows = connection.execute(found.where(*held).distinct().order_by(ACCOUNT.c.username))
    return {row.username: row.display_name for row in rows}


def reports_of_accident(connection: Connection, claim: Row) -> dict[str, Row]:
    """The other open cases of the same person, of an accident at most a day apart, by number."""
    day = claim["accident_on"]
    found = select(CLAIM).where(
        CLAIM.c.person_id == claim["person_id"],
        CLAIM.c.accident_on.between(day - SAME_ACCIDENT, day + SAME_ACCIDENT),
        CLAIM.c.no != claim["no"],
        CLAIM.c.state.not_in(sorted(GONE)),
    )
    return {row["no"]: dict(row) for row in connection.execute(found.order_by(CLAIM.c.no)).mappings()}


def recipients_of(connection: Connection, claim: Row, target: str) -> dict[str, str]:
    """On whose part something may be said of a service or a consent: its own recipient; of what is not there yet, all to whom
    the case writes, and registered kin. A person is masked, a platform has its name."""
    services = select_rows(connection, "service", claim_no=claim["no"])
    mine = [*services, *select_rows(connection, "consent", claim_no=claim["no"])]
    own = [row["recipient"] for row in mine if row["id"] == target]
    kin = registered(select_rows(connection, "relative", claim_no=claim["no"]))
    every = (claim["person_id"], claim["claimant_id"], claim["platform"], *(row["recipient"] for row in services), *kin)
    ids = list(dict.fromkeys(map(str, own or every)))
    names = names_of(connection, ids)
    return {one: names.get(one, one) for one in ids}
