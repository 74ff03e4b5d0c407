"""Each guard of each row, broken alone, refuses by its own name; so does each datum that lacks, and each common right."""

from __future__ import annotations

from datetime import date

import pytest

import tests.support.breakers.of_appraisal
import tests.support.breakers.of_approval
import tests.support.breakers.of_call_back
import tests.support.breakers.of_claim
import tests.support.breakers.of_claim_closing
import tests.support.breakers.of_dispute
import tests.support.breakers.of_instalment
import tests.support.breakers.of_missing
import tests.support.breakers.of_money
import tests.support.breakers.of_phone
import tests.support.breakers.of_platform_support
import tests.support.breakers.of_recourse
import tests.support.breakers.of_recovery
import tests.support.breakers.of_relatives
import tests.support.breakers.of_service  # noqa: F401 (these modules fill the table of breakers)
from claims.errors import words
from tests.support.breakers.breaking import BREAKERS, TOMORROW, YESTERDAY
from tests.support.fixtures.approvals import approval
from tests.support.fixtures.making import every_row, make_ready, row_name
from tests.support.fixtures.ready import fire
from tests.support.world import TODAY, World
from workflows.guards import GUARDS
from workflows.machines import MACHINES
from workflows.machines.approval import STEPS
from workflows.roles import Role
from workflows.table import Field, Move

ROWS = every_row()
# What people read by its name.
CODES = {*Role, *STEPS, *(state for machine in MACHINES.values() for state in machine.states)}
# From this state the guard says nothing that could be broken: a report loses nothing when it is merged.
VACUOUS = {("merge", "reported", "survivor_further")}
# What a guard asks of everybody but these: a platform's application waits for nobody's ID card.
EXEMPT = {("apply", Role.PLATFORM, "applicant_identified")}
GUARDED = [
    (*row, guard)
    for row in ROWS
    for guard in row[1].guards
    if (row[1].trigger, row[2], guard) not in VACUOUS and (row[1].trigger, row[3], guard) not in EXEMPT
]
PARTIES = (Role.RIDER, Role.PLATFORM)
BY_OFFICERS = [row for row in ROWS if row[3] not in (*PARTIES, Role.SYSTEM)]
BY_PARTIES = [row for row in ROWS if row[3] in PARTIES]


def _filled(rows: list[tuple[str, Move, str, Role]]) -> list[tuple[str, Move, str, Role, Field]]:
    """Every datum of every row, tried once: from the first state, by an officer or the system."""
    first = {(machine, id(move)): (machine, move, source, role) for machine, move, source, role in reversed(rows)}
    return [
        (machine, move, source, move.who[-1], field)
        for machine, move, source, _ in first.values()
        for field in move.needs
    ]


DATA = _filled(ROWS)
APPROVED = [row for row in ROWS if row[1].approval]


@pytest.mark.parametrize(
    ("machine", "move", "source", "role", "guard"), GUARDED, ids=[f"{row_name(*g[:4])}-{g[4]}" for g in GUARDED]
)
def test_a_guard_broken_alone_is_the_only_one_named(
    world: World, machine: str, move: Move, source: str, role: Role, guard: str
) -> None:
    ready = make_ready(world, machine, move, source, role)
    BREAKERS[guard](ready)
    fired = ready.fire()
    assert not fired.done
    assert fired.codes == [guard]
    facts = fired.refusals[0][1]
    assert words(guard, **facts)
    assert not CODES & {part for fact in facts.values() for part in str(fact).split("、")}


@pytest.mark.parametrize(
    ("machine", "move", "source", "role", "field"), DATA, ids=[f"{row_name(*d[:4])}-{d[4].name}" for d in DATA]
)
def test_a_datum_that_lacks_or_cannot_be_read_is_named(
    world: World, machine: str, move: Move, source: str, role: Role, field: Field
) -> None:
    ready = make_ready(world, machine, move, source, role)
    ready.data.pop(field.name, None)
    without = ready.signing() if move.approval else ready.command(key="without")
    ready.data.update({field.name: {"not": "this"}})
    unreadable = ready.signing() if move.approval else ready.command(key="unreadable")
    ready.save()
    if not field.optional and not is_branch(move, field):
        lacking = fire(world, without)
        assert (lacking.done, lacking.codes) == (False, ["bad_datum"])
        assert f"缺少{field.label}（{field.name}）" in lacking.refusals[0][1]["fault"]
    bad = fire(world, unreadable)
    assert (bad.done, set(bad.codes)) == (False, {"no_branch"} if is_branch(move, field) else {"bad_datum"})
    if not is_branch(move, field):
        assert any(f"{field.label}（{field.name}）读不懂" in facts["fault"] for _, facts in bad.refusals)


def is_branch(move: Move, field: Field) -> bool:
    """The datum that chooses among the rows of a trigger: without it none of them applies."""
    return (move.trigger, field.name) == ("resolve", "result")


FIRST = list({(row[0], id(row[1])): row for row in ROWS}.values())


@pytest.mark.parametrize(("machine", "move", "source", "role"), FIRST, ids=[row_name(*row) for row in FIRST])
def test_a_datum_that_nobody_asked_for_is_named(
    world: World, machine: str, move: Move, source: str, role: Role
) -> None:
    ready = make_ready(world, machine, move, source, role)
    ready.data.update(shoe_size=43)
    fired = ready.fire()
    assert (fired.done, fired.codes) == (False, ["bad_datum"])
    assert fired.refusals[0][1]["fault"] == "不认识的数据项：shoe_size"


