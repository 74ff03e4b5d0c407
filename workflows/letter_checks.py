"""Is this the file that was issued, and is what lies on the disk still what was written? What differs is named."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, or_, select

from claims.canonical import sha256_hex
from claims.errors import ClaimsError, words
from claims.store.rows import Row, readable_rows, select_one, select_rows
from claims.store.tables import table
from notifications.fingerprint import engine_sha256
from notifications.kinds import letter_kind
from notifications.texts import template_sha256
from workflows.certificates import own_certificates, own_signature
from workflows.letter_files import letter_path
from workflows.letters_on_file import OnFile
from workflows.rendering import rendered
from workflows.transaction import Desk, reading

FILE = table("letter_file")
ALIKE_MAX = 20  # files of the same size that are looked at for the one that was altered
ALTERED_SHARE_MAX = 0.05  # of the bytes; a file that differs more is another file
LONG_PREFIX_BYTES = 4096  # as much as no two letters have in common by chance


class FileIs(StrEnum):
    """What a given file is."""

    ISSUED = "issued"  # the signed file, to the byte
    UNSIGNED = "unsigned"  # the page before it was signed
    ALTERED = "altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FileFound:
    """What a file is, of which letter and variant; `differs_at`: the first byte that is another, counted from 0."""

    what: FileIs
    letter: Row | None = None
    variant: str | None = None
    differs_at: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found out about the files of a letter. `fault` is False for what is only worth knowing."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    fault: bool = True

    def message(self) -> str:
        """The finding in Chinese."""
        return words(self.code, **self.facts)


def exact_file(desk: Desk, connection: Connection, content: bytes) -> FileFound:
    """What a file is by its hash: issued, if its own signature is the bureau's too, unsigned or unknown."""
    found = sha256(content).hexdigest()
    statement = select(FILE.c.letter_id).where(or_(FILE.c.signed_sha256 == found, FILE.c.unsigned_sha256 == found))
    own = own_certificates(desk.var_dir)
    for letter_id in dict.fromkeys(connection.execute(statement.order_by(FILE.c.id)).scalars()):
        letter = select_one(connection, "letter", id=letter_id)
        for row in kept_files(connection, letter) if letter else ():
            if row["signed_sha256"] == found and own_signature(content, own) is not None:
                return FileFound(FileIs.ISSUED, letter, row["variant"])
            if row["unsigned_sha256"] == found:
                return FileFound(FileIs.UNSIGNED, letter, row["variant"])
    return FileFound(FileIs.UNKNOWN)


def identify_file(desk: Desk, content: bytes) -> FileFound:
    """What a file is; one that matches none is compared with those of its size and with those it begins like."""
    with reading(desk) as connection:
        found = exact_file(desk, connection, content)
        if found.what is not FileIs.UNKNOWN:
            return found
        sizes = or_(FILE.c.size_bytes == len(content), FILE.c.unsigned_size_bytes == len(content))
        alike = connection.execute(select(FILE).where(sizes).order_by(FILE.c.id).limit(ALIKE_MAX)).mappings()
        return _nearest(desk, connection, [dict(row) for row in alike], content)


def compare_file(desk: Desk, letter: Row, content: bytes) -> FileFound:
    """What a file is, for somebody who holds it for a file of `letter`."""
    with reading(desk) as connection:
        found = exact_file(desk, connection, content)
        if found.what is not FileIs.UNKNOWN:
            return found
        return _nearest(desk, connection, select_rows(connection, "letter_file", letter_id=letter["id"]), content)


def _nearest(desk: Desk, connection: Connection, rows: Iterable[Row], content: bytes) -> FileFound:
    """The stored file of `rows` that `content` was made from, by its bytes."""
    for row in rows:
        letter = select_one(connection, "letter", id=row["letter_id"])
        path = _path(desk, letter, row) if letter else None
        if path is None or not path.is_file():
            continue
        stored = path.read_bytes()
        at = first_difference(stored, content)
        if at is not None and (at >= LONG_PREFIX_BYTES or _share(stored, content) <= ALTERED_SHARE_MAX):
            return FileFound(FileIs.ALTERED, letter, row["variant"], at)
    return FileFound(FileIs.UNKNOWN)


def first_difference(one: bytes, other: bytes) -> int | None:
    """The place of the first byte that differs, None where none does."""
    if one == other:
        return None
    return bisect_left(range(1, min(len(one), len(other)) + 1), True, key=lambda size: one[:size] != other[:size])


def _share(one: bytes, other: bytes) -> float:
    different = sum(left != right for left, right in zip(one, other, strict=False)) + abs(len(one) - len(other))
    return different / max(len(one), len(other))


