"""How people sign in: what proves who they are, the tries that failed, the open sessions, and the log of all of it.

Secrets lie in `*_private` rows, and none of them so that it could be used: a password as its Argon2id hash, the token of a
session and a recovery code as SHA-256. The secret of one-time codes has to be read again and is only encrypted.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Text, UniqueConstraint
from sqlmodel import Field

from claims.store.base import Stored, key, maybe_text, refers, text


class Credential(Stored, table=True):
    """That an account has a password, and since when it has one-time codes; `last_step` is the last step whose code was used.

    `must_change` marks a password that somebody else has set: it opens nothing but the page that changes it.
    """

    __table_args__ = (CheckConstraint("last_step IS NULL OR last_step >= 0", name="step"),)
    username: str = Field(sa_column=Column(Text, ForeignKey("account.username"), primary_key=True))
    password_set_at: str | None = maybe_text()
    must_change: bool = False
    totp_since: str | None = maybe_text()
    last_step: int | None = Field(default=None, sa_type=BigInteger, nullable=True)


class CredentialPrivate(Stored, table=True):
    """Password hash, secret of the one-time codes and hashes of the recovery codes, as a JSON document."""

    username: str = key()
    body: str = text()


class SignInTry(Stored, table=True):
    """Failed tries under one name, known or not; `name_hash` is a hash of purpose and name, so that no typed text is kept."""

    __table_args__ = (CheckConstraint("failed >= 0", name="failed"),)
    name_hash: str = key()
    failed: int
    tried_at: str = text(index=True)
    locked_until: str | None = maybe_text()


class SignInSession(Stored, table=True):
    """A session on the server. `stage` is `password` while the one-time code is awaited, then `open`.

    `idle_ends_at` moves on with each visit up to `ends_at`; `kind` says who comes in by it; `way` is password or oidc.
    """

    __table_args__ = (
        CheckConstraint("stage IN ('password', 'open')", name="stage"),
        CheckConstraint("kind IN ('staff', 'platform', 'rider')", name="kind"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_whole"),
    )
    id: str = key()
    token_sha256: str = text(unique=True)
    username: str = refers("account.username")
    kind: str = text()
    stage: str = text()
    way: str = text()
    started_at: str = text()
    seen_at: str = text()
    idle_ends_at: str = text()
    ends_at: str = text(index=True)
    stepped_up_until: str | None = maybe_text()
    ended_at: str | None = maybe_text()
    ended_by: str | None = maybe_text()


class SignInSessionPrivate(Stored, table=True):
    """From where a session was opened and with which browser, as a JSON document."""

    session_id: str = key()
    body: str = text()


class SecurityEvent(Stored, table=True):
    """What happened to sign-ins and rights, without any secret; append only.

    `username` is None where the name that was typed is nobody's: it may be a password in the wrong field. `by` is who did
    it where that is another. `detail` is a code of a closed list or a name of ours.
    """

    id: str = key()
    at: str = text(index=True)
    what: str = text()
    username: str | None = refers("account.username", optional=True)
    by: str | None = maybe_text()
    session_id: str | None = maybe_text()
    detail: str | None = maybe_text()


class SecurityEventPrivate(Stored, table=True):
    """From where it happened and with which browser, as a JSON document."""

    event_id: str = key()
    body: str = text()


class KeptForm(Stored, table=True):
    """A form that came after its session had ended; given back once, to the same account."""

    id: str = key()
    username: str = refers("account.username")
    path: str = text()
    kept_at: str = text(index=True)


class KeptFormPrivate(Stored, table=True):
    """What was filled in, as a JSON document."""

    form_id: str = key()
    body: str = text()


class DraftForm(Stored, table=True):
    """What an officer has begun to write on a case and not handed in yet; one a page and account."""

    __table_args__ = (UniqueConstraint("username", "claim_no", "page"),)
    id: str = key()
    username: str = refers("account.username")
    claim_no: str = refers("claim.no")
    page: str = text()
    saved_at: str = text()


class DraftFormPrivate(Stored, table=True):
    """What has been written so far, as a JSON document."""

    form_id: str = key()
    body: str = text()


class RateBucket(Stored, table=True):
    """How far ahead of its rate a client has asked: `full_at_us` (microseconds since 1970) is when its bucket is full again."""

    name: str = key()
    full_at_us: int = Field(sa_type=BigInteger, nullable=False, index=True)


class AccountLink(Stored, table=True):
    """The account that a subject of the authority's own identity provider signs in to, linked beforehand by a named operator."""

    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("issuer", "username"))
    id: str = key()
    issuer: str = text()
    subject: str = text()
    username: str = refers("account.username")
    linked_by: str = text()
    linked_at: str = text()
