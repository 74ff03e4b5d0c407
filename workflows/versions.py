"""The versions of one benefit: the award item that was first decided, and those that took its place one after another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from claims.store.rows import Row

IN_EFFECT = ("effective", "part_paid", "discharged", "suspended")
GIVEN_UP = ("waived", "revoked")


class CaseRows(Protocol):
    """Anything that knows the rows of one case."""

    def rows(self, table: str) -> list[Row]:
        """All rows of `table` on the case."""


def benefit_of(file: CaseRows, item: Row) -> str:
    """The first version of an item, by which the benefit is known through all its versions."""
    items = {row["id"]: row for row in file.rows("award_item")}
    while item["replaces"]:
        item = items[item["replaces"]]
    return str(item["id"])


def versions_of(file: CaseRows, item: Row) -> list[str]:
    """Every version of the benefit that the item belongs to, the first of them first."""
    benefit = benefit_of(file, item)
    return [
        benefit,
        *(row["id"] for row in file.rows("award_item") if row["id"] != benefit and benefit_of(file, row) == benefit),
    ]


def stands_under(items: Iterable[Row], shown: Iterable[Row]) -> dict[str, str]:
    """Under which of the items that are shown each version stands, by id: what an earlier one was paid is paid on the later."""
    known = {row["id"]: row for row in items}
    found: dict[str, str] = {}
    for row in shown:
        version: Row | None = row
        while version is not None and version["id"] not in found:
            found[version["id"]] = row["id"]
            version = known.get(version["replaces"])
    return found


def last_effective(file: CaseRows, item: Row) -> Row | None:
    """The version of the benefit that took effect last, whatever has become of it; None where none ever did."""
    versions = set(versions_of(file, item))
    served = [row for row in file.rows("award_item") if row["id"] in versions and row["effective_on"] is not None]
    return max(served, key=lambda row: int(row["generation"]), default=None)


def version_in_effect(file: CaseRows, item: Row) -> Row | None:
    """The version by which the benefit is owed now; None where it was revoked, waived or refused, and between the
    signature of a change and its service.
    """
    last = last_effective(file, item)
    return last if last is not None and last["state"] in IN_EFFECT else None


def is_given_up(file: CaseRows, item: Row) -> bool:
    """Whether the benefit was waived or revoked: no version follows on that."""
    versions = set(versions_of(file, item))
    return any(row["id"] in versions and row["state"] in GIVEN_UP for row in file.rows("award_item"))
