"""Letters that were rendered while there was no key are signed as soon as there is one: an effect for each is posted.

A worker without a key may take it, and leaves the letter as it is: the effect is posted again until the letter is signed.
"""

from __future__ import annotations

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from claims.clock import instant_text
from claims.store.tables import table
from workflows.promises import SIGN_LETTER, effect_key, pending_effect
from workflows.transaction import Desk, in_one_transaction, reading

LETTER, OUTBOX, CLAIM = table("letter"), table("outbox"), table("claim")
DONE = OUTBOX.c.state == "done"
UNDONE = OUTBOX.c.state != "done"
AT_A_TIME = 100


def order_signing(desk: Desk) -> None:
    """Post the signing of letters that wait for it and for which none is under way."""
    if desk.sign_key is None:
        return
    with reading(desk) as connection:
        waiting = _waiting(connection)
    if not waiting:
        return
    created_at = instant_text(desk.instant())

    def post(connection: Connection) -> None:
        for letter_id, claim_no in _waiting(connection):
            _post(connection, letter_id, claim_no, created_at)

    in_one_transaction(desk, post)


def _waiting(connection: Connection) -> list[tuple[str, str]]:
    posted = (
        select(OUTBOX.c.effect_key)
        .where(OUTBOX.c.effect_key == effect_key(SIGN_LETTER, "") + LETTER.c.id, UNDONE)
        .exists()
    )
    found = (
        select(LETTER.c.id, LETTER.c.claim_no)
        .where(LETTER.c.state == "rendered", ~posted)
        .order_by(LETTER.c.claim_no, LETTER.c.id)
        .limit(AT_A_TIME)
    )
    return [(str(letter_id), str(claim_no)) for letter_id, claim_no in connection.execute(found)]


def _post(connection: Connection, letter_id: str, claim_no: str, created_at: str) -> None:
    """The row of the case is locked by this, so its order of effects stays one; two at once post one effect."""
    seq = connection.execute(
        update(CLAIM)
        .where(CLAIM.c.no == claim_no)
        .values(subject_seq=CLAIM.c.subject_seq + 1)
        .returning(CLAIM.c.subject_seq)
    ).scalar_one()
    effect = pending_effect(SIGN_LETTER, claim_no, seq, {"letter": letter_id}, created_at)
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    posted = insert(OUTBOX).values(effect).on_conflict_do_update(index_elements=["effect_key"], set_=effect, where=DONE)
    connection.execute(posted)
