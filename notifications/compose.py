"""From a kind and a snapshot to a letter: check the facts, fill the text, read the blocks.

A snapshot gives the same letter before and after it is stored; the number is put in afterwards (`Letter.numbered`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from claims.canonical import canonical_json
from claims.errors import BadInput
from notifications.blocks import NUMBER_PENDING, Letter, letter_text
from notifications.facts import Fact, Shape, is_shaped
from notifications.forms import known_kind
from notifications.kinds import LetterKind, Variant, letter_kind
from notifications.markup import read_blocks
from notifications.text_faults import text_fault
from notifications.texts import fill

__all__ = ["GIVEN", "compose", "letter_text", "require_facts"]

GIVEN = frozenset({"letter_name", "number", "full", "redacted"})  # what every text has beside the facts of its kind


def compose(kind: str, snapshot: Mapping[str, object], variant: Variant | str = Variant.FULL) -> Letter:
    """The letter (or form) of `kind` with the facts of `snapshot`, not numbered yet.

    Facts are named in `kinds.py`, `forms.py`; optional ones may be absent or None. The PARTY variant sees no private fact.
    Raises BadInput: letter_kind_unknown, letter_facts_missing, letter_facts_unknown, letter_facts_malformed, letter_text_*.
    """
    known = known_kind(kind)
    facts = _as_stored(snapshot)
    _check(known, facts)
    shown = Variant(variant)
    text = fill(known, _context(known, facts, shown))
    try:
        blocks = read_blocks(text)
    except ValueError as fault:
        raise text_fault(known, fault) from fault
    return Letter(kind, shown, None, blocks, synthetic=facts["synthetic"] is True)


def require_facts(kind: str, snapshot: Mapping[str, object]) -> None:
    """Raises BadInput, as `compose` would, where `snapshot`, read back from canonical JSON, is not one of `kind`.

    A text can be filled from every snapshot that passes here, so a letter is fit to be numbered without being set.
    """
    _check(letter_kind(kind), {name: value for name, value in snapshot.items() if value is not None})


def _as_stored(snapshot: Mapping[str, object]) -> dict[str, object]:
    """The facts as they come back from the database: NFC text, ISO days; None means absent."""
    stored: dict[str, object] = json.loads(canonical_json(snapshot))
    return {name: value for name, value in stored.items() if value is not None}


def _check(kind: LetterKind, facts: Mapping[str, object]) -> None:
    unknown = sorted(set(facts) - kind.fact_names)
    if unknown:
        raise BadInput("letter_facts_unknown", letter=kind.name, facts="、".join(unknown))
    missing = [f"{fact.label}（{fact.name}）" for fact in kind.facts if fact.name not in facts]
    if kind.one_of and not any(name in facts for name in kind.one_of):
        missing.append("下列之一：" + "、".join(kind.one_of))
    if missing:
        raise BadInput("letter_facts_missing", letter=kind.name, facts="、".join(missing))
    wrong = [
        f"{fact.label}（{fact.name}，应为{fact.shape.value}）"
        for fact in (*kind.facts, *kind.optional)
        if fact.name in facts and not is_shaped(fact, facts[fact.name])
    ]
    if wrong:
        raise BadInput("letter_facts_malformed", letter=kind.name, facts="、".join(wrong))


def _context(kind: LetterKind, facts: Mapping[str, object], variant: Variant) -> dict[str, object]:
    full = variant is Variant.FULL
    allowed = (*kind.facts, *kind.optional)
    redacted = not full and any(fact.private for fact in allowed)
    context: dict[str, object] = {
        "letter_name": kind.name,
        "number": NUMBER_PENDING,
        "full": full,
        "redacted": redacted,
    }
    for fact in allowed:
        if full or not fact.private:  # a text that shows a private fact outside the full copy fails, it does not leak
            context[fact.name] = _whole_rows(fact, facts.get(fact.name))
    return context


def _whole_rows(fact: Fact, value: object) -> object:
    """`value`; rows get their absent columns as None, so that a text may ask for them."""
    if fact.shape is not Shape.ROWS or not isinstance(value, list):
        return value
    return [{field.name: row.get(field.name) for field in fact.fields} for row in value]
