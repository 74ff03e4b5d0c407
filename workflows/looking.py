"""Whether somebody of the house may look into a case at all: one question for the search, the unmasking and the pages."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from claims.store.rows import Row
from workflows.command import Refusal
from workflows.rights import PARTIES
from workflows.roles import Actor, Role
from workflows.sight import may_see_case

# Those who keep the house and not its cases.
OF_NO_CASE = frozenset({Role.ADMINISTRATOR})


def not_of_the_house(actor: Actor) -> Refusal | None:
    """Why this actor looks at nothing by search or unmasking: parties have their own pages, an administrator no case content."""
    if not actor.roles:
        return Refusal("no_post", {"actor": actor.username})
    if not actor.roles - PARTIES - OF_NO_CASE:
        return Refusal("looking_of_staff", {})
    return None


def kept_from(connection: Connection, actor: Actor, claim: Row, today: date) -> Refusal | None:
    """Why this actor does not look into this case today."""
    return may_see_case(connection, actor, claim, today)
