"""The events of a transaction join the chain of their case at its end, when they can say which letters they caused.

What an event commits to of a letter: kind, series, day, the text it was set from, its snapshot with its salt, and the
earlier letter that it overtakes. The number is taken last of all and is not among it; the signed file has it.
Of the private rows of a case that are written again and again the last event of a transaction commits to what they hold
now, so that an older text of theirs, put back, is told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from claims.canonical import canonical_json, commitment
from claims.chain import event_hash, genesis
from claims.store.rows import Row
from workflows.casefile import CaseFile

PRIVATE = {"claim_private": "claim_no", "approval_private": "approval_id"}
COMMITTED = ("id", "kind", "series", "dated_on", "template_sha256", "snapshot_commitment", "overtakes")


def join_chain(file: CaseFile, issued: Mapping[str, Sequence[Row]]) -> None:
    """Chain the new events of the case; `issued` are the letters by the event that caused them."""
    events, private = file.added("event"), _private_written(file)
    head = file.claim["head_hash"] or genesis(file.no)
    for event in events:
        told: dict[str, Any] = {}
        if letters := issued.get(event["id"], ()):
            told["issued"] = [committed(letter) for letter in letters]
        if private and event is events[-1]:
            told["private"] = private
        if told:
            event["consequences"] = canonical_json({**json.loads(event["consequences"]), **told})
        event["prev_hash"] = head
        event["hash"] = head = event_hash(event)
    if events:
        file.set(head_hash=head)


def _private_written(file: CaseFile) -> list[list[str]]:
    written = [(name, row) for name in PRIVATE for row in (*file.added(name), *file.changed(name))]
    return sorted([name, row[PRIVATE[name]], commitment(row["salt"], json.loads(row["body"]))] for name, row in written)


def committed(letter: Row) -> list[Any]:
    """What an event says of a letter that it caused, as it is read back from the chain."""
    return ["" if letter[name] is None else str(letter[name]) for name in COMMITTED]
