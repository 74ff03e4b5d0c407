"""The working paper of one item: each value that is used leaves its source and its mark on it, so none is forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from claims.errors import RuleFileError
from claims.formulas.items import KINDS, Item, ItemCode
from claims.rules import Rules, Value
from claims.rules.value import BUREAU_MARK

# From the surest to the weakest. D is arithmetic on A and B figures and stands with B; C is from memory alone.
CONFIDENCE_ORDER = ("A", "A*", BUREAU_MARK, "B", "D", "C")
FROM_MEMORY = "C"
PER_10000 = 10_000

Option = TypeVar("Option")


def weakest(marks: Iterable[str]) -> str:
    """The least sure of `marks`."""
    return max(marks, key=CONFIDENCE_ORDER.index)


@dataclass(frozen=True, slots=True)
class Law:
    """The rules of a province as known on `known_on` (None: as known now).

    `provisional` allows 计发基数 of the year before while the right figure is not yet published.
    """

    rules: Rules
    known_on: date | None = None
    provisional: bool = False

    def at(self, key: str, day: date) -> Value:
        """The value in force on `day`. Raises RuleMissing, which names what to load."""
        return self.rules.at(key, day, self.known_on)


def choose(value: Value, options: Mapping[str, Option]) -> Option:
    """The option that a rule value names. Raises RuleFileError when the file names one that does not exist."""
    text = value.as_text()
    if text not in options:
        raise RuleFileError("rule_option_unknown", file=value.file, key=value.key, value=text, known="、".join(options))
    return options[text]


class Working:
    """Lines, sources and marks of one item while it is worked out."""

    def __init__(self, code: ItemCode) -> None:
        self._code = code
        self._lines: list[str] = []
        self._sources: list[str] = list(KINDS[code].articles)
        self._marks: list[str] = [KINDS[code].confidence]
        self._versions: list[str] = []
        self._provisional = False

    def use(self, *values: Value) -> None:
        """Notes that the item rests on `values`."""
        self._marks += [value.confidence for value in values]
        self._versions += [value.version for value in values]

    def cite(self, source: str) -> None:
        """Adds an article that holds for this case, or the publisher of a figure."""
        self._sources.append(source)

    def doubt(self, mark: str) -> None:
        """Notes that a step of the working itself is only as sure as `mark`."""
        self._marks.append(mark)

    def expect_more(self) -> None:
        """Notes that the item stands on a figure that will be replaced, so that 补差 will follow."""
        self._provisional = True

    def line(self, text: str) -> None:
        """Adds a line to the explanation."""
        self._lines.append(text)

    def item(self, amount_fen: int, person: str | None = None) -> Item:
        """The finished item; what belongs to a survivor names the person."""
        kind = KINDS[self._code]
        return Item(
            code=self._code,
            label=kind.label,
            amount_fen=amount_fen,
            monthly=kind.monthly,
            payer=kind.payer,
            person=person,
            explanation=tuple(self._lines),
            sources=tuple(dict.fromkeys(self._sources)),
            confidence=weakest(self._marks),
            rule_versions=tuple(dict.fromkeys(self._versions)),
            provisional=self._provisional,
        )


def to_check(*values: Value) -> str:
    """「（待核）」 when one of `values` still has to be compared with its text by the bureau, else ""."""
    return "（待核）" if any(value.unconfirmed for value in values) else ""


def percent_text(per_10000: int) -> str:
    """7500 -> "75%", 3350 -> "33.5%"."""
    whole, rest = divmod(per_10000, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"
