"""Guards of consent to electronic service 电子送达同意."""

from __future__ import annotations

from workflows.consents import open_consent, recipients_spoken_for
from workflows.roles import Role
from workflows.situation import Facts, Situation


def said_by_recipient(s: Situation) -> Facts | None:
    """It is said by the recipient himself: a party speaks for itself only, an officer records what a recipient handed in."""
    own = s.subject["recipient"] or s.data["recipient"]
    may_be = recipients_spoken_for(s)
    said = s.data["recipient"] == own and own in may_be
    known = "、".join(sorted(may_be & {own} or may_be))
    return None if said else {"recipient": s.data["recipient"], "known": known}


def earlier_consent_is_on_paper(s: Situation) -> Facts | None:
    """A consent holds from the day on which it is recorded; from an earlier one only where the paper handed in bears that
    day and an officer names it (民事诉讼法第九十条, 待核).
    """
    if s.occurred_on >= s.recorded_on:
        return None
    on_paper = s.role == Role.INTAKE and s.data.get("signed_on") == s.occurred_on
    return None if on_paper else {"recorded_on": s.recorded_on}


def no_consent_yet(s: Situation) -> Facts | None:
    """A consent that stands is not given again."""
    standing = open_consent(s.file, s.data["recipient"])
    return {"consent": standing["id"]} if standing else None
