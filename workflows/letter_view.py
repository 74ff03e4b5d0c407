"""One letter as an officer reads it: its blocks, what it is worth, its files, and on whom it was served with what following."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import Connection

from claims.errors import ClaimsError
from claims.masking import masked_name
from claims.store.rows import Row, select_one, select_rows
from notifications.blocks import Letter
from notifications.compose import compose
from notifications.kinds import DISPUTANT, Variant, letter_kind
from workflows.clock_rules import CLOCK_RULES
from workflows.health_sight import copy_read
from workflows.letter_checks import check_files, kept_files
from workflows.letter_files import letter_path
from workflows.letter_register import STATE_NAMES
from workflows.letter_standing import Standing, standing
from workflows.locking import read_person
from workflows.recipients import METHOD_NAMES, PERSON, RECIPIENT_NAMES
from workflows.roles import Actor
from workflows.transaction import Desk

COPY_NAMES = {"full": "正本", "party": "副本"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A period that a service began: what it is, its last day, whether it is provisional, its state."""

    label: str
    due_on: date
    provisional: bool
    state: str


@dataclass(frozen=True, slots=True)
class Served:
    """The service on one recipient. `recipient` is masked where it is a person; `proof` is None where nothing is recorded."""

    row: Row
    kind: str
    recipient: str
    copy: str
    method: str
    proof: str | None
    clocks: tuple[Opened, ...]


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter. `letter` is None where its snapshot has been erased; `variant` is the copy that is shown, `files` those of
    the copies that its reader may take out.
    """

    row: Row
    name: str
    state: str
    letter: Letter | None
    variant: Variant
    standing: Standing
    files: tuple[Row, ...]
    services: tuple[Served, ...]


def letter_view(connection: Connection, actor: Actor, letter: Row) -> LetterView:
    """A letter for somebody who may see its case, in the copy that is for his post."""
    variant = copy_read(actor, letter_kind(letter["kind"]))
    clocks = select_rows(connection, "clock", claim_no=letter["claim_no"])
    services = select_rows(connection, "service", letter_id=letter["id"])
    return LetterView(
        row=letter,
        name=letter_kind(letter["kind"]).name,
        state=STATE_NAMES.get(letter["state"], letter["state"]),
        letter=stored_letter(connection, letter, variant),
        variant=variant,
        standing=standing(connection, letter),
        files=tuple(file for file in kept_files(connection, letter) if variant in (Variant.FULL, file["variant"])),
        services=tuple(_served(connection, row, clocks) for row in sorted(services, key=_place)),
    )


def stored_letter(connection: Connection, letter: Row, variant: str = "full") -> Letter | None:
    """The letter that was issued, out of the snapshot taken then, in one of its copies; None where that has been erased."""
    private = select_one(connection, "letter_private", letter_id=letter["id"])
    if private is None:
        return None
    return compose(letter["kind"], json.loads(private["snapshot"]), variant).numbered(letter["number"])


def masked_addressee(connection: Connection, letter: Row) -> str:
    """To whom a letter was written, for who holds it and nobody else: of a name its ends; empty where it has been erased."""
    private = select_one(connection, "letter_private", letter_id=letter["id"])
    facts = json.loads(private["snapshot"]) if private else {}
    written = str(facts.get("addressee", ""))
    to_person = any(copy.to in (PERSON, DISPUTANT) for copy in letter_kind(letter["kind"]).copies)
    return masked_name(written) if to_person else written


def letter_file(desk: Desk, connection: Connection, letter: Row, variant: str) -> bytes:
    """The bytes of a letter's file as they were kept, the signed one where there is one.

    Raises ClaimsError: letter_not_rendered, letter_file_lost, letter_file_other.
    """
    row = next((one for one in kept_files(connection, letter) if one["variant"] == variant), None)
    if row is None:
        raise ClaimsError("letter_not_rendered", number=letter["number"])
    path = letter_path(desk.var_dir, letter, variant, signed=row["signed_sha256"] is not None)
    if not path.is_file():
        raise ClaimsError("letter_file_lost", number=letter["number"])
    content = path.read_bytes()
    if sha256(content).hexdigest() != (row["signed_sha256"] or row["unsigned_sha256"]):
        raise ClaimsError("letter_file_other", number=letter["number"])
    return content


def file_findings(desk: Desk, letter: Row) -> list[tuple[bool, str]]:
    """What a check of the files finds: whether it is a fault, and the sentence; empty where all is as it was written."""
    return [(one.fault, one.message()) for one in check_files(desk, letter)]


def _served(connection: Connection, row: Row, clocks: Sequence[Row]) -> Served:
    person = read_person(connection, row["recipient"])
    return Served(
        row=row,
        kind=RECIPIENT_NAMES[row["recipient_kind"]],
        recipient=masked_name(str(person["name"])) if person else str(row["recipient"]),
        copy=COPY_NAMES[row["variant"]],
        method=METHOD_NAMES.get(row["method"] or "", ""),
        proof=row["evidence"],
        clocks=tuple(
            Opened(CLOCK_RULES[one["code"]].label, one["due_on"], bool(one["provisional"]), str(one["state"]))
            for one in clocks
            if one["subject"] == row["id"] and one["started_on"] == row["served_on"]
        ),
    )


def _place(row: Row) -> int:
    return int(str(row["id"]).rpartition("-")[2])
