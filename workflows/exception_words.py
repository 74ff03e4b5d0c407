"""What an exception rests on, as people read it: codes of moves and approvals in Chinese, sums in yuan."""

from __future__ import annotations

import re
from functools import cache

from claims.money import yuan
from claims.rules import Rules
from workflows.machines import MACHINES
from workflows.machines.approval import STEPS

FEN = re.compile(r"(\d+) 分")
# A code stands alone: not inside an id, a user name or a number.
CODE = re.compile(r"(?<![\w/\-.])[a-z][a-z_]+(?![\w/\-.])")
LEVELS = "approvals.levels."


def detail_words(rules: Rules, detail: str) -> str:
    """The detail of an exception with its codes in Chinese; ids, days and sign-ins stay as they are."""
    known = _codes(rules)
    spoken = FEN.sub(lambda found: yuan(int(found[1])), detail)
    return CODE.sub(lambda found: known.get(found[0], found[0]), spoken)


@cache
def _codes(rules: Rules) -> dict[str, str]:
    """Approval kinds, steps of signing, states and moves; the first that knows a code names it."""
    found: dict[str, str] = {}
    for table in MACHINES.values():
        found = {**{move.trigger: move.label for move in table.moves}, **table.states, table.name: table.label, **found}
    kinds = {value.key.removeprefix(LEVELS): value.label for value in rules.values() if value.key.startswith(LEVELS)}
    short = {kind: label.partition("（")[2].rstrip("）") or label for kind, label in kinds.items()}
    return {**found, **short, **STEPS}
