"""Guards of the telephone by which a person is reached and signs in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select, union_all

from claims.calendar import Period, Unit, due
from claims.store.tables import table
from workflows.locking import read_person
from workflows.person_index import normal_phone
from workflows.phone_changes import CHANGED_ON
from notifications.messages.routes import mobile
from workflows.sight import known_by
from workflows.situation import Facts, Situation

CLAIM, ITEM, ACCOUNT = table("claim"), table("award_item"), table("payee_account")


def no_money_by_phone(s: Situation) -> Facts | None:
    """Nobody on the case is owed or paid anything: who has his telephone can ask for no money yet. It chooses the row."""
    return {} if _is_money_by_phone(s) else None


def money_by_phone(s: Situation) -> Facts | None:
    """Somebody on the case has an account, or an item on some case: a second officer looks at the change. It chooses the row."""
    return None if _is_money_by_phone(s) else {}


def _is_money_by_phone(s: Situation) -> bool:
    persons = (s.claim["person_id"], s.claim["claimant_id"])
    found = union_all(
        *(
            select(of.c.claim_no).where(or_(of.c.claim_no == s.file.no, of.c.beneficiary.in_(persons)))
            for of in (ITEM, ACCOUNT)
        )
    )
    return s.connection.execute(found.limit(1)).first() is not None


def holder_on_case(s: Situation) -> Facts | None:
    """Whose telephone changes is a party of the case, or has a part of it."""
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
    changed = private.get(CHANGED_ON)
    if not changed:
        return None
    limit = s.rules.at("limits.account_cooling", s.occurred_on)
    until = due(date.fromisoformat(changed), Period(limit.as_int(), Unit(limit.unit)), s.calendar).on
    return None if s.occurred_on >= until else {"until": until}
