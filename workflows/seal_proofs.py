"""Small proofs out of the sealed ledger: that one entry is in, and that the ledger of today goes on from an older head.

Each is a file of some kilobytes, for who may see one entry and not the rest; it is checked with the head alone.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from claims.errors import BadInput, Refused
from claims.merkle import consistency_proof, inclusion_proof
from claims.sealing import KINDS, ROOT_DIGITS, SCHEMA, Head, leaf_text
from claims.store.rows import Row
from claims.store.tables import table
from workflows.sealed_entries import stored_entries
from workflows.sealed_export import certificates_of, seal_facts
from workflows.transaction import Desk, reading

SEAL, LEAF = table("seal"), table("seal_leaf")
Proof = dict[str, object]


def prove_entry(desk: Desk, name: str) -> Proof:
    """That the entry `name` (`transfer/17`) is under the newest head. Raises BadInput entry_unknown, Refused entry_unsealed."""
    kind, _, row_id = name.partition("/")
    if kind not in KINDS:
        raise BadInput("entry_unknown", entry=name)
    with reading(desk) as connection:
        row = stored_entries(connection, [(kind, row_id)]).get((kind, row_id))
        if row is None:
            raise BadInput("entry_unknown", entry=name)
        seal = _newest(connection)
        chosen = select(LEAF.c.leaf_no).where(LEAF.c.kind == kind, LEAF.c.row_id == row_id)
        place = connection.execute(chosen).scalar_one_or_none()
        if place is None or place > seal["cumulative_count"]:
            raise Refused("entry_unsealed", entry=name)
        path = inclusion_proof(_hashes(connection, seal), place - 1)
    entry = leaf_text(place, kind, row_id, row)
    return _proof(desk, "inclusion", path, [seal], {"entry": entry, "leaf_no": place, "seal": seal_facts(seal)})


def prove_continuation(desk: Desk, old: Head) -> Proof:
    """That the ledger under the newest head goes on from the one under `old`. Raises Refused head_not_here, head_is_newest."""
    with reading(desk) as connection:
        seal = _newest(connection)
        chosen = select(SEAL).where(SEAL.c.batch_no == old.batch_no)
        found = connection.execute(chosen).mappings().first()
        if found is None or found["root"][:ROOT_DIGITS] != old.root:
            raise Refused("head_not_here", head=old.line())
        if found["batch_no"] == seal["batch_no"]:
            raise Refused("head_is_newest", head=old.line())
        path = consistency_proof(_hashes(connection, seal), int(found["cumulative_count"]))
    seals = [dict(found), seal]
    return _proof(desk, "consistency", path, seals, {"old_seal": seal_facts(dict(found)), "seal": seal_facts(seal)})


def _proof(desk: Desk, kind: str, path: list[bytes], seals: list[Row], facts: Proof) -> Proof:
    hexed = [node.hex() for node in path]
    return {"schema_v": SCHEMA, "type": kind, **facts, "path": hexed, "certificates": certificates_of(desk, seals)}


def _newest(connection: Connection) -> Row:
    found = connection.execute(select(SEAL).order_by(SEAL.c.batch_no.desc()).limit(1)).mappings().first()
    if found is None:
        raise Refused("nothing_sealed")
    return dict(found)


def _hashes(connection: Connection, seal: Row) -> list[bytes]:
    chosen = select(LEAF.c.leaf_hash).where(LEAF.c.leaf_no <= seal["cumulative_count"]).order_by(LEAF.c.leaf_no)
    return [bytes.fromhex(one) for one in connection.execute(chosen).scalars()]
