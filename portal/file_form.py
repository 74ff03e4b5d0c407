"""Reading a form with one file into memory: a bank's file is small, and goes to the database, never to the disk."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.requests import Request

from portal.bodies import read_multipart
from portal.fields import Fields, fields_of

FILE_MAX_BYTES = 8 * 1024 * 1024
BODY_MAX_BYTES = FILE_MAX_BYTES + 64 * 1024
FIELDS_MAX = 12
NAME_MAX = 120


@dataclass(frozen=True, slots=True)
class WithFile:
    """The fields of a form and its file: the name it came under, and its bytes (empty where none was sent)."""

    fields: Fields
    name: str
    content: bytes


async def read_with_file(request: Request) -> WithFile:
    """The form of a request. Raises BadForm: portal_form_unreadable, bank_file_too_large."""
    form = await read_multipart(request, BODY_MAX_BYTES, "bank_file_too_large", files=1, fields=FIELDS_MAX)
    try:
        sent = form.get("file")
        content = await sent.read() if isinstance(sent, UploadFile) else b""
        name = (sent.filename or "") if isinstance(sent, UploadFile) else ""
        return WithFile(fields_of(form), _shown(name), content)
    finally:
        await form.close()


def _shown(name: str) -> str:
    """The last part of a file's name, without what cannot be printed."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last if character.isprintable())[:NAME_MAX]
