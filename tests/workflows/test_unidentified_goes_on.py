"""A case of whom nobody has seen an ID card: it is decided by nobody, and from wherever it can stand there is a way on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.cards import card_seen
from tests.support.offices import said
from tests.support.riders import report, reporting_room, sign_in
from tests.support.staff_room import Room
from workflows.acting import act
from workflows.command import Outcome
from workflows.machines import MACHINES
from workflows.machines.claim_rows.states import ENDED, FINAL
from workflows.table import NEW, Move, enters

CLAIM = MACHINES["claim"]
LATE = {"kind": "injury", "consent": True, "form": True, "late_statement": "住院", "days_not_counted": 0}
# What these ask for, no case has that was not taken on: a confirmation, a payment.
AFTER_ACCEPTANCE = frozenset({"persons_identified", "was_confirmed_once"})
PAID = frozenset({"payment_returned"})


def open_to_the_unidentified(move: Move) -> bool:
    asked = {*move.guards, move.when}
    return not asked & AFTER_ACCEPTANCE and move.trigger not in PAID


def reachable() -> frozenset[str]:
    """The states in which a case can stand whose injured person nobody has identified."""
    found, to_see = set[str](), {NEW}
    while to_see:
        state = to_see.pop()
        found.add(state)
        moves = [move for move in CLAIM.moves if state in move.sources and open_to_the_unidentified(move)]
        to_see |= {enters(move, state) for move in moves} - found
    return frozenset(found - {NEW})


def test_nothing_is_decided_for_whom_nobody_has_seen() -> None:
    decided = {"investigating", "deciding", "confirmed", "not_confirmed", "not_accepted", "settling", "settled"}
    assert not decided & reachable()


@pytest.mark.parametrize("state", sorted(reachable()))
def test_from_every_state_there_is_a_way_on(state: str) -> None:
    ended = {*FINAL, *ENDED, "closed"}
    assert CLAIM.rows("identify", state) or state in ended
    if state not in ended:
        assert any(enters(move, state) in ended for move in CLAIM.moves
                   if state in move.sources and open_to_the_unidentified(move))  # fmt: skip


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with reporting_room(tmp_path) as made:
        report(made.browser())
        yield made


def proposed_late(room: Room) -> Outcome:
    today = room.desk.today()
    data = {**LATE, "received_on": today.isoformat()}
    return act(room.desk, "intake1", str(room.world.one("claim")["no"]), "apply_late", today, data)


def test_a_late_application_waits_for_the_card_and_goes_on_with_it(room: Room) -> None:
    room.world.moment += timedelta(days=120)
    no, refused = str(room.world.one("claim")["no"]), proposed_late(room)
    assert not refused.done
    assert "身份还没有核实" in "".join(one.message() for one in refused.refusals)
    assert room.world.one("claim")["state"] == "reported"
    assert card_seen(room.desk, no, "王一鸣", "500151199001010003").done
    assert proposed_late(room).done
    draft = str(room.world.one("approval")["id"])
    assert act(room.desk, "approver1", draft, "approve", room.desk.today(), {}).done
    accepted = {"criterion": "2021-10-1-1", "diagnosis": "骨折"}
    assert act(room.desk, "intake1", no, "accept", room.desk.today(), accepted).done
    assert "身份证号后 4 位" in said(sign_in(room.browser()))
