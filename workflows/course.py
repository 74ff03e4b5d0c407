"""The course of a case 办理经过 as an answer to an organ or a court tells it: the days, the letters, their service."""

from __future__ import annotations

from collections.abc import Sequence

from claims.errors import words
from claims.period_words import chinese_day
from claims.store.rows import Row
from notifications.kinds import letter_kind
from workflows.recipients import PERSON
from workflows.situation import Situation

STEPS = frozenset(
    [
        "supplement",
        "acceptance",
        "not_accepted",
        "suspension",
        "resumption",
        "confirmation",
        "non_confirmation",
        "appraisal_conclusion",
        "award",
        "award_change",
        "death_advance",
        "termination",
        "revocation",
    ]
)


def course_of(s: Situation) -> list[str]:
    """Report and application, then each letter of the procedure with its number and the day it reached the applicant."""
    claim = s.claim
    told = [words("course_reported", day=chinese_day(claim["reported_on"]))]
    if claim["received_on"]:
        told.append(words("course_received", day=chinese_day(claim["received_on"])))
    letters = [row for row in s.file.rows("letter") if row["kind"] in STEPS and row["number"]]
    return told + [_step(letter, s.file.rows("service")) for letter in letters]


def _step(letter: Row, services: Sequence[Row]) -> str:
    served = [
        row["served_on"]
        for row in services
        if (row["letter_id"], row["recipient_kind"]) == (letter["id"], PERSON) and row["served_on"]
    ]
    name = letter_kind(letter["kind"]).name
    written = words("course_letter", day=chinese_day(letter["dated_on"]), number=letter["number"], name=name)
    return written + (words("course_served", day=chinese_day(min(served))) if served else "")
