"""Evidence: every original is where it was put and is what came, and papers of cases rest on files of the same case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from claims.store.rows import Row
from workflows.checks.stored import Stored
from workflows.evidence_store import evidence_path, is_file_id, is_sound

READ_DAILY_BYTES = (
    2_000_000_000  # so much is read through every day; of more, a sixteenth, so that all is in sixteen days
)
SHARES = 16


def evidence_is_what_came(stored: Stored) -> Iterator[str]:
    """Every original is there in its length; its bytes are those of its hash, looked at every day or every sixteen days."""
    rows = stored.rows("evidence_file")
    is_much = sum(row["size_bytes"] for row in rows) > READ_DAILY_BYTES
    for row in rows:
        path = evidence_path(stored.var_dir, row["sha256"])
        if not path.is_file():
            yield f"{row['claim_no']} {row['id']}: gone"
        elif path.stat().st_size != row["size_bytes"]:
            yield f"{row['claim_no']} {row['id']}: {path.stat().st_size} bytes, {row['size_bytes']} came"
        elif (not is_much or has_turn(row, stored.today)) and not is_sound(path, row["sha256"]):
            yield f"{row['claim_no']} {row['id']}: other bytes than came"


def has_turn(row: Row, day: date) -> bool:
    """Whether it is the file's turn to be read through, where not all are every day: by the first digit of its hash."""
    return int(str(row["sha256"])[0], SHARES) == day.toordinal() % SHARES


def papers_rest_on_files(stored: Stored) -> Iterator[str]:
    """A paper that rests on a file has it on the same case, with the same hash."""
    files = {(row["claim_no"], row["id"], row["sha256"]) for row in stored.rows("evidence_file")}
    for row in stored.rows("paper"):
        rests = (row["claim_no"], row["document"], row["sha256"])
        if is_file_id(row["document"]) and rests not in files:
            yield f"{row['claim_no']}: paper {row['kind']} without its file"


EVIDENCE = {
    "evidence_is_what_came": evidence_is_what_came,
    "papers_rest_on_files": papers_rest_on_files,
}
