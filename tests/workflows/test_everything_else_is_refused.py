"""What no table allows is refused, for every machine, state, trigger and role, and changes no row but attempt and key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from claims.store.rows import Row
from tests.support.casebook import Case
from tests.support.fixtures.making import base
from tests.support.fixtures.ready import default_data
from tests.support.world import ACTOR_OF, TODAY, World
from workflows.advance import advance
from workflows.command import Command, Outcome
from workflows.machines import MACHINES
from workflows.roles import Role
from workflows.table import NEW, Table

PLACES = [(machine, state) for machine, table in MACHINES.items() for state in (NEW, *table.states)]
NO_TRIGGER = "abracadabra"


def refused_here(table: Table, state: str) -> Iterator[tuple[str, Role, str]]:
    """Every trigger and role that no row joins in this state, with the code of the refusal."""
    for trigger in (*table.triggers, NO_TRIGGER):
        rows = table.rows(trigger, state)
        approved = any(row.approval for row in rows)
        allowed = {role for row in rows if not row.approval for role in row.who}
        for role in Role:
            if trigger == NO_TRIGGER:
                yield trigger, role, "unknown_trigger"
            elif not rows:
                yield trigger, role, "no_such_move"
            elif role not in allowed:
                yield trigger, role, "needs_approval" if approved else "wrong_role"


def target_of(case: Case, table: Table, subject: Row | None) -> str:
    if subject is not None:
        return str(subject["no" if table.name == "claim" else "id"])
    return NEW if table.name == "claim" else f"{case.no}/{table.short}"


def attempt(world: World, table: Table, target: str, trigger: str, role: Role, version: int) -> Outcome:
    rows = table.rows_of(trigger)
    data = default_data(rows[0]) if rows else {}
    return advance(world.desk, Command(target, trigger, ACTOR_OF[role], TODAY, f"{trigger} {role}", version, data))


@pytest.mark.parametrize(("machine", "state"), PLACES, ids=[f"{machine}-{state}" for machine, state in PLACES])
def test_what_no_row_allows_is_refused_and_changes_nothing(world: World, machine: str, state: str) -> None:
    table = MACHINES[machine]
    case, subject = base(world, machine, state)
    case.save()
    target, version = target_of(case, table, subject), int(subject["version"]) if subject is not None else 0
    before = world.digest()
    tried = list(refused_here(table, state))
    for trigger, role, code in tried:
        outcome = attempt(world, table, target, trigger, role, version)
        said = [refusal.code for refusal in outcome.refusals]
        assert (outcome.done, said) == (False, [code]), f"{trigger} by {role}"
    after = world.digest()
    assert [name for name in before if before[name] != after[name]] == []
    assert len(world.rows("attempt")) == len(world.rows("command_key")) == len(tried)


def test_the_whole_product_is_tried() -> None:
    """Allowed and refused together are every combination there is."""
    for table in MACHINES.values():
        for state in (NEW, *table.states):
            refused = {(trigger, role) for trigger, role, _ in refused_here(table, state)}
            allowed = {
                (move.trigger, role)
                for move in table.moves
                if state in move.sources and not move.approval
                for role in move.who
            }
            whole = {(trigger, role) for trigger in (*table.triggers, NO_TRIGGER) for role in Role}
            assert refused | allowed == whole
            assert not refused & allowed


def test_each_refusal_says_in_chinese_what_to_do(world: World) -> None:
    case, subject = base(world, "payment", "sent")
    case.save()
    target = target_of(case, MACHINES["payment"], subject)
    outcome = attempt(world, MACHINES["payment"], target, "release", Role.CASHIER, 3)
    assert [refusal.message() for refusal in outcome.refusals] == [
        "支付现在的状态是“已送银行”，不能办理“放款”。请用 claims moves 查看现在可以办理的事项。"
    ]


@pytest.mark.parametrize("stranger", ["rider3", "platform2"])
@pytest.mark.parametrize("machine", MACHINES)
def test_a_party_of_another_case_learns_nothing_of_this_one(world: World, machine: str, stranger: str) -> None:
    """Neither its state nor its version shows in the answer, whatever is asked."""
    table = MACHINES[machine]
    case, subject = base(world, machine, next(iter(table.states)))
    case.save()
    target = target_of(case, table, subject)
    for place, trigger in enumerate((*table.triggers, NO_TRIGGER)):
        outcome = advance(world.desk, Command(target, trigger, stranger, TODAY, f"{place}", 999, {}))
        assert [(refusal.code, refusal.facts) for refusal in outcome.refusals] == [("not_your_case", {})]
