"""Letters become files: the snapshot taken when the case was decided gives the same bytes however often it is rendered.

With a key the letter is signed at once. Without one it is rendered and waits: when there is a key, what was rendered then
is signed, not rendered anew.
"""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Connection

from claims.errors import BadInput, ClaimsError
from claims.store.rows import Row, insert_rows, select_one, select_rows, update_row
from notifications.compose import compose
from notifications.keys import read_signer
from notifications.kinds import Variant, letter_kind
from notifications.render import render_pdf
from notifications.texts import template_sha256
from workflows.letter_files import Page, letter_path, publish_signed, publish_unsigned
from workflows.promises import NotYet
from workflows.transaction import Desk, reading

FONT_ASKED_EVERY = timedelta(hours=1)
WAITS_FOR_FONT = "NotYet: letter_waits_for_font"
UNFINISHED = ("issued", "rendered")


def render_letter(desk: Desk, payload: dict[str, str]) -> Row:
    """Make the files of a letter, in every variant its recipients get; returns its id, its state and the rows of the files.

    Nothing is made of a letter that was voided before. Raises NotYet for a character that no font has: the case goes on, and
    the letter is made when the font is there. Raises ClaimsError `no_such_letter`, `letter_file_changed`,
    `letter_text_changed` and as `publish_signed`, OSError where a file cannot be written.
    """
    with reading(desk) as connection:
        letter = select_one(connection, "letter", id=payload["letter"])
        private = select_one(connection, "letter_private", letter_id=payload["letter"])
        made = select_rows(connection, "letter_file", letter_id=payload["letter"])
    if letter is None or private is None:
        raise ClaimsError("no_such_letter", letter=payload["letter"])
    state = "rendered" if desk.sign_key is None else "signed"
    if letter["state"] not in UNFINISHED:
        return {"id": letter["id"], "state": letter["state"], "files": []}
    pages = _pages(desk, letter, private["snapshot"], made)
    if desk.sign_key is None:
        files = [publish_unsigned(desk.var_dir, page) for page in pages]
    else:
        signer, instant = read_signer(desk.sign_key), desk.instant().replace(microsecond=0)
        files = [publish_signed(desk.var_dir, page, signer, instant) for page in pages]
    return {"id": letter["id"], "state": state, "files": files}


def keep_rendered(connection: Connection, made: Row) -> None:
    """Note on the letter that its files are there, and what they are; one that was voided meanwhile stays voided."""
    if not made["files"]:
        return
    known = {row["id"] for row in select_rows(connection, "letter_file", letter_id=made["id"])}
    fresh = [row for row in made["files"] if row["id"] not in known]
    if fresh:
        insert_rows(connection, "letter_file", fresh)
    for state in UNFINISHED:
        update_row(connection, "letter", {"id": made["id"], "state": state}, {"state": made["state"]})


def rendered(letter: Row, snapshot: str, variant: Variant | str) -> bytes:
    """The unsigned bytes of a letter, from its snapshot. Raises BadInput as `compose` and `render_pdf`."""
    return render_pdf(compose(letter["kind"], json.loads(snapshot), variant).numbered(letter["number"]))


def _pages(desk: Desk, letter: Row, snapshot: str, made: list[Row]) -> list[Page]:
    try:
        return [_page(desk, letter, snapshot, variant, made) for variant in letter_kind(letter["kind"]).variants]
    except BadInput as fault:
        if fault.code != "letter_glyph_missing":
            raise
        raise NotYet(desk.instant() + FONT_ASKED_EVERY, WAITS_FOR_FONT) from fault


def _page(desk: Desk, letter: Row, snapshot: str, variant: Variant, made: list[Row]) -> Page:
    """The page that was kept, if one was; one that was lost is rendered again, and must be the same; else the rendered one.

    Raises ClaimsError where what was kept is another by now, or the text is not the one that was decided.
    """
    kept = next((row for row in made if row["variant"] == variant and row["signed_sha256"] is None), None)
    if kept is None:
        if letter["template_sha256"] != template_sha256(letter_kind(letter["kind"])):
            raise ClaimsError("letter_text_changed", number=letter["number"])
        return Page(letter, variant, rendered(letter, snapshot, variant))
    path = letter_path(desk.var_dir, letter, variant, signed=False)
    content = path.read_bytes() if path.is_file() else rendered(letter, snapshot, variant)
    if sha256(content).hexdigest() != kept["unsigned_sha256"]:
        raise ClaimsError("letter_file_changed", number=letter["number"], file=path)
    return Page(letter, variant, content)
