"""Signing in as a subject of the authority's identity provider: only to the account that was linked to it beforehand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from claims.errors import Refused
from claims.store.rows import select_one
from workflows.security_log import Happened, Whence, note
from workflows.signing_in import SignedOn, begin_session
from workflows.transaction import Desk, in_one_transaction


def sign_in_linked(
    desk: Desk, issuer: str, subject: str, instant: datetime, whence: Whence, before: str = ""
) -> SignedOn:
    """The session of the linked account. Raises Refused: oidc_not_linked, sign_in_no_post."""

    def begin(connection: Connection) -> SignedOn | None:
        found = select_one(connection, "account_link", issuer=issuer, subject=subject)
        account = None if found is None else select_one(connection, "account", username=found["username"])
        if account is None:
            note(
                connection, desk, Happened.OIDC_REFUSED, instant, username=None, whence=whence, detail="oidc_not_linked"
            )
            return None
        return begin_session(connection, desk, account, instant, whence, before=before, way="oidc")

    done = in_one_transaction(desk, begin)
    if done is None:
        raise Refused("oidc_not_linked")
    return done
