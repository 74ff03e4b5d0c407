"""The person changes his telephone himself: a code to the number that he has, one to the number that he wants, then the move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from claims.errors import Refused
from claims.store.rows import Row
from workflows.machines import MACHINES
from workflows.phone_codes import Asker, Purpose, ask_code, tell_code_to, use_code
from workflows.phone_sign_in import Proof, require_code
from workflows.security_log import Whence
from workflows.transaction import Desk, in_one_transaction

CHANGE = "change_own_phone"


def case_for_change(claims: Sequence[Row]) -> Row | None:
    """The newest of his cases on which the change is written down; None where he has none that goes on."""
    sources = {source for move in MACHINES["claim"].rows_of(CHANGE) for source in move.sources}
    return max((one for one in claims if one["state"] in sources), key=lambda one: str(one["no"]), default=None)


def send_both(desk: Desk, person_id: str, phones: tuple[str, str], asker: Asker, instant: datetime) -> int:
    """Send a code to each number, where each may have one now; 0, or in how many seconds."""
    asked = [ask_code(desk, Purpose.PHONE, phone, asker, instant) for phone in phones]
    for one in asked:
        tell_code_to(desk, one, person_id, instant)
    return max(one.wait for one in asked)


def prove_both(desk: Desk, old: Proof, new: Proof, instant: datetime, whence: Whence) -> None:
    """Both numbers are in his hand; both codes are used then, or none. Raises Refused as signing in does."""
    for proof in (old, new):
        require_code(desk, Purpose.PHONE, proof, instant, whence)

    def use(connection: Connection) -> None:
        if not all(use_code(connection, desk, Purpose.PHONE, one.phone, one.asker, instant) for one in (old, new)):
            raise Refused("phone_code_over")

    in_one_transaction(desk, use)
