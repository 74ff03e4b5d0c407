"""Proving a telephone: a code of six digits by SMS, good for ten minutes, one purpose, one use and five tries.

A code belongs to the browser that asked for it: nobody else can use it up, and whoever asks for one himself closes the door
to nobody. It is made for every number, and tried and counted alike, but sent only where a case is known by the number: so
nobody learns whose number is here, and nobody can have strangers written to. What is kept is an HMAC of the number, of the
asker and of the code with its purpose: the message says what the code is for, and for nothing else is it good.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, select, tuple_, update
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
from workflows.transaction import Desk, in_one_transaction, reading

DIGITS = 6
LASTS = timedelta(minutes=10)
TRIES = 5
# One network has less than flows into a number's own bucket: it cannot empty that for whoever holds the telephone.
AGAIN = Rate("phone_code_again", burst=1, every_us=60 * SECOND_US)
FROM_NETWORK = Rate("phone_code_from", burst=8, every_us=3600 * SECOND_US)
TO_ONE_PHONE = Rate("phone_code", burst=20, every_us=30 * 60 * SECOND_US)
TO_NEW_PHONES = Rate(
    "phone_new", burst=5, every_us=24 * 3600 * SECOND_US
)  # of one person, to whatever numbers he names
TAILS = Rate("phone_tail", burst=10, every_us=3 * 3600 * SECOND_US)  # there are only ten thousand ends of a number
GOING_MAX = 50
CLAIM, CODE = table("claim"), table("phone_code")
WHOSE = (CODE.c.phone_hash, CODE.c.purpose, CODE.c.asker_hash)


class Purpose(StrEnum):
    """What a code is for: to sign in, to ask for an account to be paid to, to change the telephone itself, or to take out a
    full copy of one's own data.
    """

    SIGN_IN = "sign_in"
    ACCOUNT = "account"
    PHONE = "phone"
    COPY = "copy"

    @property
    def kind(self) -> str:
        """The kind of the message that brings it."""
        return f"{self}_code"


KINDS = tuple(one.kind for one in Purpose)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for a code: what only this browser shows, and the network from which it comes."""

    browser: str
    network: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that was made for an asker and not told yet; or in how many seconds another one may be asked for."""

    purpose: Purpose
    phone: str
    code: str
    wait: int = 0


def send_code(desk: Desk, purpose: Purpose, phone: str, asker: Asker, instant: datetime) -> int:
    """Make a code and send it; 0, or in how many seconds another one may be asked for."""
    asked = ask_code(desk, purpose, phone, asker, instant)
    tell_code(desk, asked, instant)
    return asked.wait


def ask_code(desk: Desk, purpose: Purpose, phone: str, asker: Asker, instant: datetime) -> Asked:
    """Make a code for this asker, whosever the number is: what is done here is the same for every number."""
    hashed = _hash(desk, "phone", normal_phone(phone))
    wait = _seconds_to_wait(desk, purpose, hashed, asker, instant)
    if wait:
        return Asked(purpose, phone, "", wait)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    row: Row = {
        "phone_hash": hashed,
        "purpose": purpose.value,
        "asker_hash": _hash(desk, "asker", asker.browser),
        "code_hash": _code_hash(desk, purpose, hashed, code),
        "sent_at": instant_text(instant),
        "ends_at": instant_text(instant + LASTS),
        "tries": 0,
        "used_at": None,
    }
    in_one_transaction(desk, lambda connection: _keep(connection, row, instant))
    return Asked(purpose, phone, code)


def tell_code(desk: Desk, asked: Asked, instant: datetime) -> None:
    """Send the code where a case is known by the number; nothing where none is, or where it had to wait."""
    if asked.code:
        in_one_transaction(desk, lambda connection: _send(desk, connection, asked, instant))


def tell_code_to(desk: Desk, asked: Asked, person_id: str, instant: datetime) -> None:
    """Send the code to the number itself, which this person has shown us that he wants to be known by."""

    def send(connection: Connection) -> None:
        claim = connection.execute(_newest(person_id).with_for_update(of=CLAIM)).mappings().one()
        _tell(desk, connection, dict(claim), asked, Recipient(person_id, PERSON), {"phone": asked.phone}, instant)

    if asked.code:
        in_one_transaction(desk, send)


def _seconds_to_wait(desk: Desk, purpose: Purpose, hashed: str, asker: Asker, instant: datetime) -> int:
    client = f"{purpose}/{hashed}"
    rates = ((AGAIN, f"{client}/{asker.browser}"), (FROM_NETWORK, f"{client}/{asker.network}"), (TO_ONE_PHONE, client))
    return next((wait for rate, whose in rates if (wait := seconds_to_wait(desk, rate, whose, instant))), 0)


def _keep(connection: Connection, row: Row, instant: datetime) -> None:
    _forget_old(connection, instant)
    insert: Any = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(insert(CODE).values(row).on_conflict_do_update(index_elements=list(WHOSE), set_=row))


def persons_of_phone(connection: Connection, phone: str) -> list[str]:
    """The persons with this phone who are a party of a case or have a part of one; those of the newest case first."""
    known = persons_by_phone(connection, phone)
    found = [(row.no, person) for person in known if (row := connection.execute(_newest(person)).first()) is not None]
    return [person for _, person in sorted(found, reverse=True)]


def _newest(person: str) -> Select[Any]:
    """The newest case that a person is known by."""
    found = select(CLAIM.c.no, CLAIM.c.subject_seq).where(known_by([person]))
    return found.order_by(CLAIM.c.no.desc()).limit(1)


def try_code(desk: Desk, purpose: Purpose, phone: str, code: str, asker: Asker, instant: datetime) -> tuple[bool, int]:
    """Whether it is the code that this asker was sent for this, and how many tries are left; the try is counted first."""
    hashed = _hash(desk, "phone", normal_phone(phone))
    open_still = (CODE.c.used_at.is_(None), CODE.c.ends_at > instant_text(instant), CODE.c.tries < TRIES)
    counted = update(CODE).where(*_mine(desk, purpose, phone, asker), *open_still)
    counting = counted.values(tries=CODE.c.tries + 1).returning(CODE.c.code_hash, CODE.c.tries)
    row = in_one_transaction(desk, lambda connection: connection.execute(counting).first())
    if row is None:
        return False, 0
    right = hmac.compare_digest(row.code_hash, _code_hash(desk, purpose, hashed, _digits(code)))
    return right, TRIES - row.tries


def may_write_to_new(desk: Desk, person_id: str, instant: datetime) -> bool:
    """Whether a code may go to one more number that a person says is his, whichever; it is counted by asking."""
    return not seconds_to_wait(desk, TO_NEW_PHONES, person_id, instant)


def may_try_tail(desk: Desk, phone: str, instant: datetime) -> bool:
    """Whether the end of an ID number may be tried once more under this phone; the try is counted before it is looked at."""
    return not seconds_to_wait(desk, TAILS, _hash(desk, "phone", normal_phone(phone)), instant)


def use_code(connection: Connection, desk: Desk, purpose: Purpose, phone: str, asker: Asker, instant: datetime) -> bool:
    """The code has done what it is for and does it no second time; False where another one was faster. For as long again
    as it lasted `was_proven` says that it was right.
    """
    mine = _mine(desk, purpose, phone, asker)
    done = {"used_at": instant_text(instant), "ends_at": instant_text(instant + LASTS)}
    used = update(CODE).where(*mine, CODE.c.used_at.is_(None)).values(done)
    return int(connection.execute(used).rowcount) == 1


def was_proven(desk: Desk, purpose: Purpose, phone: str, asker: Asker, instant: datetime) -> bool:
    """Whether this asker has used a code of this number for this a few minutes ago, and asked for no other since."""
    used = (CODE.c.used_at.is_not(None), CODE.c.ends_at > instant_text(instant))
    found = select(CODE.c.phone_hash).where(*_mine(desk, purpose, phone, asker), *used)
    with reading(desk) as connection:
        return connection.execute(found).first() is not None


def _mine(desk: Desk, purpose: Purpose, phone: str, asker: Asker) -> tuple[ColumnElement[bool], ...]:
    hashed = _hash(desk, "phone", normal_phone(phone))
    whose = (CODE.c.phone_hash == hashed, CODE.c.asker_hash == _hash(desk, "asker", asker.browser))
    return (*whose, CODE.c.purpose == purpose)


def _send(desk: Desk, connection: Connection, asked: Asked, instant: datetime) -> None:
    persons = persons_of_phone(connection, asked.phone)
    if not persons:
        return
    claim = connection.execute(_newest(persons[0]).with_for_update(of=CLAIM)).mappings().one()
    known = read_person(connection, persons[0]) or {}
    _tell(desk, connection, dict(claim), asked, Recipient(persons[0], PERSON), known, instant)


def _tell(
    desk: Desk,
    connection: Connection,
    claim: Mapping[str, Any],
    asked: Asked,
    to: Recipient,
    contact: Mapping[str, Any],
    instant: datetime,
) -> None:
    """The message with the code, and the effect that sends it, in the next place on the case."""
    route = route_to(desk, connection, to, lambda _: dict(contact))
    facts = {
        "code": asked.code,
        "minutes": str(LASTS // timedelta(minutes=1)),
        "bureau": bureau_name(desk.rules, desk.today()),
    }
    cause = Cause(f"{claim['no']}/code/{desk.salt()}")
    public, private = message_rows(claim["no"], cause, asked.purpose.kind, to, route, facts, instant_text(instant))
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
