"""Keeping the personal facts of a case, which lie in a row of their own."""

from __future__ import annotations

from claims.canonical import canonical_json
from workflows.situation import Situation


def keep_private(s: Situation, **facts: object) -> None:
    """Add personal facts to the case's private row."""
    row = s.file.rows("claim_private")[0]
    s.file.change("claim_private", row, body=canonical_json({**s.private(), **facts}))
