"""What a move would issue is made by the engine itself, is what the move then issues, and leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from claims.store.tables import METADATA
from notifications.blocks import NUMBER_PENDING, Letter, Role
from tests.support.pilots import FIRST, only, replayed
from tests.support.servers import Postgres
from workflows.acting import act
from workflows.approval_view import letters_of
from workflows.command import Command
from workflows.foreseeing import foresee, foresee_act
from workflows.letter_view import stored_letter
from workflows.transaction import Desk, reading

WAITING, APPLIED = 46, 48  # a confirmation that waits for the approver, and an application that has just come
THEN = datetime(2025, 7, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def bureau(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Any]]:
    folder: Path = tmp_path_factory.mktemp("foreseeing")
    url = None
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.url(server.create_database())
    with replayed(folder, only(FIRST, WAITING, APPLIED), url) as done:
        yield replace(done.desk, now=lambda: THEN), done


def everything(desk: Desk) -> dict[str, list[str]]:
    """Every row of every table, as it is stored."""
    with desk.engine.connect().execution_options(reading=True) as connection:
        return {
            name: sorted(repr(tuple(row)) for row in connection.execute(select(stored)))
            for name, stored in METADATA.tables.items()
        }


def text(letter: Letter) -> list[str]:
    said = (block for block in letter.blocks if block.role not in (Role.NUMBER, Role.VERIFY))
    return [string for block in said for string in block.strings()]


def waiting(done: Any) -> Any:
    return done.rows("approval", state="reviewed")[0]


def test_looking_leaves_nothing_behind(bureau: tuple[Desk, Any]) -> None:
    desk, done = bureau
    before, no = everything(desk), done.case_of(APPLIED)["no"]
    accept = {"criterion": "2021-10-1-1", "diagnosis": "左小腿软组织挫伤"}
    version = done.case_of(APPLIED)["version"]
    would = foresee(desk, Command(no, "accept", "intake1", desk.today(), "k", version, accept))
    assert {letter.kind for letter in would.letters} == {"assistance", "acceptance"}
    assert letters_of(desk, waiting(done)).letters
    refused = foresee(desk, Command(no, "accept", "intake1", desk.today(), "k", version, {}))
    assert (refused.letters, {one.code for one in refused.refusals}) == ((), {"bad_datum"})
    wrong = foresee_act(desk, "confirm", [done.case_of(WAITING)["no"]], {"criterion": "2025-11-1-1"}, desk.today())
    assert wrong.refusals
    assert everything(desk) == before


def test_a_character_that_no_font_holds_is_named_before_a_number_is_spent(bureau: tuple[Desk, Any]) -> None:
    desk, done = bureau
    approval = waiting(done)
    private = done.rows("approval_private", approval_id=approval["id"])[0]
    proposal = {**json.loads(approval["proposal"]), **json.loads(private["body"]), "facts_found": "查明\U0001f6f5"}
    would = foresee_act(desk, "confirm", json.loads(approval["targets"]), proposal, desk.today())
    assert [one.code for one in would.refusals] == ["missing_glyph"]
    assert would.refusals[0].facts["characters"] == "\U0001f6f5"


def test_what_was_foreseen_is_what_is_issued(bureau: tuple[Desk, Any]) -> None:
    desk, done = bureau
    approval = waiting(done)
    (would,) = letters_of(desk, approval).letters
    assert would.number is None
    assert NUMBER_PENDING in [block.text for block in would.blocks]
    outcome = act(desk, "approver1", approval["id"], "approve", desk.today())
    assert outcome.done, outcome.refusals
    with reading(desk) as connection:
        letter = next(
            row for row in done.rows("letter", claim_no=approval["claim_no"]) if row["kind"] == "confirmation"
        )
        issued = stored_letter(connection, letter)
    assert issued is not None
    assert text(issued) == text(would)
