"""What the auditor's room asks of the database, alike on both: marks, cases, notes, tasks, what is on one side only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from claims.errors import BadInput
from tests.support.entries import post_award
from tests.support.world import World
from workflows.account_marks import account_marks
from workflows.audit_cases import Sought, cases_to_audit, has_purpose
from workflows.audit_notes import NOTE_MAX, notes, take_note
from workflows.audit_tasks import BROKEN, CHECK, DONE, RUNNING, SILENT, begin, finish, task, tasks, teller
from workflows.exporting import EVERYTHING
from workflows.paid_over import paid_over_awarded
from workflows.seal_list import seals
from workflows.unmatched import unanswered_payments, unmatched_lines


def test_an_empty_bureau_has_nothing_to_find(bureau: World) -> None:
    post_award(bureau)
    assert account_marks(bureau.desk, EVERYTHING) == {}  # no statement has been taken in
    assert cases_to_audit(bureau.desk, Sought(2024, "medical", "美团", 7, "TL-"), ()) == (0, ())
    assert not has_purpose(bureau.desk, "auditor1", "TL-2025-000001")
    assert paid_over_awarded(bureau.desk) == ()
    assert (*unmatched_lines(bureau.desk), *unanswered_payments(bureau.desk)) == ()
    assert seals(bureau.desk) == []


def test_a_note_is_kept_once_sealed_and_its_owners(bureau: World) -> None:
    for _ in range(2):
        take_note(bureau.desk, "auditor1", "/audit/ledger?account=1001", "要问：王某某的钱", "key-1")
    total, (note,) = notes(bureau.desk, "auditor1")
    assert (total, note.body, note.page) == (1, "要问：王某某的钱", "/audit/ledger?account=1001")
    with bureau.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT page, body FROM audit_note_private").one()
    assert not [text for text in stored if "王某某" in text or "ledger" in text]
    assert notes(bureau.desk, "chief1") == (0, ())
    for body in (" ", "长" * (NOTE_MAX + 1)):
        with pytest.raises(BadInput):
            take_note(bureau.desk, "auditor1", "", body, "key-2")


def test_a_task_tells_how_far_it_is_and_when_it_broke_off(bureau: World) -> None:
    first = begin(bureau.desk, CHECK, "auditor1", {})
    teller(bureau.desk, first)(12, 18)
    (running,) = tasks(bureau.desk, CHECK)
    assert (running.step, running.done, running.total) == (RUNNING, 12, 18)
    bureau.moment += SILENT + timedelta(seconds=1)
    broken = task(bureau.desk, first)
    assert broken is not None
    assert broken.step == BROKEN
    finish(bureau.desk, first, {"parts": []})
    done = task(bureau.desk, first)
    assert done is not None
    assert done.step == DONE
    assert task(bureau.desk, "another") is None


def test_of_two_tasks_of_one_instant_the_later_is_the_newest(bureau: World) -> None:
    begun = [begin(bureau.desk, CHECK, "auditor1", {}) for _ in range(4)]
    assert [one.id for one in tasks(bureau.desk, CHECK)] == begun[::-1]
