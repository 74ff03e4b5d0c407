"""The version of the program, as it is installed."""

from __future__ import annotations

from importlib.metadata import version

DISTRIBUTION = "occupational-injury-claims"


def program_version() -> str:
    """The version that the installed program has: `0.1.0`."""
    return version(DISTRIBUTION)
