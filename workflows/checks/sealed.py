"""Personal data at rest: every private row opens, and persons are found by what is known of them."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.checks.stored import Stored
from workflows.sealed_rows import index_faults, sealed_faults


def private_rows_open(stored: Stored) -> Iterator[str]:
    """Every sealed text opens in its place, under a key that is in use."""
    with stored.reading() as connection:
        yield from (f"{place}: {code}" for place, code in sealed_faults(connection))


def persons_are_found(stored: Stored) -> Iterator[str]:
    """The blind indexes of every person are those of his details."""
    with stored.reading() as connection:
        yield from (place for place, _ in index_faults(connection))


SEALED = {"private_rows_open": private_rows_open, "persons_are_found": persons_are_found}
