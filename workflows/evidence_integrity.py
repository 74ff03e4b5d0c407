"""Every original looked at, and every file on the disk asked where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from claims.store.rows import Row, select_rows
from workflows.evidence_store import evidence_path, is_sound, kept_files
from workflows.transaction import Desk, reading


@dataclass(frozen=True, slots=True)
class EvidenceCheck:
    """What was found: how many files with how many bytes, those that are gone or are not what came, as case and id, and the
    originals on the disk that no row points to.
    """

    files: int
    size_bytes: int
    gone: tuple[str, ...]
    altered: tuple[str, ...]
    orphans: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every row has its file; an orphan is no fault."""
        return not self.gone and not self.altered


def check_evidence(desk: Desk, tell: Callable[[int, int], None] = lambda _done, _total: None) -> EvidenceCheck:
    """Read every original through; `tell` hears how many of how many are done.

    The disk is listed before the rows are read: a file that comes in meanwhile is no orphan.
    """
    on_disk = list(kept_files(desk.var_dir))
    with reading(desk) as connection:
        rows = select_rows(connection, "evidence_file")
    gone, altered = [], []
    for done, row in enumerate(rows, start=1):
        path = evidence_path(desk.var_dir, row["sha256"])
        if not path.is_file():
            gone.append(_named(row))
        elif not is_sound(path, row["sha256"]):
            altered.append(_named(row))
        tell(done, len(rows))
    known = {evidence_path(desk.var_dir, row["sha256"]) for row in rows}
    orphans = tuple(str(path.relative_to(desk.var_dir)) for path in on_disk if path not in known)
    return EvidenceCheck(len(rows), sum(row["size_bytes"] for row in rows), tuple(gone), tuple(altered), orphans)


def _named(row: Row) -> str:
    return f"{row['claim_no']} {row['id']}"
