"""A year's holiday notice put in force by two persons, as an office does it."""

from __future__ import annotations

from pathlib import Path

from workflows.calendars import read_notice
from workflows.rule_answers import apply
from workflows.rule_proposals import propose_calendar
from workflows.transaction import Desk


def load_year(desk: Desk, path: Path, proposer: str = "admin1", applier: str = "chief1") -> int:
    """Propose the notice of the file and apply it; returns the number of the proposal. The days are not counted again yet."""
    year, plan, value = read_notice(path)
    number = propose_calendar(desk, proposer, year, plan, value.source, value.published_on)
    apply(desk, applier, number)
    return number
