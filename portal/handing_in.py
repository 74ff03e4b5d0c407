"""Files that somebody hands in by a form: each on its own, so that one that is refused keeps no other out."""

from __future__ import annotations

from dataclasses import dataclass

from claims.errors import ClaimsError, words
from portal.upload_form import UploadForm
from workflows.evidence import most_files, require_may_hand_in_kind, shown_name, take_in
from workflows.transaction import Desk


@dataclass(frozen=True, slots=True)
class HandedIn:
    """How many files came, and a sentence for each that did not, with its name."""

    came: int
    faults: tuple[str, ...]


def hand_in(desk: Desk, username: str, no: str, form: UploadForm) -> HandedIn:
    """Take the files of a form as evidence of a case, of the kind that it names."""
    kind, faults, came = form.fields.get("kind", ""), [], 0
    try:
        require_may_hand_in_kind(desk, username, no, kind)
    except ClaimsError as fault:
        return HandedIn(0, (fault.message(),))
    for one in form.files:
        try:
            if isinstance(one.kept, ClaimsError):
                raise one.kept
            taken = take_in(desk, username, no, kind, one.name, one.kept)
        except ClaimsError as fault:
            faults.append(f"“{shown_name(one.name)}”{fault.message()}")
        else:
            came += 1
            if not taken.is_new:
                faults.append(f"“{shown_name(one.name)}”{words('evidence_came_before')}")
    if form.beyond:
        names = "、".join(f"“{shown_name(name)}”" for name in form.beyond)
        faults.append(f"{words('evidence_too_many_at_once', limit=most_files(desk))}{names}")
    if not form.files:
        faults.append(words("evidence_none_chosen"))
    return HandedIn(came, tuple(faults))
