"""Who looks at a page, as the workflows know him."""

from __future__ import annotations

from sqlalchemy import Connection

from portal.signed_in import NotSignedIn, SignedIn
from workflows.locking import open_actor
from workflows.roles import Actor
from workflows.transaction import Desk


def actor_of(connection: Connection, desk: Desk, who: SignedIn) -> Actor:
    """The actor behind a sign-in, with the posts he holds today. Raises NotSignedIn where the account is gone."""
    actor, _ = open_actor(connection, who.username, desk.today())
    if actor is None:
        raise NotSignedIn("")
    return actor
