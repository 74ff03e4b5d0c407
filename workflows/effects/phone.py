"""The effect of another telephone: the number, its index, the sessions that the old one opened, and the log."""

from __future__ import annotations

from sqlalchemy import select

from claims.clock import parse_instant
from claims.store.tables import table
from workflows.phone_changes import replace_phone
from workflows.security_log import Happened, note
from workflows.sessions import end_sessions
from workflows.situation import Situation

ACCOUNT = table("account")
EARLIER_PHONE = "earlier_phone"


def change_phone(s: Situation) -> None:
    """The person is reached, and signs in, by the new number alone; whoever holds the old one is signed out and told."""
    holder, instant = s.data["holder"], parse_instant(s.recorded_at)
    s.scratch[EARLIER_PHONE] = replace_phone(s.connection, holder, s.data["new_phone"], s.occurred_on)
    own = select(ACCOUNT.c.username).where(ACCOUNT.c.person_id == holder)
    names = s.connection.execute(own.order_by(ACCOUNT.c.username)).scalars().all()
    for name in names:
        end_sessions(s.connection, name, instant, "phone_changed")
    username = names[0] if names else None
    note(s.connection, s, Happened.PHONE_CHANGED, instant, username=username, by=_officer(s), detail=s.file.no)


def _officer(s: Situation) -> str | None:
    """Who saw to it: the officer, or of an approval the one who drafted it; nobody but the person himself where he did."""
    if s.actor.person_id == s.data["holder"]:
        return None
    signed = s.file.where("signature", lambda row: row["approval_id"] == s.via and bool(row["valid"]))
    return str(signed[0]["username"]) if signed else s.actor.username
