"""Which service record an officer means who names a letter and, where there are several, the recipient."""

from __future__ import annotations

from claims.errors import Refused
from claims.store.rows import Row, select_one
from workflows.issued_letters import services
from workflows.recipients import RECIPIENT_NAMES
from workflows.transaction import Desk, reading

SERVABLE = ("pending", "sent", "announced")


def service_to_register(desk: Desk, letter: Row, to: str | None) -> Row:
    """The one open record of a letter, on the recipient of the kind `to` where that is given.

    Raises Refused: letter_service_none (nobody of that kind gets it), letter_service_done (served already, with the
    day), letter_service_not_now (came back or void), letter_service_choose (several are open).
    """
    records = services(desk, letter)
    wanted = [one for one in records if to is None or one["recipient_kind"] == to]
    if not wanted:
        names = _names(records) or "没有"
        raise Refused("letter_service_none", number=letter["number"], to=_name(to), recipients=names)
    open_ones = [one for one in wanted if one["state"] in SERVABLE]
    if len(open_ones) == 1:
        return open_ones[0]
    if open_ones:
        options = "、".join(
            sorted({f"--to {one['recipient_kind']}（{_name(one['recipient_kind'])}）" for one in open_ones})
        )
        raise Refused("letter_service_choose", number=letter["number"], count=len(open_ones), options=options)
    served = [one for one in wanted if one["state"] == "served"]
    if served:
        days = "、".join(f"{one['served_on']}送达{_name(one['recipient_kind'])}" for one in served)
        raise Refused("letter_service_done", number=letter["number"], days=days, service=served[-1]["id"])
    raise Refused("letter_service_not_now", number=letter["number"], recipients=_names(wanted))


def require_account(desk: Desk, username: str) -> None:
    """Raises Refused `no_such_actor`, before anything else is looked at."""
    with reading(desk) as connection:
        if select_one(connection, "account", username=username) is None:
            raise Refused("no_such_actor", actor=username)


def _names(records: list[Row]) -> str:
    return "、".join(dict.fromkeys(_name(one["recipient_kind"]) for one in records))


def _name(kind: str | None) -> str:
    return RECIPIENT_NAMES.get(kind or "", "任何人")
