"""The head of the last seal, where the ledger is sealed: what an export is held against later."""

from __future__ import annotations

from sqlalchemy import Connection, select

from claims.store.tables import METADATA

SEAL = "seal"


def latest_head(connection: Connection, before: str | None = None) -> str | None:
    """Batch number and root of the last seal, `12:9f…`; with `before` of the last one made before that instant (as stored).

    None where nothing is sealed yet, or seals are not kept.
    """
    seal = METADATA.tables.get(SEAL)
    if seal is None:
        return None
    chosen = select(seal.c.batch_no, seal.c.root).order_by(seal.c.batch_no.desc()).limit(1)
    if before is not None:
        chosen = chosen.where(seal.c.sealed_at < before)
    found = connection.execute(chosen).first()
    return None if found is None else f"{found.batch_no}:{found.root}"
