"""Lines of a log as JSON, one a line, without personal data: what is added is named, and a fault tells no values.

The text of an exception may hold a name or a number, so only its kind and its place are written.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from claims.clock import instant_text
from workflows.faults import placed

FACTS = "facts"


class JsonLines(logging.Formatter):
    """A record as one JSON object: `at` (UTC), `level`, `logger`, `message`, the facts that were given, and `fault`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, object] = {
            "at": instant_text(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update(getattr(record, FACTS, {}))
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = placed(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)
