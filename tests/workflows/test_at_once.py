"""Two officers at the same instant: exactly one wins, nothing is lost or done twice, on SQLite and on PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest

from claims.calendar import load_calendar
from claims.errors import ClaimsError
from claims.rules import load_rules
from tests.support.at_once import at_once, forking, said
from tests.support.faults_injected import injecting
from tests.support.fixtures.approvals import approval
from tests.support.fixtures.making import make_ready
from tests.support.fixtures.standing import item, standing
from tests.support.fixtures.values import data_for
from tests.support.invariants import WRITTEN_TOO, faults
from tests.support.keys import keyed_engine
from tests.support.world import NOON, PROVINCE, TODAY, World
from tests.workflows.test_nothing_half_done import SCENES, Scene, releases_two_payments
from workflows.advance import advance, advance_all
from workflows.command import Command, Outcome
from workflows.machines import MACHINES
from workflows.roles import Role
from workflows.transaction import Desk

PAIRS = 20
ACCEPT = data_for(MACHINES["claim"].rows("accept", "applied")[0].needs)
Result = Outcome | ClaimsError


def number(place: int) -> str:
    return f"TL-2024-{place:06d}"


def accepting(world: World, no: str, actor: str, key: str) -> Callable[[], Outcome]:
    return partial(advance, world.desk, Command(no, "accept", actor, TODAY, key, 3, ACCEPT))


def test_of_two_officers_who_act_on_one_page_exactly_one_wins(bureau: World) -> None:
    for place in range(PAIRS):
        case = standing(bureau, "applied", number(100 + place))
        case.claim.update(accident_on=date(2023, 1 + place % 12, 1 + place))
        case.save()
    results = [
        at_once([accepting(bureau, number(100 + place), actor, actor) for actor in ("intake1", "intake2")])
        for place in range(PAIRS)
    ]
    assert [sorted(map(said, pair)) for pair in results] == [["done", "stale_page"]] * PAIRS
    assert len(bureau.rows("event", trigger="accept")) == PAIRS
    assert faults(bureau, WRITTEN_TOO) == []


def test_a_key_sent_by_many_at_once_is_one_act_with_one_answer(bureau: World) -> None:
    standing(bureau, "applied").save()
    results = at_once([accepting(bureau, "TL-2024-000901", "intake1", "k1")] * 8)
    outcomes = [result for result in results if isinstance(result, Outcome)]
    assert len(outcomes) == 8
    assert len({(outcome.done, outcome.event_id, outcome.version) for outcome in outcomes}) == 1
    assert sum(not outcome.repeated for outcome in outcomes) == 1
    assert len(bureau.rows("event", trigger="accept")) == 1


def test_of_two_cases_of_one_accident_never_both_are_accepted(bureau: World) -> None:
    """One is being accepted while an application comes in on the other: whoever is first, they never both go on."""
    apply = data_for(MACHINES["claim"].rows("apply", "reported")[0].needs)
    for place in range(8):
        first, second = number(200 + 2 * place), number(201 + 2 * place)
        for no, state in ((first, "applied"), (second, "reported")):
            case = standing(bureau, state, no)
            case.claim.update(accident_on=date(2024, 9, 1 + 3 * place))
            case.save()
        asked = Command(second, "apply", "intake2", TODAY, "k", 3, apply)
        applying: Callable[[], Outcome] = partial(advance, bureau.desk, asked)
        accepted, applied = at_once([accepting(bureau, first, "intake1", "k"), applying])
        refused = advance(bureau.desk, Command(second, "accept", "intake2", TODAY, "later", 4, ACCEPT))
        assert said(applied) == "done"
        assert said(accepted) in ("done", "one_route")
        assert said(refused) == "one_route"


def test_two_cases_merged_into_each_other_leave_one(bureau: World) -> None:
    """Whoever comes second finds the other closed, or himself gone; a deadlock is tried again and never seen."""
    for place in range(3):
        names = number(300 + 2 * place), number(301 + 2 * place)
        for name in names:
            standing(bureau, "reported", name).save()
        merges = [Command(name, "merge", "intake1", TODAY, "k", 3, {"into": other}) for name, other in
                  (names, names[::-1])]  # fmt: skip
        both = sorted(said(result) for result in at_once([partial(advance, bureau.desk, one) for one in merges]))
        assert both[0] == "done"
        assert both[1] in ("stale_page", "survivor_open", "no_such_move")
        assert sorted(bureau.one("claim", no=name)["state"] for name in names) == ["merged", "reported"]


def test_two_awards_that_together_pass_the_limit_are_not_both_approved(bureau: World) -> None:
    case = standing(bureau, "settling")
    approve = MACHINES["award_item"].rows("approve", "allowed")[0]
    commands = []
    for code in ("medical", "travel"):
        award = item(case, "allowed", code=code, claimed_fen=80, allowed_fen=80, awarded_fen=80)
        row = approval(case, "drafted", "approve", award["id"], {}, move=approve)
        row.update(levels=2)
        seen = {"subject_hash": row["subject_hash"]}
        commands.append(Command(row["id"], "approve", "approver_small", TODAY, "k", row["version"], seen))
    case.save()
    both = at_once([partial(advance, bureau.desk, command) for command in commands])
    assert sorted(map(said, both)) == ["done", "within_limit"]
    assert bureau.one("claim", no=case.no)["approved_sum_fen"] == 80


def test_reports_at_once_get_numbers_without_gaps(bureau: World) -> None:
    ready = make_ready(bureau, "claim", MACHINES["claim"].moves[0], "new", Role.INTAKE)
    acts = [partial(advance, bureau.desk, ready.command(key=f"k{place}")) for place in range(8)]
    results = at_once(acts)
    assert [said(result) for result in results] == ["done"] * 8
    assert sorted(row["no"] for row in bureau.rows("claim")) == [number(place) for place in range(1, 9)]
    assert sorted(row["serial"] for row in bureau.rows("letter")) == list(range(1, 9))
    assert faults(bureau) == []


def test_a_batch_released_twice_at_once_leaves_once(bureau: World) -> None:
    first = releases_two_payments(bureau)
    second = [
        Command(one.target, "release", one.actor, TODAY, "other", one.expected_version, one.data) for one in first
    ]
    both = at_once([partial(advance_all, bureau.desk, commands) for commands in (first, second)])
    done = [result for result in both if isinstance(result, list) and all(outcome.done for outcome in result)]
    lost = [result for result in both if isinstance(result, ClaimsError)]
    assert (len(done), [reason.code for reason in lost]) == (1, ["stale_page"])
    assert len(bureau.rows("transfer", entry="released")) == 2


def race(url: str, folder: str, actor: str, numbers: list[str]) -> list[str]:
    """One process that accepts all cases in turn."""
    engine = keyed_engine(url)
    desk = Desk(engine, load_rules(PROVINCE), load_calendar(), Path(folder), now=lambda: NOON)
    told = []
    for no in numbers:
        try:
            told.append(said(advance(desk, Command(no, "accept", actor, TODAY, actor, 3, ACCEPT))))
        except ClaimsError as reason:
            told.append(reason.code)
    engine.dispose()
    return told


def test_of_two_processes_exactly_one_wins_each_case(bureau: World, tmp_path: Path) -> None:
    numbers = [number(400 + place) for place in range(12)]
    for place, no in enumerate(numbers):
        case = standing(bureau, "applied", no)
        case.claim.update(accident_on=date(2023, 1 + place % 12, 1 + place))
        case.save()
    url = bureau.engine.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(2, mp_context=forking()) as pool:
        runs = [pool.submit(race, url, str(tmp_path), actor, numbers) for actor in ("intake1", "intake2")]
        told = [run.result() for run in runs]
    assert [sorted(pair) for pair in zip(*told, strict=True)] == [["done", "stale_page"]] * len(numbers)


LOCKS = (
    ("key", re.compile(r"INSERT INTO command_key")),
    ("person", re.compile(r"FROM person\b(?! AS).*FOR UPDATE", re.DOTALL)),
    ("claim", re.compile(r"FROM claim\b.*FOR UPDATE", re.DOTALL)),
    ("batch", re.compile(r"FROM batch\b.*FOR UPDATE", re.DOTALL)),
    ("rows of the case", re.compile(r"(UPDATE|INSERT INTO) (claim|event|award_item|payment|approval|clock)\b")),
    ("series", re.compile(r"(UPDATE|INSERT INTO) series\b")),
    ("letters", re.compile(r"INSERT INTO (letter|letter_private|service|outbox)\b")),
)
ROWS, SERIES, LETTERS = "rows of the case", "series", "letters"
IN_ORDER = {
    "reports": ["key", "person", SERIES, ROWS, SERIES, LETTERS],  # the number of a new case, which nobody else can hold
    "accepts": ["key", "person", "claim", ROWS, SERIES, LETTERS],
    "confirms": ["key", "claim", ROWS, SERIES, LETTERS],
    "serves_an_award": ["key", "claim", ROWS],
    "the_bank_pays": ["key", "claim", ROWS, SERIES, LETTERS],
    "releases_two_payments": ["key", "claim", "batch", "key", "claim", "batch", ROWS],
}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_locks_are_taken_in_one_order_everywhere(pg_world: World, scene: Scene) -> None:
    """Key, person, claim, batch, then the rows of the case, and the number series last; letters after their numbers."""
    commands = scene(pg_world)
    with injecting(pg_world.engine) as watched:
        assert all(outcome.done for outcome in advance_all(pg_world.desk, commands))
        taken = [kind for statement in watched.statements for kind, lock in LOCKS if lock.search(statement)]
    assert [kind for kind, _ in groupby(taken)] == IN_ORDER[scene.__name__]


def test_cases_are_locked_in_the_order_of_their_numbers(pg_world: World) -> None:
    first, second = releases_two_payments(pg_world)
    with injecting(pg_world.engine) as watched:
        advance_all(pg_world.desk, [second, first])
    locked = [values["no"] for statement, values in watched.calls if LOCKS[2][1].search(statement)]
    assert locked == [first.target.partition("/")[0], second.target.partition("/")[0]] == sorted(locked)
