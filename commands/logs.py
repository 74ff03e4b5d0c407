"""Where the log of a program goes: JSON lines on stderr for machines, warnings in plain text for who sits before it."""

from __future__ import annotations

import logging
import sys

from claims.errors import BadInput
from claims.settings import Settings

JSON, TEXT = "json", "text"
PLAIN = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def keep_log(settings: Settings) -> None:
    """Begin to write the log as the settings say; without a word there, JSON unless stderr is a terminal.

    Raises BadInput for a form that there is not.
    """
    from workflows.log_lines import JsonLines

    form = settings.log_form or (TEXT if sys.stderr.isatty() else JSON)
    if form not in (JSON, TEXT):
        raise BadInput("log_form_unknown", given=form)
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == JSON else logging.Formatter(PLAIN))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)  # what libraries tell beside may hold addresses and numbers
    logging.getLogger("claims").setLevel(logging.INFO if form == JSON else logging.WARNING)
