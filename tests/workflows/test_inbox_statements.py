"""The inbox asks the database the same number of questions however much waits."""

from __future__ import annotations

from datetime import date

from sqlalchemy import event

from tests.support.casebook import NUMBER, OTHER_NUMBER, Case
from tests.support.world import World
from workflows.inbox import inbox


def asked(world: World) -> tuple[int, int]:
    """How many things wait for the intake desk, and how many statements it took to find them."""
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(world.desk.engine, "before_cursor_execute", count)
    try:
        return len(inbox(world.desk, "intake1")), len(statements)
    finally:
        event.remove(world.desk.engine, "before_cursor_execute", count)


def with_letters(world: World, no: str, letters: int) -> None:
    case = Case(world, "investigating", no=no)
    case.clock("T8", on=date(2024, 9, 2))
    for kind in ("acceptance", "application_receipt", "assistance")[:letters]:
        case.letter(kind)
    case.save()


def test_more_letters_to_serve_take_no_more_statements(world: World) -> None:
    with_letters(world, NUMBER, 1)
    few, first = asked(world)
    with_letters(world, OTHER_NUMBER, 3)
    many, second = asked(world)
    assert many > few + 2
    assert second == first
