"""What auditing leaves behind: samples that were drawn, and the daily runs of the integrity checks."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint

from claims.store.base import Stored, counter, refers, text


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
