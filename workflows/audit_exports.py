"""An export for an auditor: the ledger as it is filtered, with its manifest, in one archive; who took it out is on record.

Names go out only with a reason. A Beancount file is added up by its own program, where that is installed, before it is
offered. What is larger than a page waits for is made as a task, and lies under its id until it is old.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from claims.clock import instant_text
from claims.errors import BadInput, ClaimsError
from workflows.access_log import Access, note_read
from workflows.audit_tasks import EXPORT, Task, begin, finish, teller
from workflows.exporting.cut import Cut, checked
from workflows.exporting.extract import Progress
from workflows.exporting.formats import Format
from workflows.exporting.manifest import BESIDE
from workflows.ledger_view import Sums, sums
from workflows.pulling import Pulled, Request, pull
from workflows.transaction import Desk, snapshot

AT_ONCE_ROWS = 5_000
REASON_CHARACTERS = 4
FOLDER, NAME = "exports", "分类账"
KEPT_FOR = timedelta(days=7)
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
CHECK_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an auditor asks for. `reason` says why names are needed; it is empty where none are."""

    cut: Cut
    format: Format
    with_names: bool = False
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is written down with the task."""
        asked = {"format": str(self.format), "names": self.with_names, "reason": self.reason}
        return {"filters": self.cut.as_json(), **asked}


def extent(desk: Desk, cut: Cut) -> Sums:
    """How many entries an export would hold, and their sum. Raises BadInput or Refused for a cut that cannot be."""
    with snapshot(desk) as connection:
        return sums(connection, checked(connection, cut))


def require_reason(wanted: Wanted) -> Wanted:
    """Raises BadInput export_without_reason for names without one that says something."""
    said = " ".join(unicodedata.normalize("NFKC", wanted.reason).split())
    if wanted.with_names and len(said) < REASON_CHARACTERS:
        raise BadInput("export_without_reason", least=REASON_CHARACTERS)
    return replace(wanted, reason=said if wanted.with_names else "")


def make_export(desk: Desk, username: str, wanted: Wanted, archive: Path, tell: Progress | None = None) -> Pulled:
    """Write the file and its manifest to a `.zip` that is there whole or not at all. Raises what `pull` raises."""
    note_read(desk, username, Access.EXPORT, wanted.cut.claim_no if _is_case(wanted.cut) else None,
              field="ledger_names" if wanted.with_names else "ledger", reason=wanted.reason or None)  # fmt: skip
    with tempfile.TemporaryDirectory(prefix=".export-", dir=archive.parent) as folder:
        file = Path(folder) / f"{NAME}.{wanted.format}"
        pulled = pull(desk, Request(username, wanted.cut, wanted.format, wanted.with_names), file, tell)
        if wanted.format is Format.BEANCOUNT:
            check_beancount(file)
        made = Path(folder) / "made.zip"
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
            for path in (file, file.with_name(file.name + BESIDE)):
                info = zipfile.ZipInfo(path.name, ZIP_TIME)
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                zipped.writestr(info, path.read_bytes())
        made.rename(archive)
    return pulled


def _is_case(cut: Cut) -> bool:
    return cut.claim_no is not None and cut.claim_no.startswith("TL-")


def check_beancount(file: Path) -> None:
    """Let Beancount's own program add the file up, where it is installed. Raises ClaimsError export_not_balanced."""
    program = Path(sys.executable).with_name("bean-check")
    if not program.exists():
        return
    ran = subprocess.run([program, str(file)], capture_output=True, text=True, check=False, timeout=CHECK_SECONDS)
    if ran.returncode != 0 or ran.stdout.strip():
        raise ClaimsError("export_not_balanced")


def begin_export(desk: Desk, username: str, wanted: Wanted) -> str:
    """Write down that a large export is asked for; returns the id of its task."""
    return begin(desk, EXPORT, username, wanted.as_json())


def run_export(desk: Desk, task_id: str, username: str, wanted: Wanted) -> None:
    """Make a large export; nothing partial is ever offered."""
    archive = archive_of(desk, task_id)
    archive.parent.mkdir(parents=True, exist_ok=True)
    try:
        pulled = make_export(desk, username, wanted, archive, teller(desk, task_id))
    except (ClaimsError, OSError, subprocess.TimeoutExpired) as fault:
        finish(desk, task_id, {"fault": fault.message() if isinstance(fault, ClaimsError) else type(fault).__name__},
               failed=True)  # fmt: skip
        return
    finish(desk, task_id, {"rows": pulled.totals.rows, "sum_fen": pulled.totals.sum_fen, "sha256": pulled.sha256})


def archive_of(desk: Desk, task_id: str) -> Path:
    """Where the archive of a task lies. The id is one that the program gave: letters and digits."""
    if not task_id.isalnum():
        raise BadInput("export_gone")
    return desk.var_dir / FOLDER / f"{task_id}.zip"


def ready_archive(desk: Desk, task: Task) -> Path | None:
    """The archive of a task that is done and not old; an old one is taken away."""
    archive = archive_of(desk, task.id)
    if task.asked_at < instant_text(desk.instant() - KEPT_FOR):
        archive.unlink(missing_ok=True)
    return archive if archive.is_file() else None
