"""Letters: the snapshot they are made from, their number, and one service record a recipient."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql

from claims.store.base import Stored, counter, key, maybe_text, refers, text

STANDING = "state <> 'replaced'"
UNSERVED = "state IN ('pending','sent','undelivered')"


class Letter(Stored, table=True):
    """A letter 文书 that was issued; its number is gap-free in its series and year.

    `overtakes` is the id of the earlier letter that it revokes, quashes, replaces or rectifies.
    """

    __table_args__ = (UniqueConstraint("series", "year", "serial"), Index("ix_letter_in_order", "dated_on", "id"))
    id: str = key()
    claim_no: str = refers("claim.no")
    kind: str = text()
    series: str = text()
    year: int
    serial: int
    number: str = text(unique=True)
    verify_code: str = text(unique=True)
    dated_on: date
    event_id: str = text()
    subject: str = text()
    snapshot_commitment: str = text()
    template_sha256: str = text()
    state: str = text(index=True)
    overtakes: str | None = maybe_text()


class LetterPrivate(Stored, table=True):
    """The data snapshot a letter is rendered from, with the salt of its commitment."""

    letter_id: str = key()
    salt: str = text()
    snapshot: str = text()


class LetterFile(Stored, table=True):
    """A file of a letter as it was made: `id` is the letter's, with variant and whether it is signed.

    Written once and never changed. The signed bytes begin with the unsigned ones, which can be made again from the snapshot
    as long as text (`template_sha256`) and page engine (`engine_sha256`) are the same.
    """

    __table_args__ = (
        CheckConstraint(
            "id = letter_id || '/' || variant || CASE WHEN signed_sha256 IS NULL THEN '/unsigned' ELSE '/signed' END",
            name="one_of_each",
        ),
        CheckConstraint("size_bytes >= unsigned_size_bytes AND unsigned_size_bytes > 0", name="sizes"),
        CheckConstraint(
            "(signed_sha256 IS NULL) = (signed_at IS NULL) AND (signed_at IS NULL) = (certificate_sha256 IS NULL)",
            name="signed_whole",
        ),
        CheckConstraint("(certificate_sha256 IS NULL) = (certificate_subject IS NULL)", name="certificate_whole"),
    )
    id: str = key()
    letter_id: str = refers("letter.id")
    variant: str = text()
    unsigned_sha256: str = text(index=True)
    unsigned_size_bytes: int
    signed_sha256: str | None = maybe_text(index=True)
    size_bytes: int
    signed_at: str | None = maybe_text()
    certificate_sha256: str | None = maybe_text()
    certificate_subject: str | None = maybe_text()
    template_sha256: str = text()
    engine_sha256: str = text()


class Series(Stored, table=True):
    """A number series of one kind and year; the last number given and the day it was given for."""

    __table_args__ = (CheckConstraint("last_serial >= 0", name="serial"), UniqueConstraint("series", "year"))
    id: int | None = counter()
    series: str = text()
    year: int
    last_serial: int
    last_on: date


class Service(Stored, table=True):
    """Service 送达 of a letter on one recipient, who has one record of it as long as no other takes his place.

    A platform or a third party never gets the full copy.
    """

    __table_args__ = (
        Index(
            "uq_service_recipient",
            "letter_id",
            "recipient",
            "recipient_kind",
            unique=True,
            sqlite_where=sql(STANDING),
            postgresql_where=sql(STANDING),
        ),
        Index("ix_service_recipient", "recipient"),
        Index("ix_service_unserved", "claim_no", sqlite_where=sql(UNSERVED), postgresql_where=sql(UNSERVED)),
        CheckConstraint(
            "variant = 'party' OR recipient_kind NOT IN ('platform', 'third_party')", name="copy_of_others"
        ),
    )
    id: str = key()
    claim_no: str = refers("claim.no")
    letter_id: str = refers("letter.id")
    state: str = text()
    version: int
    recipient: str = text()
    recipient_kind: str = text()
    variant: str = text()
    method: str | None = maybe_text()
    sent_on: date | None = None
    served_on: date | None = None
    announced_on: date | None = None
    evidence: str | None = maybe_text()
    consent_id: str | None = refers("consent.id", optional=True)


class Consent(Stored, table=True):
    """A recipient's consent to electronic service 电子送达同意 on one case; it ends the day before `withdrawn_on`."""

    __table_args__ = (CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name="period"),)
    id: str = key()
    claim_no: str = refers("claim.no")
    state: str = text()
    version: int
    recipient: str = text()
    document: str = text()
    given_on: date | None = None
    withdrawn_on: date | None = None
