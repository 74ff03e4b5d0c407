"""Taking a file in as evidence of a case: looked at, kept under its hash, and written down once.

The original is on the disk before its row is written; who is killed between the two leaves a file that nothing points to,
which the same file sent again finds and uses. The same file twice on a case is one file, also of two who send it at once; as
another kind of paper it is one more, so that what was sent as the wrong kind can be put right. On a survivor's own part of the
case it is a file of its own, so that nobody learns from it what another has handed in.
Whether there is room for it is asked before and again under the lock, so that what is refused does not fill the disk.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import Connection, func, select

from claims.clock import instant_text
from claims.errors import BadInput, Refused
from claims.store.rows import Row, insert_rows, select_one
from claims.store.tables import table
from workflows.evidence_choice import require_offered
from workflows.evidence_kinds import require_kind
from workflows.evidence_sight import case_seen, may_hand_in
from workflows.evidence_store import MEGABYTE, Incoming, file_id_of, incoming, keep_original
from workflows.locking import open_claim
from workflows.media import Looked
from workflows.media.files import look
from workflows.sight import Part
from workflows.transaction import Desk, in_one_transaction, reading

NAME_MAX = 120  # characters of a file's name that are kept
UNNAMED = "未命名"
MEGAPIXEL = 1_000_000
FILE = table("evidence_file")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is on the case: its id, and whether it came now or was there before."""

    file_id: str
    is_new: bool


def most_bytes(desk: Desk) -> int:
    """How large one file may be."""
    return desk.rules.at("uploads.file_size", desk.today()).as_int() * MEGABYTE


def most_files(desk: Desk) -> int:
    """How many files may be sent at once."""
    return desk.rules.at("uploads.files_at_once", desk.today()).as_int()


def require_may_hand_in(desk: Desk, username: str, claim_no: str) -> None:
    """Raises Refused: no_such_evidence where the case does not exist for the account, evidence_not_taken."""
    with reading(desk) as connection:
        _require(desk, connection, username, claim_no)


def require_may_hand_in_kind(desk: Desk, username: str, claim_no: str, kind: str) -> None:
    """Raises Refused as `require_may_hand_in`, BadInput for a kind that there is not, not on a part of a case,
    or none that a platform gives.
    """
    with reading(desk) as connection:
        of_kin = _require(desk, connection, username, claim_no)
        actor, _, _ = case_seen(desk, connection, username, claim_no)
    require_kind(desk.rules, kind, desk.today(), Part.OWN if of_kin else Part.WHOLE)
    require_offered(desk, actor, claim_no, kind)


def take_in_pieces(desk: Desk, username: str, claim_no: str, kind: str, name: str, pieces: Iterable[bytes]) -> Taken:
    """Take in a file that comes piece by piece, as from a disk. Raises as `take_in`."""
    require_may_hand_in(desk, username, claim_no)
    with incoming(desk.var_dir, most_bytes(desk)) as arriving:
        for piece in pieces:
            arriving.write(piece)
            if arriving.is_too_large:
                break
        return take_in(desk, username, claim_no, kind, name, arriving)


def take_in(desk: Desk, username: str, claim_no: str, kind: str, name: str, arriving: Incoming) -> Taken:
    """Make a file that has come evidence of `claim_no`, of a kind of paper, as `username`.

    Raises Refused as `require_may_hand_in`; BadInput for a kind that there is not, for a file that is too large or that
    `look` does not let in, and where the account has as many on the case as it may have; ClaimsError evidence_not_kept,
    evidence_damaged.
    """
    require_may_hand_in_kind(desk, username, claim_no, kind)
    arriving.finish()
    pixels_max = desk.rules.at("uploads.picture", desk.today()).as_int() * MEGAPIXEL
    looked = look(arriving.path, pixels_max)
    with reading(desk) as connection:
        of_kin = _require(desk, connection, username, claim_no)
        row = _row(desk, username, claim_no, kind, arriving, looked, of_kin)
        _known_or_room(desk, connection, row)
    keep_original(desk.var_dir, arriving)
    return in_one_transaction(desk, lambda connection: _enter(desk, connection, row, shown_name(name)))


