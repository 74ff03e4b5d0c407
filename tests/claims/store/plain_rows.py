"""Rows written past the ORM, as somebody with the database's password could: plain SQL, nothing checked before."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Boolean, Connection, Date, Integer, text

from claims.store.tables import table

CLAIM, PERSON, ITEM, LETTER, APPROVAL, CLOCK = "TL-2025-000001", "P000001", "i-1", "l-1", "a-1", "c-1"
RECOVERY, RECOURSE = "r-1", "u-1"
PARENTS: dict[str, tuple[str, ...]] = {
    "claim": ("person",),
    "approval": ("claim",),
    "award_item": ("claim",),
    "letter": ("claim",),
    "clock": ("claim",),
    "invoice_line": ("award_item",),
    "payment": ("award_item",),
    "signature": ("approval",),
    "service": ("letter",),
    "consent": ("claim",),
    "letter_file": ("letter",),
    "rung": ("clock",),
    "clock_change": ("clock",),
    "clock_extension": ("clock",),
    "clock_pause": ("clock",),
    "post": ("account",),
    "appraisal": ("claim",),
    "paper": ("claim",),
    "dispute": ("claim",),
    "post_proposal": ("account",),
    "recusal": ("claim", "account"),
    "relative": ("claim", "person"),
    "assignment": ("claim", "account"),
    "credential": ("account",),
    "sign_in_session": ("account",),
    "security_event": ("account",),
    "kept_form": ("account",),
    "draft_form": ("account", "claim"),
    "account_link": ("account",),
    "api_key": ("account",),
    "api_answer": ("account",),
    "payee_account": ("claim",),
    "call_back": ("claim",),
    "audit_sample": ("account",),
    "audit_note": ("account",),
    "audit_task": ("account",),
    "seal_leaf": ("seal",),
    "noted_head": ("account",),
    "ledger_pull": ("account",),
    "access_log": ("account",),
    "person_index": ("person",),
    "recovery": ("award_item",),
    "plan_part": ("recovery",),
    "recovery_receipt": ("recovery",),
    "recourse": ("award_item",),
    "recourse_receipt": ("recourse",),
    "evidence_file": ("claim", "account"),
    "evidence_file_private": ("claim",),
    "evidence_mark": ("evidence_file",),
    "rule_document": ("account",),
    "rule_change": ("rule_document",),
    "allotment": ("claim", "account"),
    "emergency_look": ("claim", "account"),
    "emergency_answer": ("emergency_look",),
}
GOOD: dict[str, dict[str, Any]] = {
    "person": {"id": PERSON, "id_index": "index-1"},
    "account": {"username": "intake1"},
    "post": {"username": "intake1", "role": "IN"},
    "claim": {"no": CLAIM, "state": "reported", "person_id": PERSON, "claimant_id": PERSON},
    "approval": {"id": APPROVAL, "levels": 3},
    "signature": {"approval_id": APPROVAL},
    "appraisal": {"id": "s-1", "panel_size": 3, "grade": 9},
    "award_item": {"id": ITEM, "state": "effective", "claimed_fen": 300, "allowed_fen": 200, "awarded_fen": 100},
    "invoice_line": {"item_id": ITEM, "claimed_fen": 300, "allowed_fen": 200, "invoice_number": "24007", "live": True},
    "payment": {"id": "p-1", "state": "pending", "item_id": ITEM, "amount_fen": 100},
    "event": {"id": f"{CLAIM}/event-1", "prev_hash": "genesis", "hash": "one"},
    "book_event": {"id": "FUND/1", "seq": 1, "prev_hash": "genesis", "hash": "one", "command_id": "first"},
    "bank_file": {"no": "BK-20250630-01", "sha256": "one", "kind": "return"},
    "bank_line": {
        "id": "BK-20250630-01/2",
        "file_no": "BK-20250630-01",
        "line_no": 2,
        "amount_fen": 100,
        "result": "paid",
    },
    "bank_sorted": {"line_id": "BK-20250630-01/2"},
    "statement_line": {"id": "BK-20250630-01/2", "file_no": "BK-20250630-01", "direction": "out", "amount_fen": 100},
    "transfer": {"debit": "expense", "credit": "payable", "amount_fen": 100, "entry": "effective"},
    "letter": {"id": LETTER, "series": "confirm", "year": 2025, "serial": 12, "number": "铜人社职认〔2025〕12号"},
    "service": {"id": "v-1", "letter_id": LETTER, "recipient": PERSON, "variant": "full"},
    "consent": {"id": "o-1", "given_on": "2025-06-30"},
    "letter_file": {
        "id": f"{LETTER}/full/unsigned",
        "letter_id": LETTER,
        "variant": "full",
        "unsigned_size_bytes": 90,
        "size_bytes": 100,
    },
    "clock": {"id": CLOCK, "amount": 30, "state": "running", "lane": "normal"},
    "clock_pause": {"clock_id": CLOCK},
    "rung": {"clock_id": CLOCK, "rung": "due"},
    "clock_change": {"clock_id": CLOCK, "generation": 2},
    "clock_extension": {"clock_id": CLOCK, "amount": 30},
    "dispute": {"id": "d-1"},
    "recovery": {"id": RECOVERY, "state": "owed", "item_id": ITEM, "amount_fen": 300},
    "plan_part": {"recovery_id": RECOVERY},
    "recovery_receipt": {"recovery_id": RECOVERY},
    "recourse": {"id": RECOURSE, "state": "open", "item_id": ITEM, "amount_fen": 300},
    "recourse_receipt": {"recourse_id": RECOURSE, "bank_ref": "first"},
    "post_proposal": {"proposed_by": "intake1"},
    "recusal": {"username": "intake1"},
    "relative": {"id": f"{CLAIM}/relative-1", "person_id": PERSON},
    "assignment": {"username": "intake1"},
    "credential": {"username": "intake1"},
    "sign_in_try": {"name_hash": "one", "failed": 1},
    "sign_in_session": {
        "id": "n-1",
        "username": "intake1",
        "token_sha256": "one",
        "stage": "open",
        "kind": "staff",
    },
    "security_event": {"id": "2025-06-30/one"},
    "kept_form": {"username": "intake1"},
    "draft_form": {"username": "intake1"},
    "api_key": {"id": "ak_1", "username": "intake1", "platform": "美团", "slot": 1},
    "api_answer": {"id": "one", "username": "intake1"},
    "account_link": {"id": "k-1", "username": "intake1", "subject": "one"},
    "payee_account": {"id": "y-1"},
    "call_back": {"id": "b-1", "person_id": PERSON, "state": "open", "tries": 0},
    "outbox": {"effect_key": "render_letter:l-1"},
    "command_key": {"id": "k-1"},
    "audit_sample": {"drawn_by": "intake1"},
    "audit_note": {"username": "intake1"},
    "audit_task": {"kind": "check", "asked_by": "intake1", "step": "running"},
    "seal": {"batch_no": 1, "root": "one", "prev_root": "none"},
    "seal_leaf": {"kind": "transfer", "row_id": "1", "batch_no": 1, "leaf_no": 1},
    "noted_head": {"noted_by": "intake1"},
    "ledger_pull": {"step": "begun", "username": "intake1"},
    "evidence_file": {
        "id": "f-1",
        "sha256": "one",
        "media_type": "image/png",
        "size_bytes": 100,
        "width": 1,
        "height": 1,
        "uploaded_by": "intake1",
    },
    "evidence_mark": {"file_id": "f-1", "mark": "checked", "username": "intake1"},
    "key_change": {"step": "begun"},
    "rule_document": {"sha256": "one", "uploaded_by": "intake1"},
    "rule_change": {"step": "proposed", "kind": "confirm", "document": "one", "actor": "intake1", "prev_hash": "none"},
    "allotment": {"username": "intake1", "given_by": "intake1"},
    "backup_run": {"kind": "backup"},
    "emergency_look": {"id": 1, "username": "intake1"},
    "emergency_answer": {"look_id": 1, "answered_by": "intake1"},
    "access_log": {"what": "case", "username": "intake1"},
    "person_index": {"person_id": PERSON, "kind": "name"},
}


def good(name: str, **changed: Any) -> dict[str, Any]:
    """A row of table `name` that the database takes, but for what is `changed`."""
    given = [column for column in table(name).columns if not column.nullable and column.autoincrement is not True]
    row = {column.name: _plain(column.type) for column in given}
    if "claim_no" in row:
        row["claim_no"] = CLAIM
    return {**row, **GOOD.get(name, {}), **changed}


def write(connection: Connection, name: str, *, verb: str = "INSERT", **changed: Any) -> None:
    """Write a good row of `name`, but for what is `changed`."""
    row = good(name, **changed)
    columns, values = ", ".join(f'"{column}"' for column in row), ", ".join(f":{column}" for column in row)
    connection.execute(text(f"{verb} INTO {name} ({columns}) VALUES ({values})"), row)


def write_parents(connection: Connection, name: str) -> None:
    """Write the rows that a row of `name` refers to."""
    for parent in _ancestors(name):
        write(connection, parent)


def count(connection: Connection, name: str) -> int:
    """How many rows table `name` has."""
    return int(connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one())


def _ancestors(name: str) -> list[str]:
    found: list[str] = []
    for parent in PARENTS.get(name, ()):
        found += [one for one in (*_ancestors(parent), parent) if one not in found]
    return found


def _plain(kind: Any) -> Any:
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Date):
        return date(2025, 6, 30)
    return 1 if isinstance(kind, Integer) else "x"
