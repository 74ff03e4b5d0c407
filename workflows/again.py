"""Sending again what was set aside, and saying what became of an act outside of which nobody knew: the administrator's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from claims.canonical import canonical_json
from claims.clock import instant_text
from claims.errors import BadInput, Refused
from claims.store.rows import Row, select_one, update_row
from workflows import stuck
from workflows.locking import open_actor
from workflows.promises import FRESH
from workflows.roles import Role
from workflows.security_log import Happened, note
from workflows.transaction import Desk, in_one_transaction


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the administrator found out: whether the act was made, and from what that is known (no names of persons)."""

    happened: bool
    reason: str


def again(desk: Desk, name: str, username: str, ruling: Ruling | None = None) -> str:
    """Send the effect or the work of the sweep called `name` again; returns what it is now: "pending", "done" or "due".

    An act outside that is unknown needs a `ruling`: it is marked done, or made again. Raises Refused where `username` is
    no administrator or nothing of that name is set aside, BadInput where a ruling lacks or is not asked for.
    """
    state = in_one_transaction(desk, lambda connection: _effect(desk, connection, name, username, ruling))
    if state is not None:
        return state
    if ruling is not None:
        raise BadInput("ruling_not_asked", name=name)
    stuck.send_again(desk, name)
    in_one_transaction(desk, lambda connection: _note(desk, connection, name, username))
    return "due"


def _note(desk: Desk, connection: Connection, name: str, username: str) -> None:
    note(connection, desk, Happened.SENT_AGAIN, desk.instant(), username=None, by=username, detail=name)


def _effect(desk: Desk, connection: Connection, name: str, username: str, ruling: Ruling | None) -> str | None:
    actor, _ = open_actor(connection, username, desk.today())
    if actor is None or Role.ADMINISTRATOR not in actor.roles:
        raise Refused("again_by_administrator", actor=username)
    effect = select_one(connection, "outbox", effect_key=name)
    if effect is None:
        return None
    values = _ruled(desk, effect, username, ruling)
    if update_row(connection, "outbox", {"effect_key": name, "state": effect["state"]}, values) != 1:
        raise Refused("nothing_set_aside", name=name)
    _note(desk, connection, name, username)
    return str(values["state"])


def _ruled(desk: Desk, effect: Row, username: str, ruling: Ruling | None) -> Row:
    name = effect["effect_key"]
    if effect["state"] == "quarantined":
        if ruling is not None:
            raise BadInput("ruling_not_asked", name=name)
        return FRESH
    if effect["state"] != "unknown":
        raise Refused("nothing_set_aside", name=name)
    if ruling is None or not ruling.reason.strip():
        raise BadInput("ruling_lacks", name=name)
    said = {
        "by": username,
        "at": instant_text(desk.instant()),
        "happened": ruling.happened,
        "reason": ruling.reason.strip(),
    }
    outcome = {"state": "done", "faults": 0, "leased_until": None} if ruling.happened else FRESH
    return {**outcome, "ruling": canonical_json(said)}
