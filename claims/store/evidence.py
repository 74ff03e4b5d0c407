"""Evidence files 材料文件: what was handed in as a file, and what an officer who looked at it found. Both only grow.

A file is one row a case, and one a survivor's part of it, however often it is sent. Its bytes lie outside the database, under
its hash; the name it came under can tell of a person and stands in a private row. How a file stands is the last mark it was
given.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint

from claims.store.base import Stored, counter, key, maybe_text, refers, text

MEDIA_TYPES = "'image/jpeg', 'image/png', 'application/pdf'"


class EvidenceFile(Stored, table=True):
    """A file on a case: of which kind of paper, the SHA-256 and size in bytes of the original, and what it is by its content.

    A picture has `width` and `height` in pixels as it is stored, a PDF has `pages`. `caution` says what to beware of:
    `attachments`, files inside the PDF (electronic invoices have them). `of_kin` is the survivor to whose own part of the case it
    belongs; empty where it belongs to the case itself. The same bytes may be there once of each kind: a file that was sent as the
    wrong kind of paper is sent again as the right one.
    """

    __table_args__ = (
        UniqueConstraint("claim_no", "sha256", "of_kin", "kind"),
        CheckConstraint("size_bytes > 0", name="size"),
        CheckConstraint(f"media_type IN ({MEDIA_TYPES})", name="media_type"),
        CheckConstraint("(media_type = 'application/pdf') = (pages IS NOT NULL)", name="pages"),
        CheckConstraint("(width IS NULL) = (media_type = 'application/pdf')", name="width"),
        CheckConstraint("(width IS NULL) = (height IS NULL)", name="height"),
        CheckConstraint("caution IS NULL OR caution = 'attachments'", name="caution"),
    )
    id: str = key()
    claim_no: str = refers("claim.no", index=False)
    kind: str = text()
    sha256: str = text(index=True)
    size_bytes: int
    media_type: str = text()
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    caution: str | None = maybe_text()
    uploaded_by: str = refers("account.username", index=False)
    of_kin: str = text()
    recorded_at: str = text()


class EvidenceFilePrivate(Stored, table=True):
    """The name under which a file came."""

    file_id: str = key()
    claim_no: str = refers("claim.no")
    name: str = text()


class EvidenceMark(Stored, table=True):
    """What an officer found on looking at a file: `checked` 已核对, `unreadable` 看不清, `matches` 与原件一致.

    `note` is a code of a closed list: free text would tell of persons.
    """

    __table_args__ = (CheckConstraint("mark IN ('checked', 'unreadable', 'matches')", name="mark"),)
    id: int | None = counter()
    claim_no: str = refers("claim.no")
    file_id: str = refers("evidence_file.id")
    mark: str = text()
    note: str | None = maybe_text()
    username: str = refers("account.username", index=False)
    recorded_at: str = text()
