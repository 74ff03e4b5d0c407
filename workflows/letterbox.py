"""The letters of a transaction: ordered while moves are made, composed and numbered at its end, rendered after commit.

The text of a kind and the characters of a letter are checked before its number is spent; numbers are taken last, in the
order of the series, so that two transactions cannot lock each other out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from claims.canonical import canonical_json, sha256_hex
from claims.errors import BadInput, Refused
from claims.store.rows import Row
from notifications.codes import verify_code
from notifications.compose import require_facts
from notifications.glyphs import missing_glyphs
from notifications.kinds import DISPUTANT, Force, LetterKind, Variant, letter_kind
from notifications.numbers import letter_series, next_serial
from notifications.soundness import require_sound
from notifications.texts import template_sha256
from workflows.dispute_facts import disputant_of, forum_name
from workflows.letter_numbers import letter_number
from workflows.overtaking import letter_overtaken_by
from workflows.party_copy import require_private, strings_of
from workflows.promises import RENDER_LETTER, pending_effect
from workflows.recipients import ORGAN, PARTY_COPY_ONLY, PLATFORM
from workflows.roles import Role
from workflows.situation import LetterOrder, Situation
from workflows.snapshots import snapshot
from workflows.transaction import Desk

GROUPED = ("award",)
OUTSIDE = frozenset({Role.RIDER, Role.PLATFORM})


@dataclass(slots=True)
class Ordered:
    """A letter that has been ordered: its row, its kind, and the moves it speaks of."""

    row: Row
    kind: LetterKind
    situations: list[Situation]
    extra: Mapping[str, Any]


class Letterbox:
    """The letters that one transaction sends."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        self._desk = desk
        self._connection = connection
        self._ordered: list[Ordered] = []

    def order(self, s: Situation) -> None:
        """Take the orders of a move; the letters' service records are prepared by moves that follow it."""
        for order in s.letters:
            group = self._group(order, s)
            if group is not None:
                group.situations.append(s)
                _point_at(s, group.row)
            else:
                self._open(order, s)

    def letter_of(self, s: Situation) -> str | None:
        """The id of the letter that the move of `s` has ordered, or of the one that it serves."""
        for ordered in self._ordered:
            if any(one is s for one in ordered.situations):
                return str(ordered.row["id"])
        return str(s.subject["letter_id"]) if s.machine == "service" else None

    def _group(self, order: LetterOrder, s: Situation) -> Ordered | None:
        if order.kind not in GROUPED:
            return None
        for ordered in self._ordered:
            first = ordered.situations[0]
            together = first.file is s.file and first.subject.get("beneficiary") == s.subject.get("beneficiary")
            if ordered.row["kind"] == order.kind and together:
                return ordered
        return None

    def _open(self, order: LetterOrder, s: Situation) -> None:
        kind = letter_kind(order.kind)
        # A decision bears its legal day; what only tells or proves something bears the day on which it is issued.
        dated_on = order.dated_on if kind.force is Force.DECISION else s.recorded_on
        row: Row = {
            "id": s.file.next_id("letter"),
            "claim_no": s.file.no,
            "kind": kind.code,
            "series": kind.series,
            "year": dated_on.year,
            "serial": 0,
            "number": "",
            "verify_code": "",
            "dated_on": dated_on,
            "event_id": s.event_id,
            "subject": order.subject,
            "snapshot_commitment": "",
            "template_sha256": "",
            "state": "issued",
            "overtakes": None,
        }
        s.file.add("letter", row)
        self._ordered.append(Ordered(row, kind, [s], order.extra))
        _point_at(s, row)
        if kind.served:
            for copy in kind.copies:
                recipient, to = _recipient(s, copy.to)
                if copy.to == DISPUTANT and (copy.variant is Variant.PARTY) != (to in PARTY_COPY_ONLY):
                    continue
                s.then(
                    f"{s.file.no}/service",
                    "prepare",
                    letter=row["id"],
                    recipient=recipient,
                    recipient_kind=to,
                    variant=copy.variant.value,
                )
        _post(s, row["id"])

    def take_snapshots(self) -> None:
        """Take the snapshot of every letter and check its characters; nothing has been written or numbered yet."""
        for ordered in self._ordered:
            ordered.row["verify_code"] = verify_code(self._desk.salt())
            facts, salt = self._snapshot(ordered), self._desk.salt()
            ordered.row["snapshot_commitment"] = sha256_hex(salt + facts)
            private = {"letter_id": ordered.row["id"], "salt": salt, "snapshot": facts}
            ordered.situations[0].file.add("letter_private", private)

    def issued(self) -> dict[str, list[Row]]:
        """The letters by the event that caused them, with their snapshots taken and no number yet."""
        by_event: dict[str, list[Row]] = {}
        for ordered in self._ordered:
            by_event.setdefault(ordered.row["event_id"], []).append(ordered.row)
        return by_event

    def number(self) -> None:
        """Take the numbers, in the order of the series; the rows of the series stay locked until commit."""
        for ordered in sorted(self._ordered, key=lambda one: (one.row["series"], one.row["year"])):
            row = ordered.row
            in_order = ordered.kind.force is Force.DECISION
            row["serial"] = next_serial(
                self._connection, letter_series(row["series"]), row["year"], row["dated_on"], in_order=in_order
            )
            row["number"] = letter_number(self._desk.rules, row)

    def _snapshot(self, ordered: Ordered) -> str:
        _require_usable(ordered.kind)
        facts = canonical_json(snapshot(ordered.situations, ordered.row, ordered.kind, ordered.extra))
        stored = json.loads(facts)
        require_facts(ordered.kind.code, stored)
        lacking = missing_glyphs("".join(strings_of(stored)))
        if lacking and not _of_an_act_outside(ordered):
            raise Refused("missing_glyph", letter=ordered.kind.name, characters="、".join(lacking))
        require_private(ordered.situations[0], ordered.kind, stored)
        ordered.row["template_sha256"] = template_sha256(ordered.kind)
        ordered.row["overtakes"] = letter_overtaken_by(ordered.situations[0], ordered.kind.code, stored)
        return facts


