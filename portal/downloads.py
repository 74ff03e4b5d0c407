"""Files that are made for whoever asks: sent under a name, never shown in the page's own name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from starlette.responses import Response

from portal.pages import CSP, SANDBOX


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """A file to be saved under `name`."""
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", CSP: SANDBOX}
    return Response(content, media_type=media_type, headers=headers)


def csv_attachment(headings: Sequence[str], rows: Iterable[Iterable[object]], name: str) -> Response:
    """A table as CSV, with the mark by which spreadsheets know UTF-8. What people wrote has been made `harmless` by whoever
    gives the rows.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows(rows)
    return attachment(out.getvalue().encode("utf-8-sig"), name, "text/csv; charset=utf-8")
