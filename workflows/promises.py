"""The effects that a transaction promises to be done after it: their names, their keys and the rows in which they wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from claims.canonical import canonical_json
from claims.store.rows import Row

RENDER_LETTER, SIGN_LETTER, SEND_MESSAGE = "render_letter", "sign_letter", "send_message"
FRESH: Row = {"state": "pending", "faults": 0, "leased_until": None, "not_before": None, "token": None}


class NotYet(Exception):
    """An effect that may only be carried out from an instant on; that it was begun sooner is no fault and no try.

    `lacks` is what it waits for, as a fault is kept, where somebody has to bring it.
    """

    def __init__(self, until: datetime, lacks: str | None = None) -> None:
        super().__init__(until)
        self.until = until
        self.lacks = lacks


def effect_key(kind: str, subject_id: str) -> str:
    """The key of the one effect of this kind on this letter or message."""
    return f"{kind}:{subject_id}"


def pending_effect(kind: str, claim_no: str, seq: int, payload: Mapping[str, str], created_at: str) -> Row:
    """The row of an effect that nobody has taken yet.

    `seq` is its place in the outbox of the case, `payload` names the one letter or message by its id, and `created_at` is
    an instant in UTC.
    """
    (subject_id,) = payload.values()
    return {
        "effect_key": effect_key(kind, subject_id),
        "claim_no": claim_no,
        "seq": seq,
        "kind": kind,
        "payload": canonical_json(dict(payload)),
        **FRESH,
        "attempts": 0,
        "last_error": None,
        "created_at": created_at,
    }
