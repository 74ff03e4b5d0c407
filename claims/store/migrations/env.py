"""Alembic's way in: the caller hands over its connection, and with it the transaction that all of it belongs to."""

from alembic import context

from claims.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
