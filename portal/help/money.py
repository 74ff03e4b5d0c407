"""待遇怎么算: every item with its formula in words and its article, and an example of it that the engine works out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from claims.benefits import FORMULAS, assess
from claims.facts_reading import read_facts
from claims.formulas.items import KINDS, Item, ItemCode, Payer
from claims.rules import Rules
from claims.rules.value import CONFIRMED_MARKS
from portal.days import money_text
from portal.help.texts import help_texts


@dataclass(frozen=True, slots=True)
class Example:
    """An item of an example: the sum, for whom where several share, the working, which says what is 待核, and its sources."""

    name: str
    sum: str
    whose: str
    lines: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HelpItem:
    """An item, and its examples; it has no `articles` of its own where the grade or the day of the accident picks them."""

    label: str
    says: str
    formula: str
    articles: tuple[str, ...]
    monthly: bool
    by_platform: bool
    unconfirmed: bool
    examples: tuple[Example, ...]


def items(rules: Rules) -> list[HelpItem]:
    """Every item, in the order in which an award has them. Raises RuleMissing where an example's figures are not loaded."""
    worked = [(example["name"], item) for example in help_texts()["example"] for item in _worked(example, rules)]
    return [_item(code, [(name, item) for name, item in worked if item.code is code]) for code in FORMULAS]


def _worked(example: dict[str, dict[str, object]], rules: Rules) -> Iterable[Item]:
    return assess(read_facts({"province": rules.province, **example["facts"]}), rules).items


def _item(code: ItemCode, worked: list[tuple[str, Item]]) -> HelpItem:
    kind, told = KINDS[code], help_texts()["item"][code]
    return HelpItem(
        label=kind.label,
        says=told["says"],
        formula=told["formula"],
        articles=kind.articles,
        monthly=kind.monthly,
        by_platform=kind.payer is Payer.PLATFORM,
        unconfirmed=kind.confidence not in CONFIRMED_MARKS,
        examples=tuple(_example(name, item) for name, item in worked),
    )


def _example(name: str, item: Item) -> Example:
    return Example(name, money_text(item.amount_fen), item.person or "", item.explanation, item.sources)