def _post(s: Situation, letter_id: str) -> None:
    s.file.next_id("effect")
    seq = s.file.claim["subject_seq"]
    effect = pending_effect(RENDER_LETTER, s.file.no, seq, {"letter": letter_id}, s.recorded_at)
    s.file.add("outbox", effect)


def _of_an_act_outside(ordered: Ordered) -> bool:
    """Whether the letter follows from what a person or a platform may do: no font keeps that out, the page waits for one."""
    return any(OUTSIDE & set(s.move.who) for s in ordered.situations)


def _require_usable(kind: LetterKind) -> None:
    """A broken text refuses the move: found after the commit it would have cost a number."""
    try:
        require_sound(kind.code)
    except BadInput as fault:
        raise Refused(fault.code, **fault.facts) from fault


def _recipient(s: Situation, to: str) -> tuple[str, str]:
    """Whom a copy goes to, and as what he is served."""
    if to == DISPUTANT:
        return disputant_of(s)
    if to == PLATFORM:
        return str(s.claim["platform"]), to
    if to == ORGAN:
        return forum_name(s) if s.machine == "dispute" else str(s.data["organ"]), to
    return str(s.subject.get("beneficiary") or s.claim["claimant_id"]), to


def _point_at(s: Situation, letter: Row) -> None:
    """Let the decision, the item or the conclusion know the letter that carries it."""
    if letter["kind"] in ("confirmation", "non_confirmation"):
        s.file.set(decision_letter=letter["id"])
    if letter["kind"] in ("award", "death_advance"):
        s.set(letter_id=letter["id"])
    if letter["kind"] == "award_change":
        successor = s.file.find("award_item", s.data["successor"])
        if successor is not None:
            s.file.change("award_item", successor, letter_id=letter["id"])
    if letter["kind"] == "monthly_set_off":
        s.set(monthly_letter=letter["id"])
    if letter["kind"] in ("appraisal_conclusion", "redo_conclusion", "recovery"):
        s.set(letter_id=letter["id"])
