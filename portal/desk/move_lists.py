"""What is chosen from where a move asks for something that stands in a list: a case of the law, a reason, papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from claims.coverage import REFUSALS
from claims.criteria import criteria, exclusions
from claims.rules import Rules
from workflows.fact_words import ground_word
from workflows.guards.claim_intake import LATE
from workflows.table import Move

PAPERS = "papers."
OF_PAPERS = ("missing", "papers")
Lists = Mapping[str, Mapping[str, str]]


def lists_of(move: Move, accident_on: date, rules: Rules, today: date) -> Lists:
    """What may be answered to the questions of a move that have a list, by the name of the question: code and words.

    The law of a case is that of the day of its accident; papers may be asked for as the rules have it today.
    """
    cases = [one.code for one in criteria(accident_on, rules)]
    grounds = {
        "criterion_in_force": ("criterion", cases),
        "proposal_in_force": ("criterion", [*cases, *(one.code for one in exclusions(accident_on, rules))]),
        "refusal_reason_known": ("reason_code", [*REFUSALS, LATE]),
        "basis_listed": ("basis", list(rules.at("payees.papers", today).as_record())),
    }
    found = {name: {code: ground_word(code, accident_on, rules) for code in codes}
             for guard, (name, codes) in grounds.items() if guard in move.guards}  # fmt: skip
    papers = _papers(rules, today)
    return {**found, **{field.name: papers for field in move.needs if field.name in OF_PAPERS}}


def _papers(rules: Rules, day: date) -> dict[str, str]:
    """The papers that the law lets the bureau ask for on a day."""
    keys = [value.key for value in rules.values() if value.key.startswith(PAPERS)]
    found = {key: rules.find(key, day) for key in dict.fromkeys(keys)}
    return {key.removeprefix(PAPERS): value.label for key, value in found.items() if value is not None}
