"""Proving a telephone: a code of six digits by SMS, good for ten minutes, one purpose, one use and five tries.

A code goes only to a number that a case is known by, and the page says the same to everybody, so that nobody learns whose
number is here and nobody can have strangers written to. What is kept is an HMAC of the number and of the code with
its purpose: the message says what the code is for, and for nothing else is it good.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, delete, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from claims.clock import instant_text
from claims.store.private import cipher_of
from claims.store.rows import Row, insert_rows
from claims.store.tables import table
from workflows.locking import read_person
from workflows.message_facts import bureau_name
from workflows.message_rows import Cause, Recipient, effect_row, goes_outside, message_rows
from workflows.messaging import route_to
from workflows.person_index import normal_phone, persons_by_phone
from workflows.rate_limits import SECOND_US, Rate, seconds_to_wait
from workflows.recipients import PERSON
from workflows.sight import known_by
from workflows.transaction import Desk, in_one_transaction

DIGITS = 6
LASTS = timedelta(minutes=10)
TRIES = 5
TO_ONE_PHONE = Rate("phone_code", burst=4, every_us=300 * SECOND_US)
TAILS = Rate("phone_tail", burst=10, every_us=3 * 3600 * SECOND_US)  # there are only ten thousand ends of a number
GOING_MAX = 50
CLAIM, CODE = table("claim"), table("phone_code")
WHOSE = (CODE.c.phone_hash, CODE.c.purpose)


class Purpose(StrEnum):
    """What a code is for: to sign in, or to ask for an account to be paid to."""

    SIGN_IN = "sign_in"
    ACCOUNT = "account"

    @property
    def kind(self) -> str:
        """The kind of the message that brings it."""
        return f"{self}_code"


KINDS = tuple(one.kind for one in Purpose)


def send_code(desk: Desk, purpose: Purpose, phone: str, instant: datetime) -> int:
    """Send a code to `phone` where a case is known by it; 0, or in how many seconds another one may be asked for."""
    hashed = _hash(desk, "phone", normal_phone(phone))
    wait = seconds_to_wait(desk, TO_ONE_PHONE, hashed, instant)
    if not wait:
        in_one_transaction(desk, lambda connection: _send(desk, connection, purpose, phone, instant))
    return wait


def persons_of_phone(connection: Connection, phone: str) -> list[str]:
    """The persons with this phone who are a party of a case or have a part of one; those of the newest case first."""
    known = persons_by_phone(connection, phone)
    found = [(row.no, person) for person in known if (row := connection.execute(_newest(person)).first()) is not None]
    return [person for _, person in sorted(found, reverse=True)]


def _newest(person: str) -> Select[Any]:
    """The newest case that a person is known by."""
    found = select(CLAIM.c.no, CLAIM.c.subject_seq).where(known_by([person]))
    return found.order_by(CLAIM.c.no.desc()).limit(1)


def try_code(desk: Desk, purpose: Purpose, phone: str, code: str, instant: datetime) -> tuple[bool, int]:
    """Whether it is the code of this phone, sent for this, and how many tries are left; the try is counted first."""
    hashed = _hash(desk, "phone", normal_phone(phone))
    open_still = (CODE.c.used_at.is_(None), CODE.c.ends_at > instant_text(instant), CODE.c.tries < TRIES)
    counted = update(CODE).where(CODE.c.phone_hash == hashed, CODE.c.purpose == purpose, *open_still)
    counting = counted.values(tries=CODE.c.tries + 1).returning(CODE.c.code_hash, CODE.c.tries)
    row = in_one_transaction(desk, lambda connection: connection.execute(counting).first())
    if row is None:
        return False, 0
    right = hmac.compare_digest(row.code_hash, _code_hash(desk, purpose, hashed, _digits(code)))
    return right, TRIES - row.tries


def may_try_tail(desk: Desk, phone: str, instant: datetime) -> bool:
    """Whether the end of an ID number may be tried once more under this phone; the try is counted before it is looked at."""
    return not seconds_to_wait(desk, TAILS, _hash(desk, "phone", normal_phone(phone)), instant)


def use_code(connection: Connection, desk: Desk, purpose: Purpose, phone: str, instant: datetime) -> bool:
    """The code has done what it is for and does it no second time; False where another one was faster."""
    mine = (CODE.c.phone_hash == _hash(desk, "phone", normal_phone(phone)), CODE.c.purpose == purpose)
    used = update(CODE).where(*mine, CODE.c.used_at.is_(None)).values(used_at=instant_text(instant))
    return int(connection.execute(used).rowcount) == 1


def _send(desk: Desk, connection: Connection, purpose: Purpose, phone: str, instant: datetime) -> None:
    persons = persons_of_phone(connection, phone)
    if not persons:
        return
    claim = connection.execute(_newest(persons[0]).with_for_update(of=CLAIM)).mappings().one()
    code, hashed = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", _hash(desk, "phone", normal_phone(phone))
    row: Row = {
        "phone_hash": hashed,
        "purpose": purpose.value,
        "code_hash": _code_hash(desk, purpose, hashed, code),
        "sent_at": instant_text(instant),
        "ends_at": instant_text(instant + LASTS),
        "tries": 0,
        "used_at": None,
    }
    _forget_old(connection, instant)
    insert: Any = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(insert(CODE).values(row).on_conflict_do_update(index_elements=list(WHOSE), set_=row))
    _tell(desk, connection, dict(claim), Recipient(persons[0], PERSON), purpose, code, instant)


def _tell(
    desk: Desk,
    connection: Connection,
    claim: Mapping[str, Any],
    to: Recipient,
    purpose: Purpose,
    code: str,
    instant: datetime,
) -> None:
    """The message with the code, and the effect that sends it, in the next place on the case."""
    route = route_to(desk, connection, to, lambda one: read_person(connection, one) or {})
    facts = {
        "code": code,
        "minutes": str(LASTS // timedelta(minutes=1)),
        "bureau": bureau_name(desk.rules, desk.today()),
    }
    cause = Cause(f"{claim['no']}/code/{desk.salt()}")
    public, private = message_rows(claim["no"], cause, purpose.kind, to, route, facts, instant_text(instant))
    insert_rows(connection, "message", [public])
    insert_rows(connection, "message_private", [private])
    if goes_outside(public):
        seq = int(claim["subject_seq"]) + 1
        insert_rows(connection, "outbox", [effect_row(public, seq)])
        connection.execute(update(CLAIM).where(CLAIM.c.no == claim["no"]).values(subject_seq=seq))


def _digits(code: str) -> str:
    return normal_phone(code)[: DIGITS + 1]


def _hash(desk: Desk, use: str, text: str) -> str:
    key = cipher_of(desk.engine).keyring.subkey(f"phone_code/{use}")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def _code_hash(desk: Desk, purpose: Purpose, phone_hash: str, code: str) -> str:
    return _hash(desk, "code", f"{purpose}/{phone_hash}{code}")


def _forget_old(connection: Connection, instant: datetime) -> None:
    """What has run out says nothing any more; what somebody holds just now is left to him."""
    old = select(*WHOSE).where(CODE.c.ends_at < instant_text(instant)).limit(GOING_MAX)
    connection.execute(delete(CODE).where(tuple_(*WHOSE).in_(old.with_for_update(skip_locked=True))))
