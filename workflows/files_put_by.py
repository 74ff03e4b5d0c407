"""A file that was looked at waits, sealed, for the decision of the person who brought it, and only for him."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from claims.errors import Refused
from workflows.kept_forms import KeptForm, forget_forms, keep_form, see_form, take_form
from workflows.transaction import Desk


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that waits: for what it was brought, the name it came under, and its bytes."""

    place: str
    name: str
    content: bytes


def put_by(desk: Desk, username: str, place: str, name: str, content: bytes) -> str:
    """Let a file wait; one that waited at the same place is dropped for it. Returns the name by which it is taken up.

    Raises Refused where the account has left too many forms.
    """
    forget_forms(desk, username, place)
    fields = {"name": [name], "content": [base64.b64encode(content).decode("ascii")]}
    kept = keep_form(desk, username, place, fields, desk.instant())
    if kept is None:
        raise Refused("waiting_files_full")
    return kept


def taken_up(desk: Desk, username: str, kept: str) -> WaitingFile | None:
    """The file, once; None where it is gone or another person's."""
    return _file(take_form(desk, username, kept, desk.instant()))


def seen(desk: Desk, username: str, kept: str) -> WaitingFile | None:
    """The same, and it goes on waiting."""
    return _file(see_form(desk, username, kept, desk.instant()))


def _file(form: KeptForm | None) -> WaitingFile | None:
    if form is None or set(form.fields) != {"name", "content"}:
        return None
    return WaitingFile(form.path, form.fields["name"][0], base64.b64decode(form.fields["content"][0]))
