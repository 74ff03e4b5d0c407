"""The letters of a case with the rows of their files and their snapshots, read once for all that is checked about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from claims.store.private import open_what_opens
from claims.store.rows import Row, select_rows
from claims.store.tables import table

LETTER = table("letter")


@dataclass(frozen=True, slots=True)
class OnFile:
    """The letters of a case; the rows of their files in the order of their ids, and the private rows that have not been
    erased, each by the id of the letter; what does not open is empty.
    """

    letters: Sequence[Row]
    files: Mapping[str, list[Row]]
    private: Mapping[str, Row]


def letters_on_file(connection: Connection, claim_no: str) -> OnFile:
    """The letters are read first: the files of what is signed by then are there."""
    letters = select_rows(connection, "letter", claim_no=claim_no)
    files: dict[str, list[Row]] = defaultdict(list)
    for row in _of_case(connection, "letter_file", "id", claim_no):
        files[row["letter_id"]].append(row)
    private = open_what_opens(
        connection, "letter_private", _of_case(connection, "letter_private", "letter_id", claim_no)
    )
    return OnFile(letters, files, {row["letter_id"]: row for row in private})


def _of_case(connection: Connection, name: str, order: str, claim_no: str) -> list[Row]:
    rows = table(name)
    found = select(rows).join(LETTER, LETTER.c.id == rows.c.letter_id).where(LETTER.c.claim_no == claim_no)
    return [dict(row) for row in connection.execute(found.order_by(rows.c[order])).mappings()]
