"""Figures for a monitor, in the form of Prometheus, in a registry of our own: requests, and how the work goes.

No label holds anything of a person or a case. What the database tells is read when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from claims.errors import ClaimsError
from workflows.faults import PASSING
from workflows.health import Health, health
from workflows.transaction import Desk

BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds
METHODS = frozenset({"GET", "HEAD", "POST"})
OTHER = "other"
CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """The figures of one application."""

    def __init__(self, desk: Desk) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(WorkFigures(desk))
        labels = ("method", "route", "status")
        self.requests = Counter("claims_requests", "Requests answered.", labels, registry=self.registry)
        self.seconds = Histogram(
            "claims_request_seconds", "How long they took.", ("route",), registry=self.registry, buckets=BUCKETS
        )

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; `route` is a template. Anybody may send any method, so all but the usual are one."""
        self.requests.labels(method if method in METHODS else OTHER, route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """All figures now."""
        return bytes(generate_latest(self.registry))


class WorkFigures(Collector):
    """What `claims health` tells, as figures; where the database does not answer, only that it does not."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing: registering asks no database."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The figures at present."""
        try:
            found = health(self.desk, self.desk.instant())
        except (ClaimsError, *PASSING):
            yield GaugeMetricFamily("claims_database_up", "Whether the database answers.", 0)
            return
        yield GaugeMetricFamily("claims_database_up", "Whether the database answers.", 1)
        yield from _pulses(found)
        for name, help_text, value in _figures(found):
            yield GaugeMetricFamily(f"claims_{name}", help_text, value)


def _pulses(found: Health) -> Iterator[GaugeMetricFamily]:
    age = GaugeMetricFamily("claims_heartbeat_age_seconds", "Since each kind of work was last done.", labels=["work"])
    alive = GaugeMetricFamily("claims_heartbeat_alive", "Whether it was done of late.", labels=["work"])
    for pulse in found.pulses:
        alive.add_metric([pulse.name], int(pulse.alive))
        if pulse.age is not None:
            age.add_metric([pulse.name], pulse.age.total_seconds())
    yield from (age, alive)


def _figures(found: Health) -> list[tuple[str, str, float]]:
    lag = found.waits.total_seconds() if found.waits else 0
    return [
        ("outbox_waiting", "Effects that wait to be carried out.", found.waiting),
        ("outbox_lag_seconds", "How long the oldest of them has waited.", lag),
        ("outbox_quarantined", "Effects set aside after faults.", len(found.in_state("quarantined"))),
        ("outbox_unknown", "Acts outside of which nobody knows.", len(found.in_state("unknown"))),
        ("sweep_stuck", "Work of the sweep that failed.", len(found.stuck)),
        ("clocks_overdue", "Open periods past their day.", found.overdue),
        ("rungs_untold", "Reminders that reached nobody.", len(found.untold)),
        ("messages_undelivered", "Messages that did not arrive.", len(found.undelivered)),
        ("letters_unsigned", "Letters that wait for a signature.", found.unsigned),
        ("sign_key_ok", "Whether the signing key is in order.", int(found.key_fault is None)),
        (
            "integrity_findings",
            "Findings of the last daily check.",
            len(found.checked.findings) if found.checked else 0,
        ),
        ("seals_waiting", "Entries of the ledger not sealed yet.", found.seals.waiting),
        ("needs_a_human", "Whether somebody must do something.", int(found.needs_a_human)),
    ]
