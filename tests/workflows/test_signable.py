"""The list of drafts asks of all what the guards of signing ask of one: for every draft and everybody both say the same."""

from __future__ import annotations

from tests.support.casebook import Case
from tests.support.fixtures.approvals import APPROVERS, approval, sign, votes
from tests.support.fixtures.of_approval import ACTS, CONFIRM
from tests.support.fixtures.standing import bank_line, item, payment, standing
from tests.support.fixtures.values import data_for
from tests.support.world import World
from workflows.inbox import inbox
from workflows.inbox_drafts import SIGNING
from workflows.machines import MACHINES
from workflows.moves import choices_on, look
from workflows.proposals import act_rows, stored_targets
from workflows.transaction import reading

BIG_FEN = 50_000_000_000
SPLIT = (("agree", "agree", "disagree"), ("agree", "disagree", "disagree"))


def put(world: World, place: int, state: str, **columns: object) -> Case:
    """A case with a draft of its confirmation in this state."""
    case = standing(world, "deciding", f"TL-2024-{place:06d}")
    approval(case, state, "confirm", case.no, CONFIRM).update(columns)
    return case


def drafts(world: World) -> None:
    """Drafts in every undecided state, of each number of levels, beyond a limit, with a panel that has voted or has not."""
    places = iter(range(1, 100))
    cases = [
        put(world, next(places), state, levels=levels) for state in ("drafted", "reviewed") for levels in (1, 2, 3)
    ]
    cases += [put(world, next(places), "reviewed", amount_fen=fen) for fen in (0, 5_000, BIG_FEN)]
    cases.append(put(world, next(places), "reviewed", panel_required=True))
    for verdicts in SPLIT:
        cases.append(put(world, next(places), "panel"))
        votes(cases[-1], cases[-1].of("approval")[0], *verdicts)
    cases.append(put(world, next(places), "panel"))
    sign(cases[-1], cases[-1].of("approval")[0], "vote", APPROVERS[0])
    cases.append(put(world, next(places), "panel"))
    cases.append(put(world, next(places), "drafted"))
    cases[-1].add("recusal", claim_no=cases[-1].no, username="reviewer1", reason="recused", recorded_at="x")
    for state, act in ACTS.values():
        case = standing(world, state, f"TL-2024-{next(places):06d}")
        move = next(
            one for machine in MACHINES.values() for one in machine.moves if one.trigger == act and one.approval
        )
        if act not in ("extend", "note_overpaid"):
            approval(case, "returned", act, case.no, data_for(move.needs))
            cases.append(case)
    paid = standing(world, "settling", f"TL-2024-{next(places):06d}")
    row = payment(paid, "paid", item(paid, "discharged"))
    line = bank_line(paid, row, "doubled")
    approval(paid, "returned", "note_overpaid", row["id"], {"line": line["id"]})
    for case in [*cases, paid]:
        case.save()


def judged(world: World, username: str) -> set[tuple[str, str]]:
    """The drafts that the guards let somebody sign, or draft anew where his post puts the act forward, and by which move."""
    found = set()
    with reading(world.desk) as connection:
        for row in world.rows("approval"):
            viewer = look(world.desk, connection, username, row["claim_no"])
            allowed = {one.move.trigger for one in choices_on(viewer, MACHINES["approval"], row) if one.allowed}
            acts = act_rows(viewer.file, row["act"], stored_targets(row))
            if not any(viewer.actor.roles & set(move.proposers) for move in acts):
                allowed.discard("redraft")
            found |= {(row["id"], trigger) for trigger in allowed & SIGNING}
    return found


def test_the_list_and_the_guards_say_the_same(bureau: World) -> None:
    drafts(bureau)
    some = 0
    for row in bureau.rows("account"):
        if str(row["username"]).startswith(("rider", "platform", "admin")):
            continue
        listed = {
            (one.target, move)
            for one in inbox(bureau.desk, row["username"])
            if one.what.startswith("审批：")
            for move in one.moves
            if move in SIGNING
        }
        assert listed == judged(bureau, row["username"]), row["username"]
        some += len(listed)
    assert some > 20