def shown_name(name: str) -> str:
    """A file's name as it is kept and shown: without a folder, without what steers a terminal or a header, not long."""
    last = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(" " if unicodedata.category(sign) in ("Zl", "Zp") else sign for sign in last)
    plain = "".join(sign for sign in unicodedata.normalize("NFC", seen) if unicodedata.category(sign)[0] != "C")
    words = " ".join(plain.split()).strip(". ")
    if len(words) <= NAME_MAX:
        return words or UNNAMED
    stem, dot, ending = words.rpartition(".")
    if not dot or len(ending) > len("jpeg"):
        return words[:NAME_MAX]
    return f"{stem[: NAME_MAX - len(ending) - 2]}….{ending}"


def _require(desk: Desk, connection: Connection, username: str, claim_no: str) -> str:
    """The survivor to whose own part of the case a file of this account belongs; empty where it belongs to the case itself."""
    actor, claim, part = case_seen(desk, connection, username, claim_no)
    if not may_hand_in(actor, claim):
        raise Refused("evidence_not_taken")
    return str(actor.person_id) if part is Part.OWN else ""


def _row(desk: Desk, username: str, claim_no: str, kind: str, arriving: Incoming, looked: Looked, of_kin: str) -> Row:
    return {
        "id": file_id_of(claim_no, arriving.sha256, of_kin),
        "claim_no": claim_no,
        "kind": kind,
        "sha256": arriving.sha256,
        "size_bytes": arriving.size_bytes,
        "media_type": looked.media.value,
        "width": looked.width,
        "height": looked.height,
        "pages": looked.pages,
        "caution": looked.caution,
        "uploaded_by": username,
        "of_kin": of_kin,
        "recorded_at": instant_text(desk.instant()),
    }


def _enter(desk: Desk, connection: Connection, row: Row, name: str) -> Taken:
    """Write the file down, with the case locked: two who send the same file come one after the other."""
    open_claim(connection, row["claim_no"], row["uploaded_by"], desk.today())
    if _require(desk, connection, row["uploaded_by"], row["claim_no"]) != row["of_kin"]:  # he was replaced meanwhile
        raise Refused("no_such_evidence")
    known = _known_or_room(desk, connection, row)
    if known is not None:
        return Taken(known["id"], is_new=False)
    file_id = row["id"]
    if select_one(connection, "evidence_file", id=file_id) is not None:
        file_id = file_id_of(row["claim_no"], row["sha256"], row["of_kin"], row["kind"])
    insert_rows(connection, "evidence_file", [{**row, "id": file_id}])
    private = {"file_id": file_id, "claim_no": row["claim_no"], "name": name}
    insert_rows(connection, "evidence_file_private", [private])
    return Taken(file_id, is_new=True)


def _known_or_room(desk: Desk, connection: Connection, row: Row) -> Row | None:
    """The row of these bytes as this kind of paper; where there is none yet, raises BadInput unless the account may have one
    more.
    """
    same = {name: row[name] for name in ("claim_no", "sha256", "of_kin")}
    known = select_one(connection, "evidence_file", **same, kind=row["kind"])
    most = desk.rules.at("uploads.files_of_one", desk.today()).as_int()
    if known is None and _count(connection, row["claim_no"], row["uploaded_by"]) >= most:
        raise BadInput("evidence_too_many", limit=most)
    return known


def _count(connection: Connection, claim_no: str, username: str) -> int:
    """How many files an account has on a case: nobody fills it up for the others."""
    own = (FILE.c.claim_no == claim_no, FILE.c.uploaded_by == username)
    return int(connection.execute(select(func.count()).select_from(FILE).where(*own)).scalar_one())
