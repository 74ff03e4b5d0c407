"""Help for the sign-in of another, asked for by the administrator and agreed to by the head of the section."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from claims.store.tables import table
from workflows.sign_in_office import Help, Helped
from workflows.sign_in_requests import answer, help_sign_in
from workflows.transaction import Desk, reading


def helped(desk: Desk, what: Help, asked: Helped, second: str = "chief1") -> str:
    """Ask and agree; returns the password that was given, if any."""
    given = help_sign_in(desk, what, replace(asked, second=None))
    if given is not None:
        return given
    with reading(desk) as connection:
        latest = connection.execute(select(func.max(table("sign_in_request").c.id))).scalar_one()
    return answer(desk, second, latest, asked.instant, granted=True)


def password_for(desk: Desk, username: str, instant: datetime) -> str:
    """A new password for an account."""
    return helped(desk, Help.PASSWORD, Helped(username, "admin1", instant))
