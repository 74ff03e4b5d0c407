"""Who takes the place of a recipient 受送达人 who is a party no more: an heir, or the platform that the order belongs to.

What has not reached the earlier one yet is not served on him any more; his successor is served with the same letter on a
record of his own. What was served stands.
"""

from __future__ import annotations

from claims.store.rows import Row
from notifications.kinds import letter_kind
from workflows.recipients import KIN, OPEN, PERSON, PLATFORM, is_of_a_benefit
from workflows.situation import Situation


def pass_on_as_claimant(s: Situation, earlier: str) -> None:
    """What is still to reach the earlier claimant goes to the new one; letters on a benefit follow the benefit."""
    for row in _open_records(s, PERSON, earlier):
        if not is_of_a_benefit(letter_kind(_letter(s, row)["kind"])):
            _replace(s, row, s.claim["claimant_id"])


def pass_on_as_platform(s: Situation, earlier: str) -> None:
    """What is still to reach the earlier platform goes to the new one; what was written to itself alone goes to nobody."""
    for row in _open_records(s, PLATFORM, earlier):
        copies = letter_kind(_letter(s, row)["kind"]).copies
        own = all(copy.to == PLATFORM for copy in copies)
        _replace(s, row, None if own else s.claim["platform"])


def pass_on_as_beneficiary(s: Situation, item: Row, earlier: str) -> None:
    """The award and what else was written about the item goes to the heir of it; one letter may have an heir for each."""
    letters = {row["id"] for row in s.file.rows("letter") if _is_about(s, row, item)}
    records = s.file.where("service", lambda row: row["letter_id"] in letters and row["recipient"] == earlier)
    for row in records:
        if row["state"] in OPEN and row["recipient_kind"] == PERSON:
            _replace(s, row, item["beneficiary"])
        elif row["state"] == "replaced":
            _prepare(s, row, item["beneficiary"])


def _open_records(s: Situation, kind: str, recipient: str) -> list[Row]:
    return s.file.where(
        "service", lambda row: (row["recipient_kind"], row["recipient"]) == (kind, recipient) and row["state"] in OPEN
    )


def _replace(s: Situation, row: Row, successor: str | None) -> None:
    s.then(row["id"], "replace")
    if successor is not None:
        _prepare(s, row, successor)


def _prepare(s: Situation, row: Row, successor: str) -> None:
    """A record for the successor, unless he has one; one that he has as kin waits for nothing any more."""
    own = s.file.where("service", lambda one: (one["letter_id"], one["recipient"]) == (row["letter_id"], successor))
    for one in own:
        if one["recipient_kind"] == KIN and one["state"] in OPEN:
            s.then(one["id"], "replace")
    if any(one["recipient_kind"] == row["recipient_kind"] and one["state"] != "replaced" for one in own):
        return
    s.then(
        f"{s.file.no}/service",
        "prepare",
        letter=row["letter_id"],
        recipient=successor,
        recipient_kind=row["recipient_kind"],
        variant=row["variant"],
    )


def _is_about(s: Situation, letter: Row, item: Row) -> bool:
    return letter["id"] == item["letter_id"] or bool(letter["subject"] == item["id"])


def _letter(s: Situation, row: Row) -> Row:
    letter = s.file.find("letter", row["letter_id"])
    if letter is None:
        raise LookupError(row["letter_id"])
    return letter
