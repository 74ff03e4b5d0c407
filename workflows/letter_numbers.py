"""How a letter is numbered 文号: by the mark of its series, the year and its place, as the rules of its day have it."""

from __future__ import annotations

from claims.rules import Rules
from claims.store.rows import Row


def letter_number(rules: Rules, letter: Row) -> str:
    """The number that a letter has by its series, year and place in the series."""
    mark = rules.at(f"letters.mark.{letter['series']}", letter["dated_on"]).as_text()
    form = rules.at("letters.number_pattern", letter["dated_on"]).as_text()
    return form.format(mark=mark, year=letter["year"], number=letter["serial"])
