"""Limits that let everybody through, for tests of something else."""

from __future__ import annotations

from workflows.rate_limits import Rate


class Limitless:
    """Nobody has to wait."""

    def seconds_to_wait(self, _rate: Rate, _address: str) -> int:
        """None."""
        return 0
