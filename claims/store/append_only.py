"""Append-only tables, enforced by the database itself: no update, no delete, and on PostgreSQL no truncate."""

from __future__ import annotations

from claims.store.tables import APPEND_ONLY

WORDS = "append only"


def sqlite_triggers() -> list[str]:
    """The statements that make the append-only tables so on SQLite."""
    return [
        f"CREATE TRIGGER {name}_no_{act} BEFORE {act.upper()} ON {name} "
        f"BEGIN SELECT RAISE(ABORT, '{name} is {WORDS}'); END"
        for name in APPEND_ONLY
        for act in ("update", "delete")
    ]


def postgresql_triggers() -> list[str]:
    """The statements that make the append-only tables so on PostgreSQL."""
    refuse = (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '% is {WORDS}', TG_TABLE_NAME; END $$"
    )
    rows = [
        f"CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE ON {name} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for name in APPEND_ONLY
    ]
    whole = [
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for name in APPEND_ONLY
    ]
    return [refuse, *rows, *whole]
