"""The heads of the sealed ledger outside the database, and whether the database is still the one they were taken of.

Each seal's head is a small file, written once, in a folder that a restore of the database does not reach. After a restore
from an older copy the folder knows a head that the database does not; until that is cleared up nothing is released and
nothing sealed. What the auditor brings back from a mail or a sheet of paper is noted in the database and counts the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from claims.clock import instant_text
from claims.errors import BadInput, Refused, Retryable
from claims.files import os_reason, write_once
from claims.sealing import ROOT_DIGITS, SIGNED_PARTS, Head, head_of, plain_json, read_head
from claims.store.rows import Row, insert_rows, select_rows
from claims.store.tables import table
from workflows.locking import open_actor
from workflows.roles import Role
from workflows.transaction import Desk, in_one_transaction, reading

FOLDER = "heads"
SEAL = table("seal")
_NAME = re.compile(r"head-(\d{8,})-([0-9a-f]{40})\.json")
Place = tuple[int, str]  # number of the batch, first digits of its root


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Why the database is not the one that the heads were taken of: the code of its words, the batch, the last one here."""

    code: str
    batch_no: int
    root: str
    last_batch_no: int

    def facts(self) -> Mapping[str, Any]:
        """The facts of its words."""
        return {"batch": self.batch_no, "root": self.root, "last": self.last_batch_no}


def heads_folder(desk: Desk) -> Path:
    """Where the heads are written: CLAIMS_HEADS_DIR, or `heads` beside the letters."""
    return desk.heads_dir or desk.var_dir / FOLDER


def unmatched_head(desk: Desk, connection: Connection) -> Unmatched | None:
    """The newest head outside that the database does not have, or that there is none at all; None where all is well."""
    outside = expected_heads(desk, connection)
    here = _sealed_here(connection)  # after the folder: a head is written when its seal is there
    last = max(here, default=0)
    for batch_no, root in outside:
        if here.get(batch_no) != root:
            code = "head_newer_than_database" if batch_no > last else "head_of_another_ledger"
            return Unmatched(code, batch_no, root, last)
    if last > 1 and not outside:
        return Unmatched("heads_gone", last, here[last], last)
    return None


def require_matched_heads(desk: Desk) -> None:
    """Raises Refused where a head outside is not of this database: payments might be sent a second time."""
    with reading(desk) as connection:
        found = unmatched_head(desk, connection)
    if found is not None:
        raise Refused(found.code, **found.facts())


def publish_heads(desk: Desk) -> None:
    """Write the heads of the seals after the newest that is outside. Raises Retryable heads_unwritable.

    What is there is never written over. Where the folder has lost its heads nothing is written until one is noted.
    """
    with reading(desk) as connection:
        if unmatched_head(desk, connection) is not None:
            return
        newest = max((batch_no for batch_no, _ in expected_heads(desk, connection)), default=0)
        seals = connection.execute(select(SEAL).where(SEAL.c.batch_no > newest).order_by(SEAL.c.batch_no)).mappings()
        for seal in seals:
            _write(desk, dict(seal))


def newest_head(connection: Connection) -> Head | None:
    """The head of the newest seal, if anything is sealed."""
    found = connection.execute(select(SEAL).order_by(SEAL.c.batch_no.desc()).limit(1)).mappings().first()
    return head_of(dict(found)) if found else None


def expected_heads(desk: Desk, connection: Connection) -> list[Place]:
    """Every head that is known outside, newest first, without those that are known to be lost."""
    published = set(_published(desk))  # before the database is read
    noted = select_rows(connection, "noted_head")
    lost = {(row["batch_no"], row["root"]) for row in noted if row["reason"] is not None}
    return sorted(published.union((row["batch_no"], row["root"]) for row in noted) - lost, reverse=True)


def note_head(desk: Desk, username: str, text: str, lost: str | None = None) -> Unmatched | None:
    """Note a head that was kept outside; returns what does not match afterwards, None where all is well.

    With `lost`, the reason, the head and every earlier one outside that the database does not have are known to be lost
    with what they sealed: the differences are cleared up. Raises BadInput for what is no head or for an empty reason,
    Refused where the account is no auditor's, or where a head is called lost that the database has.
    """
    head = read_head(text)
    if lost is not None and not lost.strip():
        raise BadInput("head_lost_without_reason")

    def work(connection: Connection) -> Unmatched | None:
        actor, _ = open_actor(connection, username, desk.today())
        if actor is None or Role.AUDITOR not in actor.roles:
            raise Refused("not_an_auditor", actor=username)
        here = _sealed_here(connection)
        if lost is not None and here.get(head.batch_no) == head.root:
            raise Refused("head_is_here", head=head.line())
        insert_rows(connection, "noted_head", list(_noted(desk, connection, username, head, lost, here)))
        return unmatched_head(desk, connection)

    return in_one_transaction(desk, work)


def _noted(
    desk: Desk, connection: Connection, username: str, head: Head, lost: str | None, here: Mapping[int, str]
) -> Iterator[Row]:
    common: Row = {"reason": lost, "noted_by": username, "noted_at": instant_text(desk.instant())}
    yield {"head": head.line(), "batch_no": head.batch_no, "root": head.root, **common}
    if lost is None:
        return
    for batch_no, root in expected_heads(desk, connection):
        if batch_no <= head.batch_no and root != head.root and here.get(batch_no) != root:
            yield {"head": "", "batch_no": batch_no, "root": root, **common}


def _published(desk: Desk) -> Iterator[Place]:
    folder = heads_folder(desk)
    for path in folder.iterdir() if folder.is_dir() else ():
        found = _NAME.fullmatch(path.name)
        if found is not None:
            yield int(found[1]), found[2]


def _sealed_here(connection: Connection) -> dict[int, str]:
    rows = connection.execute(select(SEAL.c.batch_no, SEAL.c.root))
    return {int(batch_no): str(root)[:ROOT_DIGITS] for batch_no, root in rows}


def _write(desk: Desk, seal: Row) -> None:
    folder = heads_folder(desk)
    path = folder / f"head-{seal['batch_no']:08d}-{seal['root'][:ROOT_DIGITS]}.json"
    parts = {name: seal[name] for name in (*SIGNED_PARTS, "root", "signature")}
    content = plain_json({"head": head_of(seal).line(), **parts}) + "\n"
    try:
        write_once(path, content.encode("ascii"))
    except OSError as fault:
        raise Retryable("heads_unwritable", folder=folder, reason=os_reason(fault)) from fault
