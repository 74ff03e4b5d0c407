"""Guards of the telephone by which a person is reached and signs in."""

from __future__ import annotations

from sqlalchemy import select

from claims.store.tables import table
from notifications.messages.routes import mobile
from workflows.kin import registered
from workflows.locking import read_person
from workflows.person_index import normal_phone
from workflows.phone_changes import is_money_by_phone, rests_until
from workflows.sight import known_by
from workflows.situation import Facts, Situation

CLAIM = table("claim")


def no_money_by_phone(s: Situation) -> Facts | None:
    """He is owed and paid nothing: who has his telephone can ask for no money yet; else a second officer looks at the change."""
    return {} if is_money_by_phone(s.connection, s.file.no, [s.data["holder"]]) else None


def _parties(s: Situation) -> tuple[str, str]:
    return str(s.claim["person_id"]), str(s.claim["claimant_id"])


def holder_identified(s: Situation) -> Facts | None:
    """Whose telephone changes is known by his ID number; who is not is identified first."""
    private = read_person(s.connection, s.data["holder"]) or {}
    return None if private.get("id_number") else {}


def holder_on_case(s: Situation) -> Facts | None:
    """Whose telephone changes is a party of the case, is registered as kin, or has a part of it."""
    if s.data["holder"] in (*_parties(s), *registered(s.file.rows("relative"))):
        return None
    found = select(CLAIM.c.no).where(CLAIM.c.no == s.file.no, known_by([s.data["holder"]]))
    return None if s.connection.execute(found).first() is not None else {"person": s.data["holder"]}


def id_shown(s: Situation) -> Facts | None:
    """The officer has seen the ID card of whose telephone changes."""
    return None if s.data["id_shown"] else {}


def phone_is_mobile(s: Situation) -> Facts | None:
    """The new number is one that an SMS reaches."""
    return None if mobile(normal_phone(s.data["new_phone"])) else {}


def another_phone(s: Situation) -> Facts | None:
    """The new number is another one than that which stands."""
    private = read_person(s.connection, s.data["holder"]) or {}
    same = normal_phone(s.data["new_phone"]) == normal_phone(str(private.get("phone", "")))
    return {} if same else None


def changed_by_holder(s: Situation) -> Facts | None:
    """Who changes a telephone by himself changes his own."""
    return None if s.data["holder"] == s.actor.person_id else {}


def phone_rested(s: Situation) -> Facts | None:
    """A telephone that has just changed asks for no account yet, so that whoever had it before can object."""
    private = read_person(s.connection, str(s.actor.person_id)) or {}
    until = rests_until(private, s.rules, s.calendar, s.occurred_on)
    return None if until is None else {"until": until}
