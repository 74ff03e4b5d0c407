"""A value that the bureau has confirmed is marked nowhere any more, also in what was worked out before; the stored line stays."""

from __future__ import annotations

import json

import pytest

from claims.store.rows import Row, select_one
from tests.support.handed_in import pdf
from tests.support.payroll import Payroll
from tests.support.world import INJURED, World
from workflows.award_sheet import sheet
from workflows.citations import unmarked
from workflows.present_law import with_present_law
from workflows.rider_money import own_money
from workflows.rule_answers import apply
from workflows.rule_documents import Paper
from workflows.rule_proposals import propose_confirmation
from workflows.showing import case_view
from workflows.transaction import Desk, reading
from workflows.workings import working_of

START = "monthly.allowance_start"
SOURCE = "铜人社发〔2024〕99号（合成）"


@pytest.fixture
def payroll(world: World) -> Payroll:
    """An allowance of the second grade, some of whose values are not confirmed."""
    made = Payroll(world, grade=2, care_level="none")
    made.award("disability_allowance", "2024-10-10")
    return made


def confirmed(world: World, versions: list[str]) -> Desk:
    """The desk when two persons have confirmed these values."""
    for version in versions:
        apply(
            world.desk, "leader1", propose_confirmation(world.desk, "chief1", version, SOURCE, Paper("通知.pdf", pdf()))
        )
    return with_present_law(world.desk)


def open_values(world: World, item: Row) -> list[str]:
    """The values behind the item that are still to be confirmed."""
    used = json.loads(item["parameters"])["values"]
    start = world.desk.rules.at(START, item["drafted_on"]).version
    return [one.version for one in world.desk.rules.values() if one.unconfirmed and one.version in (*used, start)]


def test_the_mark_leaves_each_line_with_its_value_and_the_stored_line_keeps_it(payroll: Payroll) -> None:
    world = payroll.world
    (item,) = world.rows("award_item")
    before, stored = working_of(world.desk.rules, item), json.loads(item["explanation"])["lines"]
    assert list(before.lines) == stored
    assert before.unconfirmed
    versions = open_values(world, item)
    start = [one for one in versions if one.startswith(START)]
    first = working_of(confirmed(world, start).rules, item)
    changed = [line for line in stored if line not in first.lines]
    assert [("按月支付" in line, "待核" in line) for line in changed] == [(True, True)]
    assert first.unconfirmed
    last = working_of(confirmed(world, [one for one in versions if one not in start]).rules, item)
    assert (list(last.lines), last.unconfirmed) == ([unmarked(line) for line in stored], False)
    assert json.loads(world.one("award_item")["explanation"])["lines"] == stored


def test_no_page_of_the_award_shows_the_mark_any_more(payroll: Payroll) -> None:
    world = payroll.world
    (item,) = world.rows("award_item")
    desk = confirmed(world, open_values(world, item))
    claim = world.one("claim", no=payroll.no)
    (line,) = sheet(desk, claim).awards
    with reading(desk) as connection:
        own = own_money(connection, desk.rules, select_one(connection, "claim", no=payroll.no) or {}, INJURED)
    (shown,) = case_view(desk, payroll.no)["items"]
    assert not line.unconfirmed
    assert not own.items[0].line.unconfirmed
    for lines in (line.lines, own.items[0].line.lines, shown["explanation"]["lines"]):
        assert lines
        assert not any("待核" in one for one in lines)


def test_a_line_that_the_rules_do_not_give_any_more_stays_as_it_was_stored(payroll: Payroll) -> None:
    (item,) = payroll.world.rows("award_item")
    told = json.loads(item["explanation"])
    other = {**item, "explanation": json.dumps({**told, "lines": ["从前的一行（待核）", *told["lines"]]})}
    assert working_of(payroll.world.desk.rules, other).lines[0] == "从前的一行（待核）"
    gone = {**item, "code": "survivor_pension"}
    assert working_of(payroll.world.desk.rules, gone).lines == tuple(told["lines"])


def test_what_a_paper_ordered_is_as_sure_as_the_sum_before_it(payroll: Payroll) -> None:
    world = payroll.world
    (item,) = world.rows("award_item")
    adjustment = {"kind": "percent", "value": 450, "document": "合成1号"}
    newer = payroll.drafted(
        "disability_allowance", "2024-12-16", replaces=item["id"], from_month="2025-01", adjustment=[adjustment]
    )
    assert working_of(world.desk.rules, payroll.item(newer)).unconfirmed
    desk = confirmed(world, open_values(world, item))
    assert not working_of(desk.rules, payroll.item(newer)).unconfirmed
