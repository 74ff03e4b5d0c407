"""What guards personal data beside the cipher: blind indexes by which persons are found, changes of keys, and who looked."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from claims.store.base import Stored, counter, maybe_text, refers, text


class PersonIndex(Stored, table=True):
    """A blind index 盲索引 of a person: an HMAC of one known thing (`kind`), under a subkey of the key named.

    By the last four of an ID number there are many persons, by a name or a phone there may be.
    """

    __table_args__ = (
        CheckConstraint("kind IN ('id_number', 'id_tail', 'phone', 'phone_told', 'name')", name="kind"),
        UniqueConstraint("person_id", "kind"),
        Index("ix_person_index_kind_digest", "kind", "digest"),
    )
    id: int | None = counter()
    person_id: str = refers("person.id", index=False)
    kind: str = text()
    digest: str = text()
    key_id: str = text()


class KeyChange(Stored, table=True):
    """A step of a change of the data key: `begun`, and `done` when everything is sealed under `key_id`. Append only.

    `proof` is derived from the key: another key with the same id is found out before it does harm.
    """

    __table_args__ = (CheckConstraint("step IN ('begun', 'done')", name="step"),)
    id: int | None = counter()
    key_id: str = text()
    step: str = text()
    proof: str = text()
    recorded_at: str = text()


class AccessLog(Stored, table=True):
    """Who looked at what of whom, and why. Append only; ids and codes, no personal data.

    `key_hash` is the hash of the request's key: the page and its row belong together, nobody can repeat the request by it.
    """

    __table_args__ = (
        CheckConstraint("what IN ('case', 'letter', 'file', 'search', 'export', 'unmask')", name="what"),
        CheckConstraint("what <> 'unmask' OR (field IS NOT NULL AND reason IS NOT NULL)", name="unmasking"),
        Index("ix_access_log_username_at", "username", "at"),
    )
    id: int | None = counter()
    at: str = text()
    username: str = refers("account.username", index=False)
    what: str = text()
    claim_no: str | None = refers("claim.no", optional=True)
    person_id: str | None = refers("person.id", optional=True)
    field: str | None = maybe_text()
    reason: str | None = maybe_text()
    key_hash: str | None = maybe_text()


class EmergencyLook(Stored, table=True):
    """An administrator asks to look at a case in an emergency 应急查看, and why; the reason names nobody. Append only."""

    id: int | None = counter()
    username: str = refers("account.username")
    claim_no: str = refers("claim.no")
    reason: str = text()
    asked_at: str = text()


class EmergencyAnswer(Stored, table=True):
    """What a second person said to it, once: granted until an instant, or not. Append only."""

    __table_args__ = (
        UniqueConstraint("look_id"),
        CheckConstraint("(until IS NOT NULL) = granted", name="until"),
    )
    id: int | None = counter()
    look_id: int = Field(foreign_key="emergency_look.id")
    answered_by: str = refers("account.username", index=False)
    granted: bool
    answered_at: str = text()
    until: str | None = maybe_text()
