"""How injured persons come in: what they have begun to report, and the codes that prove a telephone.

A report is kept under the hash of the token that its browser shows, so that nobody who reads the database can go on with
it; what was answered is private. A code is an HMAC under a key that lies outside the database: six digits are soon tried out.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint

from claims.store.base import Stored, key, maybe_text, refers, text

PURPOSES = "purpose IN ('sign_in','account','phone','copy')"


class ReportDraft(Stored, table=True):
    """A report that somebody fills in without a sign-in, until it is sent; then it names its case and is the receipt.

    `receipt_sha256` is the hash of the token in the address of the receipt. `joined_event` is the act by which it was laid
    with the case of an earlier report; where `claim_no` is another case than that of this act, it has got its own since.
    """

    __table_args__ = (CheckConstraint("(claim_no IS NULL) = (sent_at IS NULL)", name="sent_whole"),)
    id: str = key()
    token_sha256: str = text(unique=True)
    receipt_sha256: str = text(unique=True)
    saved_at: str = text(index=True)
    sent_at: str | None = maybe_text()
    claim_no: str | None = refers("claim.no", optional=True)
    joined_event: str | None = maybe_text(unique=True)


class ReportDraftPrivate(Stored, table=True):
    """What has been answered so far, as a JSON document; gone when the case holds it."""

    draft_id: str = key()
    body: str = text()


class PhoneCode(Stored, table=True):
    """A code to prove a telephone: for each purpose the last one that a browser asked for, which alone may try it. `tries`
    counts what was tried, `used_at` ends it.

    It stands here also where the number is nobody's and nothing was sent, so that trying tells nothing. `asker_hash`,
    `phone_hash` and `code_hash` are HMACs under the sealing key; where that changes meanwhile, another code is asked for.
    """

    __table_args__ = (CheckConstraint("tries >= 0", name="tries"), CheckConstraint(PURPOSES, name="purpose"))
    phone_hash: str = key()
    purpose: str = key()
    asker_hash: str = key()
    code_hash: str = text()
    sent_at: str = text(index=True)
    ends_at: str = text()
    tries: int = 0
    used_at: str | None = maybe_text()
