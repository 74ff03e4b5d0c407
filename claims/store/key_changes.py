"""Which data key a database is sealed under, as its own rows tell, so that a missing or a wrong key is found at once."""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy import Connection

from claims.clock import instant_text
from claims.errors import ClaimsError
from claims.keyring import Keyring
from claims.store.rows import Row, insert_rows, select_rows

BEGUN, DONE = "begun", "done"
PROOF = "proof"


def proof_of(keyring: Keyring, key_id: str) -> str:
    """What tells this key from any other with the same id, and nothing of the key."""
    return keyring.subkey(PROOF, key_id).hex()


def note_change(connection: Connection, keyring: Keyring, step: str, instant: datetime) -> None:
    """Write down that the change to the sealing key has `begun` or is `done`."""
    key_id = keyring.sealing.id
    row = {"key_id": key_id, "step": step, "proof": proof_of(keyring, key_id), "recorded_at": instant_text(instant)}
    insert_rows(connection, "key_change", [row])


def note_first_key(connection: Connection, keyring: Keyring, instant: datetime) -> None:
    """Write down the key of a database that has none yet."""
    if not select_rows(connection, "key_change"):
        note_change(connection, keyring, DONE, instant)


def last_change(connection: Connection, step: str) -> Row | None:
    """The last row of a step."""
    found = select_rows(connection, "key_change", step=step)
    return found[-1] if found else None


def under_way(connection: Connection) -> Row | None:
    """The row with which a change began that is not done."""
    begun, done = last_change(connection, BEGUN), last_change(connection, DONE)
    return begun if begun is not None and (done is None or done["id"] < begun["id"]) else None


def keys_in_use(connection: Connection, keyring: Keyring) -> frozenset[str]:
    """The key of the last change that was done, that of the one under way, and the one that seals now.

    What is under another key was put back.
    """
    rows = (last_change(connection, DONE), under_way(connection))
    return frozenset({keyring.sealing.id, *(row["key_id"] for row in rows if row is not None)})


def check_keys(connection: Connection, keyring: Keyring) -> None:
    """Raises ClaimsError where the key that the database is sealed under is not at hand, where another bears its id, and
    where the ring would seal under a key that was changed for another.
    """
    changes = select_rows(connection, "key_change")
    done = [row["key_id"] for row in changes if row["step"] == DONE]
    if done:
        keyring.find(done[-1])
    if keyring.sealing.id in done and keyring.sealing.id != done[-1]:
        raise ClaimsError("data_key_retired", key=keyring.sealing.id, now=done[-1])
    known = {one.id for one in keyring.keys}
    for row in changes:
        if row["key_id"] in known and not hmac.compare_digest(proof_of(keyring, row["key_id"]), row["proof"]):
            raise ClaimsError("data_key_wrong", key=row["key_id"])
