"""Writing revisions of the schema from the tables as they are now.

python -m tests.support.migrations new "say what changes"    a new revision, to be read and mended by hand
python -m tests.support.migrations ground                    the first revision anew: only while none is released
"""

from __future__ import annotations

import inspect
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from alembic import command
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import CreateIndexOp, CreateTableOp, MigrateOperation, ModifyTableOps, UpgradeOps
from sqlmodel import SQLModel

from claims.store.base import Stored
from claims.store.engine import open_engine
from claims.store.migrations import HEAD, running
from claims.store.tables import METADATA, MODULES

MIGRATIONS = Path(running.__file__).parent
GROUND = MIGRATIONS / "ground"
FIRST = MIGRATIONS / "versions" / "0001_ground.py"
MODELS: dict[str, type[SQLModel]] = {str(model.__tablename__): model for model in Stored.__subclasses__()}

PART_HEAD = '''"""The tables of `claims.store.{topic}` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
'''
PART = '''

def {name}() -> None:
    """{says}"""
{body}
'''
STEPS_TOGETHER = 7
FIRST_TEXT = '''"""The ground: every table, and the triggers that keep what only grows, and that no hold is without a clock."""

from __future__ import annotations

from alembic import op

from claims.store.migrations.ground import {modules}

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# In the order in which they refer to each other.
TABLES = (
{tables}
)


def upgrade() -> None:
    """Go on to this revision."""
    for create in TABLES:
        create()
    append_only.protect()
    holds.protect()


def downgrade() -> None:
    """Go back to an empty database."""
    for create in reversed(TABLES):
        op.drop_table(create.__name__)
    append_only.unprotect()
    holds.unprotect()
'''


def topic_of(table: str) -> str:
    """The module of `claims.store` that a table stands in."""
    return MODELS[table].__module__.rpartition(".")[2]


def ground_texts() -> dict[Path, str]:
    """The files of the first revision as they should be for the tables of now, not yet formatted."""
    order = [table.name for table in METADATA.sorted_tables]
    texts = {FIRST: _first(order)}
    statements = _statements()
    for topic in _topics():
        tables = [name for name in order if topic_of(name) == topic]
        parts = [_part(name, statements[name]) for name in tables]
        texts[GROUND / f"{topic}.py"] = PART_HEAD.format(topic=topic) + "".join(parts)
    return texts


def write_ground() -> None:
    """Write the first revision anew."""
    texts = ground_texts()
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    _format(list(texts))


def write_revision(message: str) -> Path:
    """A new revision: what leads from the schema of the last one to the tables of now."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/now.sqlite")
        with running.schema_change(engine) as connection:
            running.upgrade(connection)
            config = running.config(connection, stdout=sys.stderr)
            command.revision(config, message, autogenerate=True, rev_id=f"{int(HEAD) + 1:04d}")
        engine.dispose()
    path = max(FIRST.parent.glob("0*.py"))
    _format([path])
    return path


def _topics() -> list[str]:
    return [module.__name__.rpartition(".")[2] for module in MODULES]


def _says(table: str) -> str:
    return (inspect.getdoc(MODELS[table]) or "").splitlines()[0]


def _first(order: Sequence[str]) -> str:
    modules = ", ".join(sorted([*_topics(), "append_only", "holds"]))
    tables = "\n".join(f"    {topic_of(name)}.{name}," for name in order)
    return FIRST_TEXT.format(modules=modules, tables=tables)


def _statements() -> dict[str, list[MigrateOperation]]:
    """Table by table, what Alembic would do on an empty database."""
    with open_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": METADATA})
        script = produce_migrations(context, METADATA)
    found: dict[str, list[MigrateOperation]] = {}
    for step in _flat(script.upgrade_ops.ops if script.upgrade_ops else []):
        assert isinstance(step, CreateTableOp | CreateIndexOp), step
        found.setdefault(step.table_name, []).append(step)
    return found


def _flat(steps: Sequence[MigrateOperation]) -> Iterator[MigrateOperation]:
    for step in steps:
        if isinstance(step, ModifyTableOps):
            yield from step.ops
        else:
            yield step


def _part(name: str, steps: Sequence[MigrateOperation]) -> str:
    """How a table is made; many indexes stand in a function of their own, so that neither is too long to read."""
    if len(steps) <= STEPS_TOGETHER:
        return PART.format(name=name, says=_says(name), body=_body(steps))
    indexes = f"_indexes_of_{name}"
    body = f"{_body(steps[:1])}\n    {indexes}()"
    return PART.format(name=name, says=_says(name), body=body) + PART.format(
        name=indexes, says="The indexes.", body=_body(steps[1:])
    )


def _body(steps: Sequence[MigrateOperation]) -> str:
    return "\n".join(_lines(render_python_code(UpgradeOps(list(steps)))))


def _lines(code: str) -> Iterator[str]:
    for line in code.splitlines():
        if line.strip() and not line.strip().startswith("#"):
            yield f"    {line.strip()}"


def _format(paths: Sequence[Path]) -> None:
    ruff = Path(sys.executable).with_name("ruff")
    for act in (["format", "--quiet"], ["check", "--fix", "--quiet"], ["format", "--quiet"]):
        subprocess.run([ruff, *act, *paths], check=True)


def main(arguments: Sequence[str]) -> None:
    """Do what the command line asks."""
    match arguments:
        case ["ground"]:
            write_ground()
        case ["new", message]:
            path = write_revision(message)
            sys.stdout.write(f"{path}\nread it, mend it, and add its number to REVISIONS in {MIGRATIONS}\n")
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
