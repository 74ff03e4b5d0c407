"""The evidence checklist of a case: every kind of paper that the law lets the bureau ask for, whether this case needs it,
why, and what has come of it, file by file. Behind it stands what kin have handed in for their own parts, each by himself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, func, select, union

from claims.clock import minute_text
from claims.errors import words
from claims.formulas.items import KINDS, ItemCode
from claims.rules import Rules, Value
from claims.store.rows import Row, select_rows
from claims.store.tables import table
from workflows.case_heads import names_of
from workflows.evidence_kinds import OTHER, PAPERS, kind_name
from workflows.evidence_marks import MARK_NAMES, NOTE_WORDS, RECEIVED_NAME, Mark, last_marks
from workflows.evidence_sight import (
    case_seen,
    evidence_rows,
    may_hand_in,
    may_mark,
    may_see_file,
    may_see_kind,
    may_take_original,
)
from workflows.roles import Actor
from workflows.sight import Part
from workflows.transaction import Desk, snapshot

FILE, PAPER = table("evidence_file"), table("paper")
REQUIRED = "required_papers"
SHA_SHOWN = 8
DEAD_ITEMS = frozenset({"refused", "superseded", "revoked", "waived"})


class Standing(StrEnum):
    """How a kind of paper stands on a case."""

    RECEIVED = "received"
    CHECKED = "checked"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"


STANDING_NAMES = {
    Standing.RECEIVED: "已收到",
    Standing.CHECKED: "已核对",
    Standing.UNREADABLE: "看不清，需重传",
    Standing.MISSING: "缺",
    Standing.NOT_NEEDED: "不需要",
}


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as the list shows it: its name, what it is, its size, the first eight digits of its SHA-256, who and when."""

    id: str
    name: str
    media_type: str
    size_bytes: int
    sha: str
    uploaded_by: str
    at: str
    mark: str
    note: str
    caution: str
    pages: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of paper: `basis` is its legal basis (empty: nobody may ask for it), `reason` why it is needed or is not.

    `may_be_asked_for` is whether it belongs on a notice of supplement: needed, by a basis, and not there to be read.
    `of_kin` is the survivor for whose own part it was handed in, which nobody may ask for; empty for a paper of the case.
    """

    kind: str
    of_kin: str
    name: str
    basis: str
    is_unconfirmed: bool
    standing: Standing
    reason: str
    files: tuple[ShownFile, ...]

    @property
    def may_be_asked_for(self) -> bool:
        """Whether it is to be asked for."""
        return bool(self.basis) and self.standing in (Standing.MISSING, Standing.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The lines of a case as somebody sees them, what is needed first, and what he may do about them."""

    lines: tuple[Line, ...]
    may_hand_in: bool
    may_mark: bool
    may_take_original: bool


def evidence_list(desk: Desk, username: str, claim_no: str) -> Checklist:
    """The checklist of a case as `username` may see it. Raises Refused no_such_evidence."""
    with snapshot(desk) as connection:
        actor, claim, part = case_seen(desk, connection, username, claim_no)
        every = evidence_rows(connection, claim_no=claim_no)
        marks = last_marks(select_rows(connection, "evidence_mark", claim_no=claim_no))
        needed = required_kinds(connection, desk.rules, claim, desk.today())
        came = {row["kind"] for row in select_rows(connection, "paper", claim_no=claim_no)}
        private = select_rows(connection, "evidence_file_private", claim_no=claim_no)
        kin = names_of(connection, (row["of_kin"] for row in every if row["of_kin"]))
    names = {row["file_id"]: row["name"] for row in private}
    seen = {
        row["id"]: _shown(row, names.get(row["id"]), marks.get(row["id"]))
        for row in every
        if may_see_file(actor, part, row)
    }
    by_kind: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in every:
        by_kind[row["of_kin"], row["kind"]].append(row)
    known = desk.rules.table(PAPERS, desk.today())
    kinds = [*needed, *(key.partition(".")[2] for key in known), *sorted(came)]
    places = [*(("", kind) for kind in kinds), *sorted(by_kind, key=lambda place: place[0])]
    lines = tuple(
        _line(
            kind,
            of_kin,
            kind_name(desk.rules, kind),
            None if of_kin else known.get(f"{PAPERS}.{kind}"),
            _standing(by_kind[of_kin, kind], marks, kind in came and not of_kin, kind in needed),
            words("evidence_of_kin", who=kin[of_kin]) if of_kin else _reason_of(kind, needed),
            tuple(seen[row["id"]] for row in by_kind[of_kin, kind] if row["id"] in seen),
        )
        for of_kin, kind in dict.fromkeys(places)
    )
    told = tuple(line for line in lines if _is_told(actor, part, line))
    return Checklist(told, may_hand_in(actor, claim), may_mark(actor), may_take_original(actor))


