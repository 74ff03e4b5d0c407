"""The chain of vouchers 凭证链 of an entry: what it rests on in five panels, and which link is missing.

A link is missing where the law or the house wants one and there is none; what an entry does not need is not missed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from workflows.evidence_kinds import kind_name
from workflows.evidence_store import evidence_path, is_sound
from workflows.locking import open_actor
from workflows.report_words import translated
from workflows.tracing import trace
from workflows.transaction import Desk, snapshot

Plain = dict[str, Any]
FILES_MAX = 50
LEAF, SEAL, TRANSFER, ITEM, SERVICE = (
    table(name) for name in ("seal_leaf", "seal", "transfer", "award_item", "service")
)
SEAL_FACTS = ("batch_no", "root", "prev_root", "sealed_at", "key_id")
AWARDED = ("award_effective",)
PAID = ("released", "paid", "reissued")


def entry_chain(desk: Desk, entry_id: int) -> Plain:
    """The trace of an entry with its seal, the criterion, the limits of who signed, the files, the bank's lines and what
    is missing. Raises BadInput where there is no such entry.
    """
    found = trace(desk, entry_id)
    with snapshot(desk) as connection:
        claim_no = found["entry"]["claim_no"]
        found["seal"] = _seal(connection, entry_id)
        found["decision"] = _decision(connection, claim_no)
        found["files"] = files_on_case(desk, connection, claim_no)
        found["bank_lines"] = _bank_lines(connection, found)
        found["earlier"] = _earlier(connection, found)
        for approval in found["approvals"]:
            for one in approval["signatures"]:
                one["limit_fen"] = _limit_fen(connection, one)
    found["missing"] = missing_links(found)
    return found


def missing_links(found: Plain) -> list[str]:
    """What should be there and is not, in words, panel by panel."""
    entry, signed = found["entry"]["entry"], [one for approval in found["approvals"] for one in approval["signatures"]]
    served = [one for letter in found["letters"] for one in letter["served"]]
    wanted = (
        (not found["acts"], "产生这笔分录的事项"),
        (found["seal"] is None, "封存（还没有封存）"),
        (entry in AWARDED and found["item"] is None, "待遇项目"),
        (entry in AWARDED and found["item"] is not None and not found["item"]["lines"], "计算过程"),
        (entry in AWARDED and not [one for one in signed if one["valid"]], "审批签字"),
        (entry in AWARDED and not found["letters"], "文书"),
        (entry in AWARDED and bool(found["letters"]) and not served, "送达证明"),
        (entry in AWARDED and not found["papers"] and not found["files"], "证据材料"),
        (any(not one["sound"] for one in found["files"]), "与入库时一致的证据文件"),
        (entry in PAID and found["payment"] is None, "付款"),
        (entry == "paid" and not (found["payment"] or {}).get("bank_ref"), "银行流水"),
    )
    return [name for is_missing, name in wanted if is_missing]


def unserved_awards(connection: Connection) -> int:
    """How many awards are in the books whose letter has no service on record: chains that miss 送达证明."""
    served = select(SERVICE.c.letter_id).where(SERVICE.c.served_on.is_not(None))
    chosen = (
        select(func.count(TRANSFER.c.id))
        .join(ITEM, ITEM.c.id == TRANSFER.c.item_id)
        .where(TRANSFER.c.entry.in_(AWARDED), ITEM.c.letter_id.is_not(None), ITEM.c.letter_id.not_in(served))
    )
    return int(connection.execute(chosen).scalar_one())


def _seal(connection: Connection, entry_id: int) -> Plain | None:
    chosen = select(LEAF.c.leaf_no, LEAF.c.leaf_hash, *(SEAL.c[name] for name in SEAL_FACTS)).join(
        SEAL, SEAL.c.batch_no == LEAF.c.batch_no
    )
    row = connection.execute(chosen.where(LEAF.c.kind == "transfer", LEAF.c.row_id == str(entry_id))).mappings().first()
    return dict(row) if row else None


def _decision(connection: Connection, claim_no: str | None) -> Plain | None:
    """What the bureau decided on the case: the criterion in words, and the days."""
    claim = None if claim_no is None else select_one(connection, "claim", no=claim_no)
    if claim is None:
        return None
    return {
        "claim_no": claim_no,
        "criterion": translated("", claim["criterion"]),
        "refusal_reason": translated("reason", claim["refusal_reason"]) if claim["refusal_reason"] else "",
        "decided_on": claim["decided_on"],
        "effective_on": claim["effective_on"],
        "state": claim["state"],
    }


def files_on_case(desk: Desk, connection: Connection, claim_no: str | None) -> list[Plain]:
    """The files on the case, each compared with its hash now."""
    if claim_no is None:
        return []
    return [
        {
            "id": row["id"],
            "label": kind_name(desk.rules, row["kind"]),
            "sha256": row["sha256"],
            "recorded_at": row["recorded_at"],
            "sound": is_sound(evidence_path(desk.var_dir, row["sha256"]), row["sha256"]),
        }
        for row in select_rows(connection, "evidence_file", claim_no=claim_no)[:FILES_MAX]
    ]


def _bank_lines(connection: Connection, found: Plain) -> list[Row]:
    payment = found["payment"]
    return [] if payment is None else select_rows(connection, "bank_line", payment_id=payment["id"])


def _earlier(connection: Connection, found: Plain) -> list[Row]:
    """Every payment of the item, in order: what was returned and what took its place."""
    item = found["item"]
    rows = [] if item is None else select_rows(connection, "payment", item_id=item["id"])
    return sorted(rows, key=lambda row: (str(row["created_on"]), int(row["generation"])))


def _limit_fen(connection: Connection, signature: Plain) -> int:
    """The highest authority limit that the signer held on the day of signing, in fen; 0 where the post carries none."""
    actor, _ = open_actor(connection, signature["username"], date.fromisoformat(str(signature["signed_on"])))
    return max((limit for _, limit in actor.limits_fen), default=0) if actor else 0
