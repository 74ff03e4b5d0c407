"""Consent to electronic service 电子送达同意: whose it is, and whether it is in force on a day."""

from __future__ import annotations

from datetime import date

from claims.store.rows import Row
from workflows.casefile import CaseFile
from workflows.roles import Role
from workflows.situation import Situation


def consent_on(file: CaseFile, recipient: str, day: date) -> Row | None:
    """The consent of `recipient` that is in force on `day`. The day of withdrawal is not covered any more."""
    in_force = file.where(
        "consent",
        lambda row: (
            row["recipient"] == recipient
            and row["given_on"] <= day
            and (row["withdrawn_on"] is None or day < row["withdrawn_on"])
        ),
    )
    return in_force[-1] if in_force else None


def open_consent(file: CaseFile, recipient: str) -> Row | None:
    """The consent of `recipient` that has not been withdrawn."""
    standing = file.where("consent", lambda row: row["recipient"] == recipient and row["state"] == "given")
    return standing[-1] if standing else None


def recipients_spoken_for(s: Situation) -> frozenset[str]:
    """On whose part the actor may speak: himself, his platform, or, for an officer, everybody the case writes to."""
    if s.role == Role.RIDER:
        return frozenset({str(s.actor.person_id)})
    if s.role == Role.PLATFORM:
        return frozenset({str(s.claim["platform"])})
    parties = (s.claim["person_id"], s.claim["claimant_id"], s.claim["platform"])
    return frozenset(map(str, (*parties, *(row["recipient"] for row in s.file.rows("service")))))
