"""The chain, the journal, the attempts and what clocks told and became can only grow: the database refuses all else.

SQLite lets `INSERT OR REPLACE` delete a row without asking the triggers for deletions, so an insert that would
replace a row is refused as well. PostgreSQL also refuses to empty a table.
"""

from __future__ import annotations

from alembic import op

# Table by table, when a new row has the place of an old one.
SAME_PLACE = {
    "event": "id = NEW.id OR (claim_no = NEW.claim_no AND seq = NEW.seq) "
    "OR (claim_no = NEW.claim_no AND prev_hash = NEW.prev_hash)",
    "book_event": "id = NEW.id OR prev_hash = NEW.prev_hash OR command_id = NEW.command_id",
    "transfer": "id = NEW.id AND NEW.id > 0",
    "attempt": "id = NEW.id AND NEW.id > 0",
    "rung": "id = NEW.id AND NEW.id > 0",
    "clock_change": "id = NEW.id AND NEW.id > 0",
    "clock_extension": "id = NEW.id AND NEW.id > 0",
    "letter_file": "id = NEW.id",
    "audit_sample": "id = NEW.id AND NEW.id > 0",
    "audit_note": "id = NEW.id",
    "check_run": "(id = NEW.id AND NEW.id > 0) OR day = NEW.day",
    "seal": "batch_no = NEW.batch_no OR root = NEW.root OR prev_root = NEW.prev_root",
    "seal_leaf": "(kind = NEW.kind AND row_id = NEW.row_id) OR leaf_no = NEW.leaf_no",
    "noted_head": "id = NEW.id AND NEW.id > 0",
    "ledger_pull": "id = NEW.id AND NEW.id > 0",
    "bank_file": "no = NEW.no OR sha256 = NEW.sha256",
    "bank_line": "id = NEW.id OR (file_no = NEW.file_no AND line_no = NEW.line_no)",
    "bank_sorted": "line_id = NEW.line_id",
    "statement_line": "id = NEW.id OR (day = NEW.day AND direction = NEW.direction AND bank_ref = NEW.bank_ref "
    "AND amount_fen = NEW.amount_fen AND balance_fen = NEW.balance_fen)",
    "plan_part": "(id = NEW.id AND NEW.id > 0) "
    "OR (recovery_id = NEW.recovery_id AND plan = NEW.plan AND place = NEW.place)",
    "recovery_receipt": "(id = NEW.id AND NEW.id > 0) OR bank_ref = NEW.bank_ref",
    "recourse_receipt": "(id = NEW.id AND NEW.id > 0) OR bank_ref = NEW.bank_ref",
    "security_event": "id = NEW.id",
    "evidence_file": "id = NEW.id "
    "OR (claim_no = NEW.claim_no AND sha256 = NEW.sha256 AND of_kin = NEW.of_kin AND kind = NEW.kind)",
    "evidence_mark": "id = NEW.id AND NEW.id > 0",
    "key_change": "id = NEW.id AND NEW.id > 0",
    "access_log": "id = NEW.id AND NEW.id > 0",
    "rule_change": "seq = NEW.seq OR prev_hash = NEW.prev_hash OR proposal = NEW.proposal",
    "rule_document": "sha256 = NEW.sha256",
    "emergency_look": "id = NEW.id AND NEW.id > 0",
    "emergency_answer": "(id = NEW.id AND NEW.id > 0) OR look_id = NEW.look_id",
    "backup_run": "id = NEW.id AND NEW.id > 0",
    "allotment": "(id = NEW.id AND NEW.id > 0) "
    "OR (claim_no = NEW.claim_no AND role = NEW.role AND generation = NEW.generation)",
}


def protect() -> None:
    """Set the triggers."""
    statements = _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql()
    for statement in statements:
        op.execute(statement)


def unprotect() -> None:
    """Take away what outlives the tables: their triggers go with them."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _sqlite() -> list[str]:
    refused = "BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
    kept = [
        f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} " + refused.format(table=table)
        for table in SAME_PLACE
        for act in ("update", "delete")
    ]
    not_replaced = [
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) " + refused.format(table=table)
        for table, same in SAME_PLACE.items()
    ]
    return [*kept, *not_replaced]


def _postgresql() -> list[str]:
    refuse = (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append only', TG_TABLE_NAME; END $$"
    )
    rows = [
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for table in SAME_PLACE
    ]
    whole = [
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for table in SAME_PLACE
    ]
    return [refuse, *rows, *whole]