def check_files(desk: Desk, letter: Row) -> list[Finding]:
    """The files of a letter on the disk against what was kept of them: hash, signature, and a new render of the snapshot."""
    with reading(desk) as connection:
        every = select_rows(connection, "letter_file", letter_id=letter["id"])
        private = readable_rows(connection, "letter_private", letter_id=letter["id"])
    if not every:
        return [Finding("letter_check_no_file", {"number": letter["number"]}, fault=letter["state"] != "voided")]
    found, own = list(_row_findings(letter, every)), own_certificates(desk.var_dir)
    for row in latest(letter, every):
        found.extend(_stored_findings(desk, letter, row, own))
        found.extend(_render_findings(letter, row, private[0] if private else None))
    return found


def kept_files(connection: Connection, letter: Row) -> list[Row]:
    """The rows of a letter's files, one a variant: the signed one where there is one."""
    return latest(letter, select_rows(connection, "letter_file", letter_id=letter["id"]))


def latest(letter: Row, rows: Iterable[Row]) -> list[Row]:
    """One row for each variant in which letters of this kind are made: the signed one where there is one."""
    made = letter_kind(letter["kind"]).variants
    signed_last = sorted(rows, key=lambda one: one["signed_sha256"] is not None)
    chosen = {row["variant"]: row for row in signed_last if row["variant"] in made}
    return [chosen[variant] for variant in made if variant in chosen]


def _row_findings(letter: Row, rows: list[Row]) -> Iterator[Finding]:
    """What the rows of a letter's files say against each other; the engine writes one a variant, signed and not."""
    made = letter_kind(letter["kind"]).variants
    pages = {(row["variant"], row["unsigned_sha256"]) for row in rows}
    twice = len({(row["variant"], row["signed_sha256"] is None) for row in rows}) < len(rows)
    if any(row["template_sha256"] != letter["template_sha256"] for row in rows):
        yield Finding("letter_check_text", {"number": letter["number"]})
    if twice or len({variant for variant, _ in pages}) < len(pages) or any(row["variant"] not in made for row in rows):
        yield Finding("letter_check_rows", {"number": letter["number"]})


def _stored_findings(desk: Desk, letter: Row, row: Row, own: frozenset[str]) -> Iterator[Finding]:
    path = _path(desk, letter, row)
    facts: dict[str, Any] = {"number": letter["number"], "file": path}
    if not path.is_file():
        yield Finding("letter_check_gone", facts)
        return
    content = path.read_bytes()
    if sha256(content).hexdigest() != (row["signed_sha256"] or row["unsigned_sha256"]):
        yield Finding("letter_check_altered", facts)
        return
    if sha256(content[: row["unsigned_size_bytes"]]).hexdigest() != row["unsigned_sha256"]:
        yield Finding("letter_check_rows", facts)
    if row["signed_sha256"] is None:
        yield Finding("letter_check_not_signed", facts, fault=desk.production or desk.sign_key is not None)
        return
    signature = own_signature(content, own)
    if signature is None or signature.certificate.sha256 != row["certificate_sha256"]:
        yield Finding("letter_check_signature", facts)


def _render_findings(letter: Row, row: Row, private: Row | None) -> Iterator[Finding]:
    facts: dict[str, Any] = {"number": letter["number"]}
    if private is None:
        yield Finding("letter_check_erased", facts, fault=False)
        return
    if sha256_hex(private["salt"] + private["snapshot"]) != letter["snapshot_commitment"]:
        yield Finding("letter_check_snapshot", facts)
        return
    try:
        again = rendered(letter, private["snapshot"], row["variant"])
    except ClaimsError:  # the kind has come to need what it did not when the letter was made
        yield Finding("letter_check_other_program", facts, fault=False)
        return
    if sha256(again).hexdigest() == row["unsigned_sha256"]:
        return
    same = (template_sha256(letter_kind(letter["kind"])), engine_sha256()) == (
        row["template_sha256"],
        row["engine_sha256"],
    )
    yield Finding("letter_check_render" if same else "letter_check_other_program", facts, fault=same)


def _path(desk: Desk, letter: Row, row: Row) -> Path:
    return letter_path(desk.var_dir, letter, row["variant"], signed=row["signed_sha256"] is not None)


def flawed_files(desk: Desk, on_file: OnFile) -> Iterator[str]:
    """The numbers of the case's letters of which a file is gone or altered, or not signed by the bureau.

    The certificates are read after the rows: one that signed any of them is there.
    """
    own = own_certificates(desk.var_dir)
    for letter in on_file.letters:
        rows = on_file.files.get(letter["id"], [])
        stored = (one for row in latest(letter, rows) for one in _stored_findings(desk, letter, row, own))
        if any(
            one.fault and one.code != "letter_check_not_signed" for one in chain(_row_findings(letter, rows), stored)
        ):
            yield letter["number"]
