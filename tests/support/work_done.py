"""What must be there when the work is done: every rung once, every letter whole, every effect done."""

from __future__ import annotations

from collections import Counter
from datetime import date
from hashlib import sha256

from claims.calendar import Period, Unit
from claims.ladder import Measured, ladder, rung_days
from notifications.kinds import letter_kind
from tests.support.world import World
from workflows.clock_rules import CLOCK_RULES
from workflows.letter_files import letter_path

Claimed = Counter[tuple[str, int, str]]


def claimed(world: World) -> Claimed:
    """How often each rung of each clock was claimed."""
    return Counter((row["clock_id"], row["generation"], row["rung"]) for row in world.rows("rung"))


def expected_rungs(world: World, day: date) -> Claimed:
    """Every rung that the ladder of a running clock has reached by `day`, once; derived here from the law's own ladder."""
    rules, calendar = world.desk.rules, world.desk.calendar
    expected: Claimed = Counter()
    for row in world.rows("clock", state="running"):
        period = Period(row["amount"], Unit(row["unit"]))
        measured = Measured(row["started_on"], period, (), row["due_on"], row["target_on"])
        rungs = ladder(rules, CLOCK_RULES[row["code"]].ladder, row["started_on"])
        for on, rung in rung_days(rungs, measured, calendar):
            if on <= day:
                expected[row["id"], row["generation"], rung.code] += 1
    return expected


def check_letters(world: World) -> int:
    """Every letter is there once, whole, with the hash that was kept; nothing else lies beside them. Returns how many."""
    letters = world.rows("letter")
    for letter in letters:
        made = world.rows("letter_file", letter_id=letter["id"])
        assert [row["variant"] for row in made] == list(letter_kind(letter["kind"]).variants)
        for row in made:
            assert letter["state"] == ("signed" if row["signed_sha256"] else "rendered")
            content = letter_path(world.desk.var_dir, letter, row["variant"]).read_bytes()
            assert sha256(content).hexdigest() == (row["signed_sha256"] or row["unsigned_sha256"])
    files = [path for path in (world.desk.var_dir / "letters").rglob("*") if path.is_file()]
    assert [path.name for path in files if path.name.startswith(".")] == []
    assert {letter_path(world.desk.var_dir, letter) for letter in letters} <= set(files)
    return len(letters)


def check_effects(world: World) -> None:
    """Every effect is done, none is set aside, none in doubt."""
    assert Counter((row["state"], row["last_error"]) for row in world.rows("outbox")).keys() == {("done", None)}
    assert world.rows("stuck") == []
