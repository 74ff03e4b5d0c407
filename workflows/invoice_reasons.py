"""Why a line of an invoice was cut or refused: a code of the closed list of its day, and the catalogue that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from claims.errors import words
from claims.money import grouped
from claims.rules import Rules
from claims.store.rows import Row

REASONS, CATALOGUES = "invoices.reasons", "invoices.catalogues"
OF_CATALOGUE = "not_in_"


def reason_text(rules: Rules, code: str, day: date) -> str | None:
    """The words of a reason as the list of `day` has them; None for a code that is not on it."""
    value = rules.find(f"{REASONS}.{code}", day)
    return value.as_text() if value else None


def reason_codes(rules: Rules, day: date) -> list[str]:
    """The codes of the list in force on `day`."""
    return [key.rpartition(".")[2] for key in rules.table(REASONS, day)]


def catalogue_of(rules: Rules, code: str | None, day: date) -> str | None:
    """The name and version of the catalogue that a reason rests on, as in force on `day`; None where it rests on none."""
    if code is None or not code.startswith(OF_CATALOGUE):
        return None
    return rules.at(f"{CATALOGUES}.{code.removeprefix(OF_CATALOGUE)}", day).as_text()


def cost_day(line: Mapping[str, Any], accident_on: date) -> date:
    """The day of the cost; where the line names none, the day of the accident. Raises ValueError for what is no day."""
    named = line.get("cost_on")
    return date.fromisoformat(named) if isinstance(named, str) else accident_on


def told_lines(rules: Rules, lines: list[Row], day: date) -> list[str]:
    """For each line that was not allowed in full: which one, how much is missing, and why, as the rider reads it."""
    told = []
    for line in sorted(lines, key=lambda row: (row["invoice_code"], row["invoice_number"], row["line_no"])):
        if line["reason"] is None:
            continue
        why = reason_text(rules, line["reason"], day) or line["reason"]
        told.append(
            words(
                "line_not_paid",
                invoice=line["invoice_number"],
                line=line["line_no"],
                claimed=grouped(line["claimed_fen"]),
                cut=grouped(line["claimed_fen"] - line["allowed_fen"]),
                why=f"{why}（{line['catalogue']}）" if line["catalogue"] else why,
            )
        )
    return told
