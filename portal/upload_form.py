"""Reading a form with files: each goes piece by piece to its place on the disk, never whole into memory.

A file that is too large, or that the disk does not take, is noted as such and read past, so that the others still come. A
body that breaks off is no form: what had come of it is thrown away.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from claims.errors import ClaimsError
from portal.bodies import FIELD_MAX_BYTES, BadForm, boundary_of, limited
from portal.fields import Fields
from workflows.evidence_store import Incoming, incoming

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FIELDS_MAX = 12
HEADER_MAX_BYTES = 8192
TIMES_THE_LIMIT = 2  # so much more than the files together may have is still read, to keep the good ones


@dataclass(slots=True)
class Arrived:
    """A file as it came: its name as the browser gave it, and its place, or why it could not be kept."""

    name: str
    kept: Incoming | ClaimsError


@dataclass(frozen=True, slots=True)
class UploadForm:
    """The fields of a form, its files, and the names of those beyond the number that may be sent at once."""

    fields: Fields
    files: list[Arrived]
    beyond: list[str]


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and how many may be sent at once."""

    file_bytes: int
    files: int

    @property
    def body_bytes(self) -> int:
        """How much of a body is read at all."""
        return self.file_bytes * self.files * TIMES_THE_LIMIT


@asynccontextmanager
async def read_upload(request: Request, var_dir: Path, limits: Limits) -> AsyncIterator[UploadForm]:
    """The form of a request; its files are there until the end of the block.

    Raises BadForm portal_form_unreadable, evidence_form_large.
    """
    with ExitStack() as places:
        reader = _Reader(var_dir, limits, places)
        parser = MultipartParser(boundary_of(request), reader.callbacks())
        try:
            async for piece in limited(request, limits.body_bytes, "evidence_form_large"):
                await run_in_threadpool(parser.write, piece)
        except (FormParserError, ClientDisconnect, UnicodeError) as fault:
            raise BadForm("portal_form_unreadable", 400) from fault
        if not reader.is_whole:
            raise BadForm("portal_form_unreadable", 400)
        yield reader.form()


class _Reader:
    """Hears the parser: a part at a time, its head, then its content in pieces."""

    def __init__(self, var_dir: Path, limits: Limits, places: ExitStack) -> None:
        self.is_whole = False
        self._pairs: list[tuple[str, str]] = []
        self._files: list[Arrived] = []
        self._beyond: list[str] = []
        self._var_dir, self._limits, self._places = var_dir, limits, places
        self._head: list[tuple[bytes, bytes]] = []
        self._name, self._value = b"", b""
        self._field: str | None = None
        self._text = b""
        self._file: Arrived | None = None

    def form(self) -> UploadForm:
        """What has come."""
        return UploadForm(Fields(self._pairs), self._files, self._beyond)

    def callbacks(self) -> MultipartCallbacks:
        """What the parser calls."""
        return {
            "on_part_begin": self._part_begins,
            "on_header_field": self._head_name,
            "on_header_value": self._head_value,
            "on_header_end": self._head_ends,
            "on_headers_finished": self._content_begins,
            "on_part_data": self._content,
            "on_part_end": self._part_ends,
            "on_end": self._all_ends,
        }

    def _part_begins(self) -> None:
        self._head, self._field, self._file, self._text = [], None, None, b""

    def _head_name(self, data: bytes, start: int, end: int) -> None:
        self._name = _short(self._name + data[start:end], HEADER_MAX_BYTES)

    def _head_value(self, data: bytes, start: int, end: int) -> None:
        self._value = _short(self._value + data[start:end], HEADER_MAX_BYTES)

    def _head_ends(self) -> None:
        self._head.append((self._name.lower(), self._value))
        self._name, self._value = b"", b""

    def _content_begins(self) -> None:
        _, told = parse_options_header(dict(self._head).get(b"content-disposition", b""))
        if b"filename" not in told:
            self._field = told.get(b"name", b"").decode("utf-8")
        elif told[b"filename"]:
            self._file_begins(told[b"filename"].decode("utf-8", "replace"))

    def _file_begins(self, name: str) -> None:
        if len(self._files) >= self._limits.files:
            self._beyond.append(name)
            return
        self._file = Arrived(name, self._place())
        self._files.append(self._file)

    def _place(self) -> Incoming | ClaimsError:
        try:
            return self._places.enter_context(incoming(self._var_dir, self._limits.file_bytes))
        except ClaimsError as fault:
            return fault

    def _content(self, data: bytes, start: int, end: int) -> None:
        if self._field is not None:
            self._text = _short(self._text + data[start:end], FIELD_MAX_BYTES)
        elif self._file is not None and not isinstance(self._file.kept, ClaimsError):
            try:
                self._file.kept.write(data[start:end])
            except ClaimsError as fault:
                self._file.kept = fault

    def _part_ends(self) -> None:
        if self._field is None:
            return
        if len(self._pairs) >= FIELDS_MAX or b"\0" in self._text:
            raise BadForm("portal_form_unreadable", 400)
        self._pairs.append((self._field, self._text.decode("utf-8").strip()))

    def _all_ends(self) -> None:
        self.is_whole = True


def _short(text: bytes, most_bytes: int) -> bytes:
    if len(text) > most_bytes:
        raise BadForm("portal_form_unreadable", 400)
    return text
