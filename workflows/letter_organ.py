"""Whose name stands at the head of a letter."""

from __future__ import annotations

from datetime import date

from claims.rules import Rules
from notifications.kinds import Issuer, LetterKind

ORGANS = {Issuer.BUREAU: "letters.bureau.name", Issuer.COMMITTEE: "letters.bureau.appraisal_committee"}


def organ_name(rules: Rules, kind: LetterKind, on: date) -> str:
    """The organ that issues letters of `kind` on a day."""
    return rules.at(ORGANS[kind.issuer], on).as_text()
