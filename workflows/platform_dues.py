"""What a platform owes a rider for an item: the award, less what it has paid on it and on the versions before."""

from __future__ import annotations

from claims.store.rows import Row
from workflows.casefile import CaseFile


def earlier_versions(file: CaseFile, item: Row) -> list[Row]:
    """The versions that the item replaced, the last one first."""
    found: list[Row] = []
    earlier = file.find("award_item", item["replaces"]) if item["replaces"] else None
    while earlier is not None:
        found.append(earlier)
        earlier = file.find("award_item", earlier["replaces"]) if earlier["replaces"] else None
    return found


def due_fen(file: CaseFile, item: Row) -> int:
    """What is to be paid for the item now, in fen; never less than nothing."""
    versions = {item["id"], *(row["id"] for row in earlier_versions(file, item))}
    paid = sum(
        row["amount_fen"]
        for row in file.rows("platform_support")
        if row["item_id"] in versions and row["state"] == "paid"
    )
    return max(0, int(item["awarded_fen"]) - int(paid))