@pytest.mark.parametrize(("machine", "move", "source", "role"), FIRST, ids=[row_name(*row) for row in FIRST])
def test_who_holds_another_post_is_refused(world: World, machine: str, move: Move, source: str, role: Role) -> None:
    ready = make_ready(world, machine, move, source, role)
    ready.save()
    fired = fire(world, ready.command(actor="auditor1"))
    assert (fired.done, fired.codes) == (False, ["needs_approval" if move.approval else "wrong_role"])


@pytest.mark.parametrize(("machine", "move", "source", "role"), FIRST, ids=[row_name(*row) for row in FIRST])
def test_who_held_the_post_until_yesterday_is_refused(
    world: World, machine: str, move: Move, source: str, role: Role
) -> None:
    ready = make_ready(world, machine, move, source, role)
    command = ready.signing() if move.approval else ready.command()
    if command.actor == "system":
        command = ready.command(actor="auditor1")
    ready.save()
    world.execute("UPDATE post SET valid_to = '2024-10-09' WHERE username = ?", command.actor)
    fired = fire(world, command)
    assert (fired.done, fired.codes) == (False, ["wrong_role" if ready.target == "new" else "no_post"])


@pytest.mark.parametrize(("machine", "move", "source", "role"), BY_OFFICERS, ids=[row_name(*r) for r in BY_OFFICERS])
def test_an_officer_does_not_act_on_his_own_case_nor_where_he_stepped_back(
    world: World, machine: str, move: Move, source: str, role: Role
) -> None:
    ready = make_ready(world, machine, move, source, role)
    ready.save()
    world.execute("UPDATE account SET id_index = 'index-P000001' WHERE username = ?", ready.actor)
    if ready.target == "new":
        own = fire(world, ready.command())
        assert (own.done, own.codes) == (False, ["own_case"])
        return
    world.execute(
        "INSERT INTO recusal (claim_no, username, reason, recorded_at) VALUES (?, ?, 'r', 't')",
        ready.case.no,
        ready.actor,
    )
    both = fire(world, ready.command(key="k2"))
    assert (both.done, both.codes) == (False, ["own_case", "recused"])


@pytest.mark.parametrize(("machine", "move", "source", "role"), BY_PARTIES, ids=[row_name(*r) for r in BY_PARTIES])
def test_a_party_finds_no_case_but_its_own(world: World, machine: str, move: Move, source: str, role: Role) -> None:
    ready = make_ready(world, machine, move, source, role)
    ready.save()
    stranger = "rider3" if role is Role.RIDER else "platform2"
    fired = fire(world, ready.command(actor=stranger))
    assert (fired.done, fired.codes) == (False, ["not_your_case"])


@pytest.mark.parametrize(("machine", "move", "source", "role"), ROWS, ids=[row_name(*row) for row in ROWS])
def test_nothing_happens_in_the_future_nor_before_what_happened_last(
    world: World, machine: str, move: Move, source: str, role: Role
) -> None:
    ready = make_ready(world, machine, move, source, role)
    ready.case.claim.update(last_occurred_on=TODAY)
    ready.day = TOMORROW
    later = ready.signing() if move.approval else ready.command(key="later")
    ready.save()
    ahead = fire(world, later)
    assert (ahead.done, ahead.codes) == (False, ["in_the_future"])
    if role is not Role.SYSTEM and not move.any_day and ready.target != "new":
        behind = fire(world, ready.command(key="earlier", occurred_on=YESTERDAY))
        assert (behind.done, behind.codes) == (False, ["before_last_event"])


def test_a_late_entry_that_was_permitted_is_made_before_what_happened_last(world: World) -> None:
    row = next(row for row in ROWS if (row[0], row[1].trigger, row[3]) == ("claim", "receive_data", Role.INTAKE))
    ready = make_ready(world, *row)
    ready.case.claim.update(last_occurred_on=TODAY)
    permitted = {"act": "receive_data", "day": YESTERDAY, "reason": "补录"}
    allowed = MACHINES["claim"].rows_of("permit_late_entry")[0]
    approval(ready.case, "approved", "permit_late_entry", ready.case.no, permitted, move=allowed)
    ready.save()
    day_before = fire(world, ready.command(key="other day", occurred_on=date(2024, 10, 8)))
    assert day_before.codes == ["before_last_event"]
    another_act = fire(world, ready.command(key="other act", trigger="report_done", occurred_on=YESTERDAY))
    assert another_act.codes == ["before_last_event"]
    assert fire(world, ready.command(occurred_on=YESTERDAY)).done


@pytest.mark.parametrize(("machine", "move", "source", "role"), APPROVED, ids=[row_name(*row) for row in APPROVED])
def test_the_system_makes_no_move_that_needs_an_approval_by_itself(
    world: World, machine: str, move: Move, source: str, role: Role
) -> None:
    ready = make_ready(world, machine, move, source, role)
    ready.save()
    fired = fire(world, ready.command(actor="system"))
    assert (fired.done, fired.codes) == (False, ["needs_approval"])


def test_every_guard_has_a_breaker_and_every_breaker_a_guard() -> None:
    asked = {guard for _, move, _, _ in ROWS for guard in move.guards}
    assert set(BREAKERS) == asked <= set(GUARDS)