def _is_told(actor: Actor, part: Part, line: Line) -> bool:
    """Whether somebody is told of a line: of what is a survivor's own, and of a part, only who sees a file of it."""
    if line.of_kin or part is Part.OWN:
        return bool(line.files)
    return may_see_kind(actor, line.kind, has_own=bool(line.files))


def _reason_of(kind: str, needed: Mapping[str, str]) -> str:
    return needed.get(kind) or words("evidence_not_asked" if kind == OTHER else "evidence_not_needed")


def kinds_received(connection: Connection, claim_no: str, of_kin: str = "") -> int:
    """Of how many kinds of paper something has come to the case, as a file or over the counter; or as files of a survivor's
    own part.
    """
    files = select(FILE.c.kind).distinct().where(FILE.c.claim_no == claim_no, FILE.c.of_kin == of_kin)
    came = files if of_kin else union(files, select(PAPER.c.kind).where(PAPER.c.claim_no == claim_no))
    return int(connection.execute(select(func.count()).select_from(came.subquery())).scalar_one())


def required_kinds(connection: Connection, rules: Rules, claim: Row, day: date) -> dict[str, str]:
    """The kinds of paper that the case needs on `day`, each with the reason; none that has no legal basis on that day."""
    lists = [claim["application_kind"] or ("death" if claim["death_on"] else "injury")]
    if claim["claimant_id"] != claim["person_id"]:
        lists.append("another_claimant")
    if claim["criterion"]:
        lists.append(f"criterion_{claim['criterion'].rpartition('-')[2]}")
    items = select_rows(connection, "award_item", claim_no=claim["no"])
    lists += dict.fromkeys(row["code"] for row in items if row["state"] not in DEAD_ITEMS)
    if select_rows(connection, "appraisal", claim_no=claim["no"]):
        lists.append("appraisal")
    needed: dict[str, str] = {}
    for name in lists:
        value = rules.find(f"{REQUIRED}.{name}", day)
        for kind in value.as_list() if value else ():
            if rules.find(f"{PAPERS}.{kind}", day) is not None:
                needed.setdefault(str(kind), _reason(name, value))
    return needed


def _reason(name: str, value: Value | None) -> str:
    if name in KINDS:
        return KINDS[ItemCode(name)].label
    return "" if value is None else value.label


def _line(
    kind: str,
    of_kin: str,
    name: str,
    basis: Value | None,
    standing: Standing,
    reason: str,
    files: tuple[ShownFile, ...],
) -> Line:
    return Line(
        kind=kind,
        of_kin=of_kin,
        name=name,
        basis="" if basis is None else basis.as_text(),
        is_unconfirmed=basis is not None and basis.unconfirmed,
        standing=standing,
        reason=reason,
        files=files,
    )


def _standing(files: list[Row], marks: dict[str, Row], is_on_paper: bool, is_needed: bool) -> Standing:
    """A file that can be read counts before one that cannot; without any, a paper handed in at the counter counts."""
    given = [marks[row["id"]]["mark"] if row["id"] in marks else "" for row in files]
    readable = [mark for mark in given if mark != Mark.UNREADABLE]
    if readable:
        return Standing.CHECKED if all(readable) else Standing.RECEIVED
    if given:
        return Standing.UNREADABLE
    if is_on_paper:
        return Standing.RECEIVED
    return Standing.MISSING if is_needed else Standing.NOT_NEEDED


def _shown(row: Row, name: str | None, mark: Row | None) -> ShownFile:
    return ShownFile(
        id=row["id"],
        name=name or words("evidence_name_erased"),
        media_type=row["media_type"],
        size_bytes=row["size_bytes"],
        sha=row["sha256"][:SHA_SHOWN],
        uploaded_by=row["by_name"],
        at=minute_text(row["recorded_at"]),
        mark=MARK_NAMES[Mark(mark["mark"])] if mark else RECEIVED_NAME,
        note=words(NOTE_WORDS + mark["note"]) if mark and mark["note"] else "",
        caution=words(f"evidence_caution_{row['caution']}") if row["caution"] else "",
        pages=row["pages"],
    )
