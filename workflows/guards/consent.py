"""Guards of consent to electronic service 电子送达同意."""

from __future__ import annotations

from workflows.consents import open_consent, recipients_spoken_for
from workflows.situation import Facts, Situation


def said_by_recipient(s: Situation) -> Facts | None:
    """It is said by the recipient himself: a party speaks for itself only, an officer records what a recipient handed in."""
    own = s.subject["recipient"] or s.data["recipient"]
    may_be = recipients_spoken_for(s)
    said = s.data["recipient"] == own and own in may_be
    known = "、".join(sorted(may_be & {own} or may_be))
    return None if said else {"recipient": s.data["recipient"], "known": known}


def no_consent_yet(s: Situation) -> Facts | None:
    """A consent that stands is not given again."""
    standing = open_consent(s.file, s.data["recipient"])
    return {"consent": standing["id"]} if standing else None
