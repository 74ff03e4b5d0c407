"""Whatever is done to private rows past the program is named: by the integrity checks, and by `verify`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from claims.store.rows import stored_rows
from tests.support.keys import TEST_KEYS, engine_with, key_line, write_private
from tests.support.rotating import address, desk_with
from tests.support.world import INJURED, KIN, World
from workflows.checks.daily import find
from workflows.key_rotation import rotate
from workflows.person_index import index_again
from workflows.transaction import Desk
from workflows.verifying import verify

NEW = key_line("k2", 2)


def sealed(world: World, person_id: str) -> str:
    with world.engine.connect() as connection:
        (row,) = stored_rows(connection, "person_private", person_id=person_id)
        return str(row["body"])


def put(world: World, body: str, person_id: str = INJURED) -> None:
    with world.engine.begin() as connection:
        connection.execute(
            text("UPDATE person_private SET body = :body WHERE person_id = :id"), {"body": body, "id": person_id}
        )


def named(desk: Desk, code: str) -> bool:
    """Whether `verify` names the place with this code, and the integrity checks name the place too."""
    flaws = [flaw for flaw in verify(desk).flaws if flaw.code == code]
    assert all(INJURED in flaw.message() for flaw in flaws)
    found = [one.text for one in find(desk) if one.check in {"private_rows_open", "persons_are_found"}]
    return bool(flaws) and any(INJURED in one for one in found)


def test_nothing_is_named_where_nothing_was_done(bureau: World) -> None:
    assert verify(bureau.desk).flaws == ()
    assert [one for one in find(bureau.desk) if one.check in {"private_rows_open", "persons_are_found"}] == []


SPOILT: dict[str, tuple[Callable[[str, str], str], str]] = {
    "swapped with another row": (lambda own, other: other, "flaw_sealed_altered"),
    "one bit flipped": (lambda own, other: own[:40] + chr(ord(own[40]) ^ 1) + own[41:], "flaw_sealed_altered"),
    "key id changed": (lambda own, other: own.replace("v1.t1.", "v1.t9."), "flaw_sealed_key"),
    "truncated": (lambda own, other: own[:60], "flaw_sealed_altered"),
    "emptied": (lambda own, other: "", "flaw_sealed_form"),
    "written in the clear": (lambda own, other: '{"name":"某某"}', "flaw_sealed_form"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_what_was_done_to_a_row_is_named(bureau: World, how: str) -> None:
    change, code = SPOILT[how]
    put(bureau, change(sealed(bureau, INJURED), sealed(bureau, KIN)))
    assert named(bureau.desk, code)


def test_swapped_columns_are_named(bureau: World) -> None:
    bureau.insert("claim_private", {"claim_no": INJURED, "salt": "s", "body": "{}"})
    with bureau.engine.begin() as connection:
        connection.execute(text("UPDATE claim_private SET salt = body"))
    assert "flaw_sealed_altered" in {flaw.code for flaw in verify(bureau.desk).flaws}


def test_a_wrong_key_under_the_same_id_is_named_for_every_row(bureau: World) -> None:
    wrong = replace(bureau.desk, engine=engine_with(address(bureau), key_line("t1", 9)))
    flaws = [flaw for flaw in verify(wrong).flaws if flaw.code == "flaw_sealed_altered"]
    assert len(flaws) == 3
    wrong.engine.dispose()


def test_an_old_text_put_back_after_a_rotation_is_named(bureau: World) -> None:
    """It opens, with the old key still at hand, and says what was true once."""
    before = sealed(bureau, INJURED)
    desk = desk_with(bureau, NEW, TEST_KEYS)
    rotate(desk)
    assert not named(desk, "flaw_sealed_retired")
    put(bureau, before)
    assert named(desk, "flaw_sealed_retired")
    desk.engine.dispose()


def test_an_old_text_put_back_under_the_same_key_is_named_by_the_index(bureau: World) -> None:
    """The details were changed since, and with them the indexes."""
    before = sealed(bureau, INJURED)
    body = {"name": "合成人员01", "id_number": "500151199001010001", "phone": "10000000077"}
    write_private(bureau.engine, "person_private", INJURED, body=json.dumps(body, ensure_ascii=False))
    with bureau.engine.begin() as connection:
        index_again(connection, INJURED)
    assert verify(bureau.desk).flaws == ()
    put(bureau, before)
    assert named(bureau.desk, "flaw_person_index")


def test_a_changed_index_is_named(bureau: World) -> None:
    with bureau.engine.begin() as connection:
        connection.execute(text("UPDATE person_index SET digest = 'x' WHERE kind = 'name' AND person_id = 'P000001'"))
    assert named(bureau.desk, "flaw_person_index")


def test_an_erased_person_keeps_no_index(bureau: World) -> None:
    with bureau.engine.begin() as connection:
        connection.execute(text("DELETE FROM person_private WHERE person_id = 'P000001'"))
    assert named(bureau.desk, "flaw_person_index")
    with bureau.engine.begin() as connection:
        index_again(connection, INJURED)
    assert verify(bureau.desk).flaws == ()
