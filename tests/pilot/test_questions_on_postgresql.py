"""The pilot on PostgreSQL answers every question as it does on SQLite: reports, exceptions, samples, checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from claims.queries import POPULATIONS, queries
from tests.support.pilots import Replayed
from workflows.checks.daily import find
from workflows.exceptions import exceptions
from workflows.reporting import BY, EACH, Span, all_reports
from workflows.sampling import Asked, draw_sample

DAYS = (date(2022, 7, 1), date(2025, 6, 30))
SPANS = [Span(*DAYS, by, each) for by in ("", *BY) for each in ("", *EACH)]
AFTERWARDS = datetime(2025, 7, 1, 1, tzinfo=UTC)


def answers(made: Replayed) -> dict[str, object]:
    """Everything that is asked."""
    desk = replace(made.desk, now=lambda: AFTERWARDS)
    return {
        "reports": [(one.query.name, one.rows, one.totals) for span in SPANS for one in all_reports(desk, span)],
        "exceptions": exceptions(desk, *DAYS),
        "samples": [
            (row["population_sha256"], row["drawn"])
            for one in queries(POPULATIONS)
            for row in [draw_sample(desk, "auditor1", Asked(one.name, *DAYS, 9, "7"))]
        ],
        "checks": find(desk),
    }


def test_postgresql_answers_as_sqlite_does(varied: Replayed, varied_on_postgresql: Replayed) -> None:
    on_sqlite, there = answers(varied), answers(varied_on_postgresql)
    for name, answer in on_sqlite.items():
        assert there[name] == answer, name
    assert on_sqlite["checks"] == ()
    assert on_sqlite["exceptions"]
