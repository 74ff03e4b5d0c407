"""Files that pages need, under names that hold their hash, so that a browser may keep them for a year."""

from __future__ import annotations

import gzip
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(str(files("portal"))) / "static"
HASH_DIGITS = 12
YEAR = "public, max-age=31536000, immutable"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


@cache
def _hash(name: str) -> str:
    return sha256((FOLDER / name).read_bytes()).hexdigest()[:HASH_DIGITS]


@cache
def _content(name: str, *, packed: bool) -> bytes:
    content = (FOLDER / name).read_bytes()
    return gzip.compress(content, mtime=0) if packed else content


@cache
def _known() -> frozenset[str]:
    return frozenset(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.suffix in KINDS)


def asset(name: str) -> str:
    """The address of a file, with its hash in it."""
    return f"/static/{_hash(name)}/{name}"


def send_asset(request: Request, name: str) -> Response:
    """Answer a request for a file. With its hash in the address it may be kept; without, it may not. Raises HTTPException 404."""
    hashed, _, rest = name.partition("/")
    kept = rest in _known() and hashed == _hash(rest)
    plain = rest if kept else name
    if plain not in _known():
        raise HTTPException(404)
    packed = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"vary": "accept-encoding", "cache-control": YEAR if kept else "no-cache"}
    if packed:
        headers["content-encoding"] = "gzip"
    return Response(_content(plain, packed=packed), headers=headers, media_type=KINDS[Path(plain).suffix])
