"""The working of an award item as it is shown: each line as it was stored, its mark 待核 as the rules are known now.

What was known then stands with the item for ever. The same facts are worked out again under the rules as they were known on
the day of the draft; a line that says the same but for its mark is shown with the mark of today.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from claims.errors import ClaimsError
from claims.formulas.items import Item
from claims.rules import Rules
from claims.rules.value import CONFIRMED_MARKS
from claims.store.rows import Row
from workflows.citations import unmarked
from workflows.computing import worked_out
from workflows.monthly import start_line

COLUMNS = ("explanation", "parameters", "code", "beneficiary", "drafted_on", "from_month")  # of the item, that it reads


@dataclass(frozen=True, slots=True)
class Working:
    """The lines of an item, its articles, and whether anything of it is still to be confirmed by the bureau."""

    lines: tuple[str, ...]
    sources: tuple[str, ...]
    unconfirmed: bool


def working_of(rules: Rules, item: Row) -> Working:
    """The working of a stored item, marked by the rules known now; where they give no such item any more, as it was stored."""
    told = json.loads(item["explanation"])
    lines, confidence = tuple(map(str, told["lines"])), str(told["confidence"])
    now = _now(rules, item)
    if now is not None:
        said = [*now.explanation, *([start_line(rules, item)] if item["from_month"] else [])]
        by_text = {unmarked(line): line for line in said}
        lines, confidence = tuple(by_text.get(unmarked(line), line) for line in lines), now.confidence
    marked = confidence not in CONFIRMED_MARKS or any(unmarked(line) != line for line in lines)
    return Working(lines, tuple(told["sources"]), marked)


def _now(rules: Rules, item: Row) -> Item | None:
    facts = dict(json.loads(item["parameters"])["facts"])
    facts.pop("adjustment", None)  # what a paper ordered rests on no value, and the sum before it on the same ones
    try:
        found, _ = worked_out(facts, rules, item["drafted_on"], item["code"], item["beneficiary"])
    except ClaimsError:
        return None
    return found
