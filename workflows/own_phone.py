"""The person changes his telephone himself: a code to the number that he has, one to that which he wants, then the move.

Nothing goes to a number that he only names before he has shown that he holds the one that stands: whoever is signed in, and
whoever reported once, could have strangers written to.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from claims.errors import Refused
from claims.store.rows import Row
from workflows.locking import read_person
from workflows.machines import MACHINES
from workflows.person_index import normal_phone
from workflows.phone_codes import Asker, Purpose, ask_code, may_write_to_new, tell_code_to, was_proven
from workflows.phone_sign_in import Proof, prove_again
from workflows.security_log import Whence
from workflows.transaction import Desk, reading

CHANGE = "change_own_phone"


def case_for_change(claims: Sequence[Row]) -> Row | None:
    """The newest of his cases on which the change is written down; None where he has none that goes on."""
    sources = {source for move in MACHINES["claim"].rows_of(CHANGE) for source in move.sources}
    return max((one for one in claims if one["state"] in sources), key=lambda one: str(one["no"]), default=None)


def is_identified(desk: Desk, person_id: str) -> bool:
    """Whether an officer has seen his ID card: who has only a number has nothing else by which he is known."""
    with reading(desk) as connection:
        return bool((read_person(connection, person_id) or {}).get("id_number"))


def send_to_old(desk: Desk, person_id: str, pair: tuple[str, str], asker: Asker, instant: datetime) -> int:
    """Send a code to the number that stands, the first of `pair`; 0, or in how many seconds there may be one. Raises Refused
    where the second, which is to come in its place, is the same.
    """
    old, new = pair
    if normal_phone(old) == normal_phone(new):
        raise Refused("another_phone")
    return _send(desk, person_id, old, asker, instant)


def prove_old(desk: Desk, old: Proof, instant: datetime, whence: Whence) -> None:
    """The number that stands is in his hand. Raises Refused as signing in does."""
    prove_again(desk, Purpose.PHONE, old, instant, whence)


def send_to_new(desk: Desk, person_id: str, pair: tuple[str, str], asker: Asker, instant: datetime) -> int:
    """Send a code to the number that is to come, once the one that stands is proven; 0, or in how many seconds. Raises Refused
    phone_old_first, phone_new_too_many.
    """
    _require_old(desk, pair[0], asker, instant)
    asked = ask_code(desk, Purpose.PHONE, pair[1], asker, instant)
    if not asked.wait:
        if not may_write_to_new(desk, person_id, instant):
            raise Refused("phone_new_too_many")
        tell_code_to(desk, asked, person_id, instant)
    return asked.wait


def prove_new(desk: Desk, old: str, new: Proof, instant: datetime, whence: Whence) -> None:
    """The number that is to come is in his hand too. Raises Refused phone_old_first, or as signing in does."""
    _require_old(desk, old, new.asker, instant)
    prove_again(desk, Purpose.PHONE, new, instant, whence)


def _require_old(desk: Desk, old: str, asker: Asker, instant: datetime) -> None:
    if not was_proven(desk, Purpose.PHONE, old, asker, instant):
        raise Refused("phone_old_first")


def _send(desk: Desk, person_id: str, phone: str, asker: Asker, instant: datetime) -> int:
    asked = ask_code(desk, Purpose.PHONE, phone, asker, instant)
    tell_code_to(desk, asked, person_id, instant)
    return asked.wait
