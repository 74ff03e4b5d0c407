"""What auditing leaves behind: samples, notes, the daily runs of the integrity checks, and what auditors had done for them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from claims.store.base import Stored, counter, key, refers, text


class AuditSample(Stored, table=True):
    """A sample 抽样 as it was drawn: from which population, with which seed, and the ids in the order of the draw.

    The population is known by its size and the hash of its ids and amounts. Append only: a draw that did not please stays.
    """

    __table_args__ = (
        CheckConstraint("size >= 1 AND population_count >= 0", name="counts"),
        CheckConstraint("from_on <= to_on", name="span"),
    )
    id: int | None = counter()
    drawn_by: str = refers("account.username")
    drawn_at: str = text()
    population: str = text()
    from_on: date
    to_on: date
    size: int
    seed: str = text()
    weighted: bool = False
    population_count: int
    population_sha256: str = text()
    drawn: str = text()


class CheckRun(Stored, table=True):
    """The integrity checks of one day: how many were made, and what they found as canonical JSON, codes and ids only.

    Append only.
    """

    __table_args__ = (CheckConstraint("checks >= 1", name="checks"), UniqueConstraint("day"))
    id: int | None = counter()
    day: date
    ran_at: str = text()
    by_worker: str = text()
    checks: int
    findings: str = text()


class BackupRun(Stored, table=True):
    """A backup that was made, or one that was looked at as if it had been restored: which, how much, and what was wrong.

    `findings` is canonical JSON of codes and ids. Append only.
    """

    __table_args__ = (
        CheckConstraint("kind IN ('backup', 'check')", name="kind"),
        CheckConstraint("files >= 0 AND size_bytes >= 0", name="size"),
    )
    id: int | None = counter()
    kind: str = text()
    at: str = text()
    by_process: str = text()
    manifest_sha256: str = text()
    files: int
    size_bytes: int = Field(sa_type=BigInteger, nullable=False)
    findings: str = text()


class AuditNote(Stored, table=True):
    """A note 疑点 that an auditor took on a page. Append only: what was noted stays; what it says is private."""

    id: str = key()
    username: str = refers("account.username")
    noted_at: str = text()


class AuditNotePrivate(Stored, table=True):
    """The address of the page that a note was taken on, which shows the finding again, and its words."""

    note_id: str = key()
    page: str = text()
    body: str = text()


class AuditTask(Stored, table=True):
    """Something long that an auditor asked for: a check of everything, or a large export.

    `done` of `total` tell how far it is, `told_at` when that was last heard; `asked` and `result` are canonical JSON of codes
    and ids.
    """

    __table_args__ = (
        CheckConstraint("kind IN ('check', 'export')", name="kind"),
        CheckConstraint("step IN ('running', 'done', 'failed')", name="step"),
        CheckConstraint("done >= 0 AND total >= 0", name="progress"),
    )
    id: str = key()
    kind: str = text()
    asked_by: str = refers("account.username")
    asked_at: str = text()
    told_at: str = text()
    step: str = text()
    done: int
    total: int
    asked: str = text()
    result: str = text()
