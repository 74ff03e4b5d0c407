"""What of a thing was looked at, as the log of looks says it to people: the log itself holds codes."""

from __future__ import annotations

import re

from claims.errors import known_code, words
from claims.queries import REPORTS, queries
from notifications.kinds import LETTER_KINDS
from workflows.unmasking import FIELDS

PREFIX = "looked_at_"
REPORT = "report_"
FILE = re.compile(r"[A-Z][0-9a-f]{24}")


def looked_at(field: str | None) -> str:
    """The words for the code of a look; empty where the log names none."""
    if not field:
        return ""
    if field in LETTER_KINDS:
        return f"《{LETTER_KINDS[field].name}》"
    if field in FIELDS:
        return FIELDS[field].label
    if field.startswith(REPORT):
        return _report(field.removeprefix(REPORT))
    if FILE.fullmatch(field):
        return f"材料 {field[:8]}"
    return words(PREFIX + field) if known_code(PREFIX + field) else words(PREFIX + "other")


def _report(name: str) -> str:
    """The title of a report; one that is no longer made is only called a report."""
    return next((f"报表“{one.title}”" for one in queries(REPORTS) if one.name == name), words(PREFIX + "report"))
