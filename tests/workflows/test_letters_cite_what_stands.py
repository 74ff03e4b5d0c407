"""A letter cites the conclusion in force, and no number of a letter that is void."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tests.support.fixtures.making import make_ready
from tests.support.fixtures.ready import Ready
from tests.support.world import World
from workflows.machines import MACHINES


def ready_for(world: World, machine: str, trigger: str, source: str | None = None) -> Ready:
    """The usual case for a move, before it is stored."""
    move = next(row for row in MACHINES[machine].moves if row.trigger == trigger)
    return make_ready(world, machine, move, source or move.sources[0], move.who[0])


def said_by(world: World, ready: Ready, kind: str) -> dict[str, Any]:
    """What the letter that the move issues says."""
    known = {row["id"] for row in ready.case.of("letter")}
    fired = ready.fire()
    assert fired.done, fired.refusals
    (letter,) = [row for row in world.rows("letter", kind=kind) if row["id"] not in known]
    return dict(json.loads(world.one("letter_private", letter_id=letter["id"])["snapshot"]))


def test_an_award_after_a_redo_cites_its_conclusion_and_not_the_superseded_one(world: World) -> None:
    ready = ready_for(world, "award_item", "approve")
    for row in ready.case.of("appraisal"):
        row["state"] = "superseded"
    redo = ready.case.subject(
        "appraisal", "final", kind="redo", requested_on=date(2024, 9, 20), grade=8, care_level="none",
        concluded_on=date(2024, 9, 28),
    )  # fmt: skip
    letter = ready.case.letter("redo_conclusion", date(2024, 9, 28), subject=redo["id"], served_on=date(2024, 9, 29))
    redo["letter_id"] = letter["id"]
    assert said_by(world, ready, "award")["appraisal_number"] == letter["number"]


def test_a_resumption_cites_the_notice_that_suspended(world: World) -> None:
    ready = ready_for(world, "claim", "resume", "suspended")
    kept = next(row for row in ready.case.of("letter") if row["kind"] == "suspension")["number"]
    assert said_by(world, ready, "resumption")["suspension_number"] == kept


def test_a_resumption_cites_no_number_of_a_void_notice(world: World) -> None:
    ready = ready_for(world, "claim", "resume", "suspended")
    notice = next(row for row in ready.case.of("letter") if row["kind"] == "suspension")
    notice["state"] = "voided"
    for row in ready.case.of("service"):
        if row["letter_id"] == notice["id"]:
            row["state"] = "voided"
    assert said_by(world, ready, "resumption")["suspension_number"] == "已作废的"
