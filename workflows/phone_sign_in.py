"""Signing in by telephone: who holds the number sees the cases known by it, as the person they are about.

Numbers are given out anew. So where somebody with this number has told an ID number, its last four digits are asked for
too; by them the person is found among those of one number.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from claims.errors import Refused
from claims.masking import masked_name
from claims.store.rows import select_one
from workflows.people import open_rider_account
from workflows.person_index import TAIL_DIGITS, normal_id_number
from workflows.phone_codes import Asker, Purpose, may_try_tail, persons_of_phone, try_code, use_code
from workflows.security_log import Happened, Whence, note
from workflows.signing_in import SignedOn, begin_session
from workflows.transaction import Desk, in_one_transaction, reading

WAY = "phone"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who is known by a phone: his name, masked, and the last four digits of his ID number where he told it."""

    person_id: str
    name: str
    tail: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody shows: a phone with the code that he asked for, and where that is not enough, who he is or the end of his ID
    number.
    """

    phone: str
    code: str
    asker: Asker
    who: str = ""
    tail: str = ""


class MoreWanted(Exception):
    """The code was right; who it is has to be said (one of `unnumbered`) or, with `asks_tail`, shown by an ID number."""

    def __init__(self, unnumbered: tuple[Holder, ...], *, asks_tail: bool) -> None:
        super().__init__("more_wanted")
        self.unnumbered = unnumbered
        self.asks_tail = asks_tail


def sign_in_by_phone(desk: Desk, proof: Proof, instant: datetime, whence: Whence, before: str = "") -> SignedOn:
    """The session of the person behind a phone. `before` is the token that the browser shows already; its session ends.

    Raises Refused: phone_code_wrong with the tries `left`, phone_code_over, phone_tail_wrong, phone_tail_over;
    MoreWanted.
    """
    require_code(desk, Purpose.SIGN_IN, proof, instant, whence)
    with reading(desk) as connection:
        holders = holders_of(connection, proof.phone)
    try:
        if proof.tail and not may_try_tail(desk, proof.phone, instant):
            raise Refused("phone_tail_over")
        chosen = _chosen(holders, proof.who, normal_id_number(proof.tail))
    except Refused:
        _note_wrong(desk, instant, whence)
        raise
    return begin_by_phone(desk, proof, chosen.person_id, instant, whence, before)


def begin_by_phone(
    desk: Desk, proof: Proof, person_id: str, instant: datetime, whence: Whence, before: str = ""
) -> SignedOn:
    """The session of a person whose code was right, which is used up by it. Raises Refused phone_code_over."""

    def begin(connection: Connection) -> SignedOn:
        if not use_code(connection, desk, Purpose.SIGN_IN, proof.phone, proof.asker, instant):
            raise Refused("phone_code_over")
        username = open_rider_account(connection, person_id, desk.today())
        account = select_one(connection, "account", username=username) or {}
        return begin_session(connection, desk, account, instant, whence, before=before, way=WAY)

    return in_one_transaction(desk, begin)


def prove_again(desk: Desk, purpose: Purpose, proof: Proof, instant: datetime, whence: Whence) -> None:
    """Show once more, for one act, that the telephone is in one's hand. Raises Refused phone_code_wrong, phone_code_over."""
    require_code(desk, purpose, proof, instant, whence)

    def use(connection: Connection) -> bool:
        return use_code(connection, desk, purpose, proof.phone, proof.asker, instant)

    if not in_one_transaction(desk, use):
        raise Refused("phone_code_over")


def require_code(desk: Desk, purpose: Purpose, proof: Proof, instant: datetime, whence: Whence) -> None:
    """The code is right. Raises Refused phone_code_wrong with the tries `left`, phone_code_over."""
    right, left = try_code(desk, purpose, proof.phone, proof.code, proof.asker, instant)
    if not right:
        _note_wrong(desk, instant, whence)
        raise Refused("phone_code_wrong", left=left) if left else Refused("phone_code_over")


def holders_of(connection: Connection, phone: str) -> tuple[Holder, ...]:
    """Those who have a case and are known by this phone."""
    found = []
    for person_id in persons_of_phone(connection, phone):
        private = select_one(connection, "person_private", person_id=person_id)
        body = json.loads(private["body"]) if private else {}
        found.append(Holder(person_id, masked_name(body.get("name", "")), body.get("id_number", "")[-TAIL_DIGITS:]))
    return tuple(found)


def _chosen(holders: tuple[Holder, ...], who: str, tail: str) -> Holder:
    """Which of them it is. Raises Refused phone_tail_wrong, phone_code_over where there is none; MoreWanted."""
    if not holders:
        raise Refused("phone_code_over")
    unnumbered = tuple(one for one in holders if not one.tail)
    named = [one for one in unnumbered if len(holders) == 1 or one.person_id == who]
    if named:
        return named[0]
    if not tail:
        raise MoreWanted(unnumbered, asks_tail=len(unnumbered) < len(holders))
    shown = [one for one in holders if one.tail == tail]
    if len(shown) != 1:
        raise Refused("phone_tail_wrong")
    return shown[0]


def _note_wrong(desk: Desk, instant: datetime, whence: Whence) -> None:
    def write(connection: Connection) -> None:
        note(connection, desk, Happened.CODE_WRONG, instant, username=None, whence=whence, detail=WAY)

    in_one_transaction(desk, write)
