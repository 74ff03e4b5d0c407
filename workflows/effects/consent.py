"""Effects of consent to electronic service 电子送达同意."""

from __future__ import annotations

from workflows.situation import Situation


def note_consent(s: Situation) -> None:
    """Who agrees, from which day, on which paper."""
    s.set(recipient=s.data["recipient"], document=s.data["document"], given_on=s.occurred_on)


def note_withdrawal(s: Situation) -> None:
    """From this day on nothing is served electronically any more; what was served before stands."""
    s.set(withdrawn_on=s.occurred_on)
