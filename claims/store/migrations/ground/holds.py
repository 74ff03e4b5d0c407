"""A hold without a clock cannot be written: the database asks for the open clock when a row enters a state that waits.

Whoever waits must be woken. The clock is written first, then the state; the engine's own list of these states is
`workflows/holds.py`, and a test compares the two.
"""

from __future__ import annotations

from alembic import op

# table -> its key, and the clocks of which one must be open in each state that waits
WAITING: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "claim": ("no", {"supplementing": ("supplement_notice", "T7"), "suspended": ("suspension_review",)}),
    "appraisal": ("id", {"supplementing": ("appraisal_papers",), "paused": ("examination_missed",)}),
    "award_item": ("id", {"suspended": ("stop_review",)}),
    "payment": ("id", {"held": ("hold_review",)}),
    "dispute": ("id", {"mediating": ("mediation",)}),
}


def protect() -> None:
    """Set the triggers."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (key, states) in WAITING.items():
        for state, codes in states.items():
            for statement in (_sqlite if sqlite else _postgresql)(table, key, state, codes):
                op.execute(statement)


def unprotect() -> None:
    """Take away what outlives the tables: their triggers go with them."""
    if op.get_bind().dialect.name == "postgresql":
        for table, (_, states) in WAITING.items():
            for state in states:
                op.execute(f"DROP FUNCTION {_name(table, state)}()")


def _name(table: str, state: str) -> str:
    return f"{table}_{state}_needs_clock"


def _open_clock(key: str, codes: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{code}'" for code in codes)
    return (
        f"EXISTS (SELECT 1 FROM clock WHERE subject = NEW.{key} AND state IN ('running', 'paused')"
        f" AND code IN ({listed}))"
    )


def _sqlite(table: str, key: str, state: str, codes: tuple[str, ...]) -> list[str]:
    trigger = (
        f"CREATE TRIGGER {_name(table, state)} BEFORE UPDATE OF state ON {table}"
        f" WHEN NEW.state = '{state}' AND NOT {_open_clock(key, codes)}"
        f" BEGIN SELECT RAISE(ABORT, '{table} {state} without a clock'); END"
    )
    return [trigger]


def _postgresql(table: str, key: str, state: str, codes: tuple[str, ...]) -> list[str]:
    refuse = (
        f"CREATE FUNCTION {_name(table, state)}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF NOT {_open_clock(key, codes)} THEN RAISE EXCEPTION '{table} {state} without a clock'; END IF;"
        " RETURN NEW; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {_name(table, state)} BEFORE UPDATE OF state ON {table}"
        f" FOR EACH ROW WHEN (NEW.state = '{state}') EXECUTE FUNCTION {_name(table, state)}()"
    )
    return [refuse, trigger]
