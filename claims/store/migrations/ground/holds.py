"""A hold without a clock cannot be written: the database asks for the open clock when a row enters a state that waits, and
lets the last one be closed, moved or deleted only after the row has left it.

Whoever waits must be woken. The engine writes new clocks first, then states, then what became of the other clocks. Its
own list of these states is `workflows/holds.py`, and a test compares the two.
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
ENTERED = (("INSERT", "entered"), ("UPDATE OF state", "changed"))
LOST = (("UPDATE", "clock"), ("DELETE", "deleted"))


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
                for end in ("needs_clock", "keeps_clock"):
                    op.execute(f"DROP FUNCTION {table}_{state}_{end}()")


def _open_clock(subject: str, codes: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{code}'" for code in codes)
    return (
        f"EXISTS (SELECT 1 FROM clock WHERE subject = {subject} AND state IN ('running', 'paused')"
        f" AND code IN ({listed}))"
    )


def _waits_in_vain(table: str, key: str, state: str, codes: tuple[str, ...]) -> str:
    """The subject of the old clock waits, and no clock is open for it."""
    row = f"SELECT 1 FROM {table} WHERE {key} = OLD.subject AND state = '{state}'"
    return f"EXISTS ({row} AND NOT {_open_clock('OLD.subject', codes)})"


def _sqlite(table: str, key: str, state: str, codes: tuple[str, ...]) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} {state} without a clock'); END"
    enters = f"NEW.state = '{state}' AND NOT {_open_clock(f'NEW.{key}', codes)}"
    listed = ", ".join(f"'{code}'" for code in codes)
    loses = f"OLD.code IN ({listed}) AND {_waits_in_vain(table, key, state, codes)}"
    return [
        *(
            f"CREATE TRIGGER {table}_{state}_{name} BEFORE {act} ON {table} WHEN {enters} {refuse}"
            for act, name in ENTERED
        ),
        *(f"CREATE TRIGGER {table}_{state}_{name} AFTER {act} ON clock WHEN {loses} {refuse}" for act, name in LOST),
    ]


def _postgresql(table: str, key: str, state: str, codes: tuple[str, ...]) -> list[str]:
    needs, keeps = f"{table}_{state}_needs_clock", f"{table}_{state}_keeps_clock"
    listed = ", ".join(f"'{code}'" for code in codes)
    entered = (
        f"CREATE TRIGGER {table}_{state}_entered BEFORE INSERT OR UPDATE OF state ON {table}"
        f" FOR EACH ROW WHEN (NEW.state = '{state}') EXECUTE FUNCTION {needs}()"
    )
    lost = (
        f"CREATE TRIGGER {table}_{state}_clock AFTER UPDATE OR DELETE ON clock"
        f" FOR EACH ROW WHEN (OLD.code IN ({listed})) EXECUTE FUNCTION {keeps}()"
    )
    return [
        _function(needs, f"NOT {_open_clock(f'NEW.{key}', codes)}", f"{table} {state}", "NEW"),
        _function(keeps, _waits_in_vain(table, key, state, codes), f"{table} {state}", "NULL"),
        entered,
        lost,
    ]


def _function(name: str, refused: str, what: str, returns: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {refused} THEN RAISE EXCEPTION '{what} without a clock'; END IF; RETURN {returns}; END $$"
    )
