"""每一步多久: the periods of a case in the order in which a person meets them, each from the rules of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from claims.rules import Rules
from portal.help.figures import Figure, figure
from portal.help.texts import help_texts
from portal.rider.periods import WHOSE
from workflows.clock_rules import CLOCK_RULES


@dataclass(frozen=True, slots=True)
class HelpStep:
    """Who does what in which time."""

    who: str
    says: str
    figure: Figure


def stages(rules: Rules, today: date) -> list[tuple[str, list[HelpStep]]]:
    """The stages by name, with their steps. Raises RuleMissing."""
    return [(stage["name"], [_step(one, rules, today) for one in stage["steps"]]) for stage in help_texts()["stage"]]


def _step(told: Mapping[str, str], rules: Rules, today: date) -> HelpStep:
    if "limit" in told:
        return HelpStep(told["who"], told["says"], figure(rules, told["limit"], today))
    rule = CLOCK_RULES[told["clock"]]
    return HelpStep(WHOSE[rule.duty], told["says"], figure(rules, rule.limit, today))
