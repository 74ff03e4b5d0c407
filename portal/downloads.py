"""Files that are made for whoever asks: sent under a name, never shown in the page's own name."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from portal.pages import CSP, SANDBOX


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """A file to be saved under `name`."""
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", CSP: SANDBOX}
    return Response(content, media_type=media_type, headers=headers)
