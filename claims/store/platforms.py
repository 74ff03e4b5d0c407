"""The door of the platforms: keys of their programs, what was asked under them, and where they want to be told.

A secret lies in a `*_private` row, so it is sealed: a signature can only be checked by who can read the secret.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql

from claims.store.base import Stored, counter, key, maybe_text, refers, text

LIVE = "revoked_at IS NULL"


class ApiKey(Stored, table=True):
    """A key 密钥 of a platform's program. What it does, `username` does; `scopes` and `networks` are joined by commas.

    A platform has at most two that live, in `slot` 1 and 2, so that it can change over from one to the other; and as many of
    the `sandbox`, under which everything is checked and nothing kept.
    """

    __table_args__ = (
        CheckConstraint("slot IN (1, 2)", name="slot"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_whole"),
        Index(
            "ix_api_key_live",
            "platform",
            "sandbox",
            "slot",
            unique=True,
            sqlite_where=sql(LIVE),
            postgresql_where=sql(LIVE),
        ),
    )
    id: str = key()
    platform: str = text(index=True)
    username: str = refers("account.username")
    sandbox: bool
    slot: int
    scopes: str = text()
    networks: str = text()
    made_by: str = text()
    made_at: str = text()
    revoked_by: str | None = maybe_text()
    revoked_at: str | None = maybe_text()


class ApiKeyPrivate(Stored, table=True):
    """The secret of a key."""

    key_id: str = key()
    secret: str = text()


class PlatformEndpoint(Stored, table=True):
    """Where a platform wants to be told of what concerns it; set by its own people."""

    platform: str = key()
    url: str = text()
    set_by: str = refers("account.username")
    set_at: str = text()


class PlatformEndpointPrivate(Stored, table=True):
    """The secret with which what is sent there is signed."""

    platform: str = key()
    secret: str = text()


class ApiNonce(Stored, table=True):
    """A request that was signed has been seen: `id` is a hash of key and nonce. After `ends_at` its time stamp is stale."""

    id: str = key()
    ends_at: str = text(index=True)


class ApiAnswer(Stored, table=True):
    """What a platform asked under an Idempotency-Key, and what it was answered; `id` is a hash of platform and key.

    `call` is method and path, `username` who it was done as. Without `status` it has not been answered yet.
    """

    __table_args__ = (CheckConstraint("(status IS NULL) = (body IS NULL)", name="answered_whole"),)
    id: str = key()
    platform: str = text()
    username: str = refers("account.username")
    call: str = text()
    body_sha256: str = text()
    taken_at: str = text()
    status: int | None = None
    body: str | None = maybe_text()


class ApiCall(Stored, table=True):
    """A request that was signed: when, under which key, which route, and what came of it. No names, no bodies."""

    __table_args__ = (Index("ix_api_call_platform_id", "platform", "id"),)
    id: int | None = counter()
    request_id: str = text()
    at: str = text(index=True)
    platform: str = text()
    key_id: str = refers("api_key.id")
    method: str = text()
    route: str = text()
    status: int
    code: str | None = maybe_text()
