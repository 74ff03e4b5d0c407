"""The history of the schema: one line of revisions for SQLite and PostgreSQL alike.

`versions/` holds the revisions, `ground/` the tables of the first one. `running` takes a database up or down;
`python -m tests.support.migrations` writes a new revision.
"""

REVISIONS = ("0001",)
HEAD = REVISIONS[-1]
