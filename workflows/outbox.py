"""Draining the outbox: what was promised in a transaction is carried out after it, in order per case.

A worker takes the lowest undone effect of a case under a lease with a fencing token; a worker that lost its lease
cannot mark anything done. Rendering a letter is internal: the same snapshot gives the same bytes, so doing it twice
is doing it once.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, func, select

from claims.clock import instant_text
from claims.errors import ClaimsError
from claims.store.rows import Row, select_one, update_row
from claims.store.tables import table
from notifications.compose import compose
from notifications.kinds import Variant, letter_kind
from notifications.render import render_pdf
from workflows.transaction import Desk, in_one_transaction

LEASE = timedelta(minutes=5)
ATTEMPTS = 5
FIRST_REST = timedelta(minutes=1)
OUTBOX = table("outbox")


@dataclass(frozen=True, slots=True)
class Drained:
    """How many effects were carried out, and how many were set aside after too many tries."""

    done: int
    set_aside: int


def drain(desk: Desk, limit: int = 100) -> Drained:
    """Carry out up to `limit` effects."""
    done = set_aside = 0
    for _ in range(limit):
        effect = in_one_transaction(desk, lambda connection: _claim(desk, connection))
        if effect is None:
            break
        if _carry_out(desk, effect):
            done += 1
        elif effect["attempts"] >= ATTEMPTS:
            set_aside += 1
    return Drained(done, set_aside)


def _claim(desk: Desk, connection: Connection) -> Row | None:
    """Lease the first undone effect of a case whose earlier effects are all done."""
    now = instant_text(desk.instant())
    first = (
        select(OUTBOX.c.claim_no, func.min(OUTBOX.c.seq).label("seq"))
        .where(OUTBOX.c.state != "done")
        .group_by(OUTBOX.c.claim_no)
        .subquery()
    )
    free = (
        select(OUTBOX)
        .join(first, (first.c.claim_no == OUTBOX.c.claim_no) & (first.c.seq == OUTBOX.c.seq))
        .where(OUTBOX.c.state.in_(("pending", "claimed")))
        .where((OUTBOX.c.leased_until.is_(None)) | (OUTBOX.c.leased_until < now))
        .order_by(OUTBOX.c.created_at, OUTBOX.c.effect_key)
        .limit(1)
        .with_for_update(skip_locked=True, of=OUTBOX)
    )
    found = connection.execute(free).mappings().first()
    if found is None:
        return None
    effect = dict(found)
    lease = {
        "state": "claimed",
        "token": secrets.token_hex(8),
        "leased_until": instant_text(desk.instant() + LEASE),
        "attempts": effect["attempts"] + 1,
    }
    update_row(connection, "outbox", {"effect_key": effect["effect_key"]}, lease)
    return {**effect, **lease}


def _carry_out(desk: Desk, effect: Row) -> bool:
    try:
        written = EFFECTS[effect["kind"]](desk, json.loads(effect["payload"]))
    except (ClaimsError, OSError) as fault:
        failed = _failed(desk, effect, type(fault).__name__)
        in_one_transaction(desk, lambda connection: _finish(connection, effect, failed, None))
        return False
    done = {"state": "done", "last_error": None, "leased_until": None}
    return in_one_transaction(desk, lambda connection: _finish(connection, effect, done, written))


def _failed(desk: Desk, effect: Row, error: str) -> Row:
    """What becomes of an effect that failed: it rests, longer each time, and after too many tries is set aside."""
    if effect["attempts"] >= ATTEMPTS:
        return {"state": "quarantined", "last_error": error, "leased_until": None}
    rests_until = desk.instant() + FIRST_REST * 2 ** (effect["attempts"] - 1)
    return {"state": "pending", "last_error": error, "leased_until": instant_text(rests_until)}


def _finish(connection: Connection, effect: Row, values: Row, written: Row | None) -> bool:
    """Mark the effect, if the lease is still ours, together with what it brought about."""
    where = {"effect_key": effect["effect_key"], "token": effect["token"]}
    if update_row(connection, "outbox", where, values) != 1:
        return False
    if written is not None:
        rendered = {"state": "rendered", "pdf_sha256": written["sha256"]}
        update_row(connection, "letter", {"id": written["id"], "state": "issued"}, rendered)
    return True


def _render_letter(desk: Desk, payload: dict[str, str]) -> Row:
    """Render a letter from its snapshot, in every variant its recipients get; whole files only."""
    with desk.engine.connect().execution_options(reading=True) as connection:
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


def letter_path(var_dir: Path, letter: Row, variant: Variant = Variant.FULL) -> Path:
    """Where the file of a letter lies: by year and case, named by its number."""
    suffix = "" if variant is Variant.FULL else "（抄送本）"
    folder = var_dir / "letters" / str(letter["year"]) / str(letter["claim_no"])
    return folder / f"{letter['number']}{suffix}.pdf"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also when the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


EFFECTS = {"render_letter": _render_letter}
