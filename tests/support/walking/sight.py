"""What a walker sees of a case before the next step."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from random import Random

from claims.store.rows import Row
from tests.support.world import World
from workflows.machines import MACHINES
from workflows.table import Move, Table


class Sight:
    """The rows of one case, the day, and the chance that chooses."""

    def __init__(self, world: World, no: str, day: date, chance: Random) -> None:
        self.world = world
        self.no = no
        self.day = day
        self.chance = chance
        self._rows: dict[str, list[Row]] = {}

    @cached_property
    def claim(self) -> Row:
        """The case itself."""
        return self.world.one("claim", no=self.no)

    def rows(self, table: str) -> list[Row]:
        """The rows of `table` on the case."""
        if table not in self._rows:
            self._rows[table] = self.world.rows(table, claim_no=self.no)
        return self._rows[table]

    def find(self, table: str, key: str | None) -> Row | None:
        """The row with that id."""
        return next((row for row in self.rows(table) if row["id"] == key), None)

    def subjects(self, table: Table) -> list[Row]:
        """The subjects of a machine on the case."""
        return [self.claim] if table.name == "claim" else self.rows(table.stored_in)

    def any_of(self, rows: list[Row]) -> Row | None:
        """One of the rows by chance; None where there are none."""
        return self.chance.choice(rows) if rows else None

    def moves(self) -> list[tuple[Table, Row | None, Move]]:
        """Every row that leaves a state something on the case is in, and every row that creates something."""
        found: list[tuple[Table, Row | None, Move]] = []
        for table in MACHINES.values():
            for subject in self.subjects(table):
                found.extend((table, subject, move) for move in table.moves if subject["state"] in move.sources)
            if table.name != "claim":
                found.extend((table, None, move) for move in table.moves if "new" in move.sources)
        return found
