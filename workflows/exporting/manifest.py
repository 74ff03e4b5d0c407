"""What an export is: its cut, its sums and what it rests on, so that a file can be told from another and made again.

What holds for the content alone stands in the file itself where its format has room; who pulled it and when stands in
the manifest beside it only, because the same content gives the same bytes.
"""

from __future__ import annotations

from typing import Any

from claims.version import program_version
from workflows.exporting.changes import Changes
from workflows.exporting.extract import Extract
from workflows.seal_head import latest_head

SCHEMA = 1
BESIDE = ".manifest.json"


def content_facts(source: Extract, file_format: str, *, with_names: bool, changes: Changes | None) -> dict[str, Any]:
    """What is true of the content whoever pulls it, whenever."""
    totals = source.totals
    facts: dict[str, Any] = {
        "schema_v": SCHEMA,
        "format": file_format,
        "filters": source.cut.as_json(),
        **totals.as_json(),
        "first_on": None if totals.first_on is None else totals.first_on.isoformat(),
        "last_on": None if totals.last_on is None else totals.last_on.isoformat(),
        "with_names": with_names,
        "rule_versions": list(totals.rule_versions),
        "program_version": program_version(),
        "seal_head": latest_head(source.connection, source.cut.known_before),
    }
    if changes is not None:
        facts["changes_since"] = {"rows": changes.totals.rows, "sum_fen": changes.totals.sum_fen}
    return facts
