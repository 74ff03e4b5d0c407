"""Whatever is altered past the engine is found and named; what was erased lawfully is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.kept_replays import copied
from tests.support.keys import keyed_like, rewrite
from tests.support.pilots import FIRST, Replayed, only
from tests.support.spoiling import spoil
from workflows.transaction import Desk
from workflows.verifying import Flaw, verify

FIRST_CASE = "TL-2022-000001"


@pytest.fixture(scope="module")
def original(quick_folder: Path) -> Iterator[Replayed]:
    """One whole case, from report to archive, as the engine left it."""
    with copied(quick_folder / "verified", only(FIRST, 1)) as made:
        yield made


@pytest.fixture
def copy(original: Replayed, world_folder: Path) -> Iterator[Desk]:
    """A copy of its database, which may be spoilt."""
    path = world_folder / "copy.sqlite"
    with (
        closing(sqlite3.connect(str(original.desk.engine.url.database))) as source,
        closing(sqlite3.connect(path)) as to,
    ):
        source.backup(to)
    engine = keyed_like(original.desk.engine, f"sqlite:///{path}")
    yield replace(original.desk, engine=engine)
    engine.dispose()


def codes(desk: Desk) -> set[str]:
    found = verify(desk).flaws
    assert all(flaw.message() for flaw in found)
    return {flaw.code for flaw in found}


def test_what_the_engine_wrote_has_no_flaw(original: Replayed) -> None:
    told: list[tuple[int, int]] = []
    verified = verify(original.desk, lambda done, of: told.append((done, of)))
    assert verified.flaws == ()
    assert verified.cases == len(original.rows("claim")) == len(told)
    assert verified.events == len(original.rows("event"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE event SET actor = 'approver2' WHERE seq = 3", "flaw_in_chain"),
        ("UPDATE event SET occurred_on = '2022-01-01' WHERE seq = 3", "flaw_in_chain"),
        ("UPDATE event SET data = '{}' WHERE seq = 1", "flaw_in_chain"),
        ("DELETE FROM event WHERE seq = 3", "flaw_in_chain"),
        ("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)", "flaw_of_head"),
        ("UPDATE claim SET head_hash = 'x'", "flaw_of_head"),
        ("UPDATE event SET source = 'settled' WHERE seq = 3", "flaw_in_arrows"),
        ("UPDATE claim SET state = 'settling'", "flaw_of_state"),
        ("UPDATE award_item SET state = 'effective'", "flaw_of_state"),
        (rewrite("event_private", "body", "replace({}, '铜梁', '大足')"), "flaw_of_private_part"),
        (rewrite("event_private", "body", "'not json'"), "flaw_of_private_part"),
        ("UPDATE event_private SET body = 'not sealed'", "flaw_of_private_part"),
        (rewrite("claim_private", "body", "'{{}}'"), "flaw_of_private_row"),
        (rewrite("claim_private", "body", "'not json'"), "flaw_of_private_row"),
        (rewrite("approval_private", "body", "'{{}}'"), "flaw_of_private_row"),
        (rewrite("letter_private", "snapshot", "replace({}, '合成人员', '某某')"), "flaw_of_snapshot"),
        ("UPDATE letter SET kind = 'non_confirmation' WHERE kind = 'confirmation'", "flaw_of_letter"),
        ("UPDATE letter SET dated_on = '2022-07-01' WHERE kind = 'confirmation'", "flaw_of_letter"),
        ("UPDATE letter SET snapshot_commitment = 'x' WHERE kind = 'confirmation'", "flaw_of_letter"),
        ("UPDATE letter SET event_id = 'TL-2022-000001#1' WHERE kind = 'confirmation'", "flaw_of_letter"),
        ("UPDATE letter SET subject = 'x' WHERE kind = 'confirmation'", "flaw_of_letter"),
        ("UPDATE letter SET serial = serial + 1000 WHERE kind = 'confirmation'", "flaw_of_number"),
        ("UPDATE letter SET year = 2031 WHERE kind = 'confirmation'", "flaw_of_number"),
        ("UPDATE letter SET number = replace(number, '认', '鉴') WHERE kind = 'confirmation'", "flaw_of_number"),
        ("UPDATE letter SET verify_code = '0' WHERE kind = 'confirmation'", "flaw_of_code"),
        ("UPDATE letter SET state = 'voided' WHERE kind = 'confirmation'", "flaw_of_letter_state"),
        ("UPDATE letter SET state = 'signed' WHERE kind = 'confirmation'", "flaw_of_letter_state"),
        ("DELETE FROM letter_file", "flaw_of_letter_state"),
        ("UPDATE service SET served_on = '2020-01-01' WHERE served_on IS NOT NULL", "flaw_of_service"),
        ("UPDATE service SET served_on = NULL", "flaw_of_service"),
        ("UPDATE service SET variant = 'party' WHERE variant = 'full'", "flaw_of_service"),
        ("UPDATE service SET recipient = recipient || '9'", "flaw_of_service"),
        ("DELETE FROM letter WHERE kind = 'confirmation'", "flaw_letter_gone"),
        ("UPDATE transfer SET amount_fen = amount_fen + 1", "flaw_of_journal"),
        ("DELETE FROM transfer WHERE entry = 'paid'", "flaw_of_journal"),
        ("UPDATE transfer SET debit = '5102' WHERE entry = 'award_effective'", "flaw_of_journal"),
        ("UPDATE transfer SET event_id = 'TL-2022-000001#999' WHERE entry = 'paid'", "flaw_of_journal"),
        ("DELETE FROM claim", "flaw_without_case"),
    ],
)
def test_a_change_past_the_engine_is_found(change: str, code: str, copy: Desk) -> None:
    spoil(copy, change)
    assert code in codes(copy)


def test_a_flaw_names_the_case_and_the_place(copy: Desk) -> None:
    spoil(copy, "UPDATE event SET actor = 'approver2' WHERE seq = 3")
    assert verify(copy).flaws == (Flaw(FIRST_CASE, f"{FIRST_CASE}#3", "flaw_in_chain"),)


def test_what_was_erased_is_no_flaw(copy: Desk) -> None:
    for name in ("event_private", "letter_private", "claim_private", "approval_private"):
        spoil(copy, f"DELETE FROM {name}")
    assert verify(copy).flaws == ()
