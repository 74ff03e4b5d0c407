"""Letters become files: the snapshot taken when the case was decided gives the same bytes however often it is rendered."""

from __future__ import annotations

import json
import os
import secrets
from glob import escape
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from claims.errors import ClaimsError
from claims.store.rows import Row, select_one, update_row
from notifications.compose import compose
from notifications.kinds import Variant, letter_kind
from notifications.render import render_pdf
from workflows.transaction import Desk, reading


def render_letter(desk: Desk, payload: dict[str, str]) -> Row:
    """Render a letter from its snapshot, in every variant its recipients get; returns its id and the hash of the full one.

    Raises ClaimsError `no_such_letter`, OSError where a file cannot be written.
    """
    with reading(desk) as connection:
        letter = select_one(connection, "letter", id=payload["letter"])
        private = select_one(connection, "letter_private", letter_id=payload["letter"])
    if letter is None or private is None:
        raise ClaimsError("no_such_letter", letter=payload["letter"])
    facts = json.loads(private["snapshot"])
    variants = {copy.variant for copy in letter_kind(letter["kind"]).copies} | {Variant.FULL}
    full = b""
    for variant in sorted(variants):
        page = render_pdf(compose(letter["kind"], facts, variant).numbered(letter["number"]))
        write_whole(letter_path(desk.var_dir, letter, variant), page)
        full = page if variant is Variant.FULL else full
    return {"id": letter["id"], "sha256": sha256(full).hexdigest()}


def keep_rendered(connection: Connection, rendered: Row) -> None:
    """Note on the letter that its file is there, and its hash."""
    values = {"state": "rendered", "pdf_sha256": rendered["sha256"]}
    update_row(connection, "letter", {"id": rendered["id"], "state": "issued"}, values)


def letter_path(var_dir: Path, letter: Row, variant: Variant = Variant.FULL) -> Path:
    """Where the file of a letter lies: by year and case, named by its number."""
    suffix = "" if variant is Variant.FULL else "（抄送本）"
    folder = var_dir / "letters" / str(letter["year"]) / str(letter["claim_no"])
    return folder / f"{letter['number']}{suffix}.pdf"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also when the power fails. Raises OSError.

    What a worker that was killed here left behind goes too.
    """
    _make_folder(path.parent)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        _keep_names(path.parent)
    finally:
        for left in path.parent.glob(f".{escape(path.name)}.*"):
            left.unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _keep_names(folder.parent)


def _keep_names(folder: Path) -> None:
    """Names are on the disk only when their folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
