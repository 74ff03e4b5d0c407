"""The history is whole: no event is missing, every letter has the event that caused it, every decision its letter, kin theirs."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.checks.stored import Stored

GAPS = """
SELECT claim.no, claim.event_seq, count(event.seq) AS events, coalesce(max(event.seq), 0) AS last
FROM claim
LEFT JOIN event ON event.claim_no = claim.no
GROUP BY claim.no, claim.event_seq
HAVING count(event.seq) <> claim.event_seq OR coalesce(max(event.seq), 0) <> claim.event_seq
ORDER BY claim.no
"""
UNCAUSED = """
SELECT letter.id, letter.event_id
FROM letter
LEFT JOIN event ON event.id = letter.event_id AND event.claim_no = letter.claim_no
WHERE event.id IS NULL
ORDER BY letter.id
"""
UNWRITTEN = """
SELECT claim.no, claim.decided_on, coalesce(claim.decision_letter, 'none') AS letter
FROM claim
WHERE claim.decided_on IS NOT NULL AND (
        NOT EXISTS (
            SELECT 1
            FROM letter
            WHERE letter.claim_no = claim.no AND letter.dated_on >= claim.decided_on
                AND letter.kind IN ('confirmation', 'non_confirmation', 'not_accepted')
        )
        OR (claim.decision_letter IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM letter WHERE letter.claim_no = claim.no AND letter.id = claim.decision_letter
        ))
    )
ORDER BY claim.no
"""

UNRELATED = """
SELECT relative.claim_no, relative.id AS what
FROM relative
LEFT JOIN event ON event.id = relative.event_id AND event.claim_no = relative.claim_no
    AND event.trigger = 'register_relative'
    AND event.data LIKE '%"relative":"' || relative.person_id || '"%'
    AND event.data LIKE '%"kinship":"' || relative.kinship || '"%'
WHERE event.id IS NULL
UNION ALL
SELECT event.claim_no, event.id AS what
FROM event
LEFT JOIN relative ON relative.event_id = event.id
WHERE event.trigger = 'register_relative' AND relative.id IS NULL
UNION ALL
SELECT relative.claim_no, relative.id AS what
FROM relative
LEFT JOIN event ON event.claim_no = relative.claim_no AND event.occurred_on = relative.struck_on
    AND event.trigger = 'strike_relative'
    AND event.data LIKE '%"relative":"' || relative.person_id || '"%'
WHERE relative.struck_on IS NOT NULL AND event.id IS NULL
ORDER BY 1, 2
"""


def events_have_no_gap(stored: Stored) -> Iterator[str]:
    """A case has as many events as it has counted, the last of that number."""
    for row in stored.answers(GAPS):
        yield f"{row['no']}: {row['events']} events up to {row['last']}, {row['event_seq']} were made"


def letters_have_events(stored: Stored) -> Iterator[str]:
    """Every letter was caused by an event of its case."""
    for row in stored.answers(UNCAUSED):
        yield f"{row['id']}: caused by {row['event_id']}, which is not there"


def decisions_have_letters(stored: Stored) -> Iterator[str]:
    """Every case that is decided has the letter of its decision."""
    for row in stored.answers(UNWRITTEN):
        yield f"{row['no']}: decided on {row['decided_on']}, its letter is {row['letter']}"


def kin_have_events(stored: Stored) -> Iterator[str]:
    """Who stands as kin on a case, or was struck off, is who events say, and the other way round."""
    for row in stored.answers(UNRELATED):
        yield f"{row['claim_no']}: {row['what']} is not as it was registered"


HISTORY = {
    "events_have_no_gap": events_have_no_gap,
    "letters_have_events": letters_have_events,
    "decisions_have_letters": decisions_have_letters,
    "kin_have_events": kin_have_events,
}
