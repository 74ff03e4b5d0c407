"""The papers that changes of the law rest on: looked at like evidence, kept byte by byte with the change."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection

from claims.clock import instant_text
from claims.errors import BadInput
from claims.store.rows import Row, insert_rows, select_one
from workflows.evidence import MEGAPIXEL, most_bytes, shown_name
from workflows.evidence_store import incoming
from workflows.media.files import look
from workflows.transaction import Desk, reading


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that came: the name it came under and its bytes."""

    name: str
    content: bytes


def looked_at(desk: Desk, username: str, paper: Paper) -> Row:
    """The row of a paper that may come in, not yet written. Raises BadInput as evidence does, for all but PDF and pictures."""
    if not paper.content:
        raise BadInput("rule_document_missing")
    with incoming(desk.var_dir, most_bytes(desk)) as arriving:
        arriving.write(paper.content)
        arriving.finish()
        pixels_max = desk.rules.at("uploads.picture", desk.today()).as_int() * MEGAPIXEL
        looked = look(arriving.path, pixels_max)
    return {
        "sha256": sha256(paper.content).hexdigest(),
        "name": shown_name(paper.name),
        "media_type": looked.media.value,
        "size_bytes": len(paper.content),
        "body": base64.b64encode(paper.content).decode("ascii"),
        "uploaded_by": username,
        "recorded_at": instant_text(desk.instant()),
    }


def keep(connection: Connection, row: Row) -> str:
    """Write the paper down once, however many changes rest on it; returns its hash."""
    if select_one(connection, "rule_document", sha256=row["sha256"]) is None:
        insert_rows(connection, "rule_document", [row])
    return str(row["sha256"])


def document_of(desk: Desk, digest: str) -> tuple[Row, bytes] | None:
    """The paper with this hash and its bytes, or None."""
    with reading(desk) as connection:
        row = select_one(connection, "rule_document", sha256=digest)
    return None if row is None else (row, base64.b64decode(row["body"]))
