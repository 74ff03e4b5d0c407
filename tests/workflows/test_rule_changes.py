"""The bureau confirms or publishes a value of the law: two persons, a paper, a day ahead; what was decided before stays."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import DBAPIError

from claims.errors import BadInput, ClaimsError, Refused
from claims.rules import load_rules
from tests.support.handed_in import pdf
from tests.support.world import World
from workflows.checks.law import changes_are_of_two_persons
from workflows.checks.stored import Stored
from workflows.present_law import with_present_law
from workflows.rule_answers import apply, withdraw
from workflows.rule_documents import Paper, document_of
from workflows.rule_proposals import NewValue, propose_confirmation, propose_value

TODAY = date(2024, 10, 10)
NORM = "limits.service_norm.acceptance_check"
NORM_VERSION = f"{NORM}@chongqing:2022-07-01"
WAGE = "wages.private_average"
SOURCE = "铜人社发〔2024〕99号（合成）"


def paper() -> Paper:
    return Paper("通知.pdf", pdf())


def confirm(world: World, version: str = NORM_VERSION, by: str = "chief1") -> int:
    return propose_confirmation(world.desk, by, version, SOURCE, paper())


def set_value(world: World, key: str, typed: str, on: date, **days: date) -> int:
    return propose_value(world.desk, "chief1", NewValue(key, typed, on, **days), SOURCE, paper())


def test_a_confirmed_value_is_marked_no_more_and_keeps_its_number(world: World) -> None:
    number = confirm(world)
    assert with_present_law(world.desk) is world.desk
    apply(world.desk, "leader1", number)
    value = with_present_law(world.desk).rules.at(NORM, TODAY)
    assert (value.value, value.unconfirmed, value.document) == (3, False, SOURCE)
    assert load_rules("重庆").at(NORM, TODAY).unconfirmed
    apply(world.desk, "leader1", number)
    assert [row["step"] for row in world.rows("rule_change")] == ["proposed", "applied"]
    with pytest.raises(Refused, match="不是待核的值"):
        confirm(world)


def test_nobody_applies_what_the_same_person_proposed(world: World) -> None:
    number = confirm(world)
    world.execute("UPDATE account SET id_index = (SELECT id_index FROM account WHERE username = 'chief1') "
                  "WHERE username = 'leader1'")  # fmt: skip
    for username in ("chief1", "leader1", "admin1", "intake1", "auditor1", "nobody"):
        with pytest.raises(Refused):
            apply(world.desk, username, number)
    for username in ("intake1", "approver1", "leader1"):
        with pytest.raises(Refused, match="没有改参数"):
            confirm(world, by=username)
    assert with_present_law(world.desk) is world.desk


def test_a_new_value_begins_ahead_and_the_old_one_ends_the_day_before(world: World) -> None:
    for begun in (TODAY, date(2023, 1, 1)):
        with pytest.raises(Refused, match="不晚于今天"):
            set_value(world, NORM, "2", begun)
    apply(world.desk, "leader1", set_value(world, NORM, "2", date(2024, 11, 1)))
    rules = with_present_law(world.desk).rules
    assert [rules.at(NORM, day).value for day in (TODAY, date(2024, 10, 31), date(2024, 11, 1))] == [3, 3, 2]
    old = rules.at(NORM, TODAY)
    assert (old.effective_to, old.version, old.unconfirmed) == (date(2024, 10, 31), NORM_VERSION, True)
    with pytest.raises(Refused, match="重叠"):
        set_value(world, NORM, "1", date(2024, 10, 20))
    apply(world.desk, "leader1", set_value(world, NORM, "1", date(2024, 10, 20), effective_to=date(2024, 10, 31)))
    rules = with_present_law(world.desk).rules
    assert [rules.at(NORM, date(2024, month, day)).value for month, day in ((10, 19), (10, 25), (11, 2))] == [3, 1, 2]


def test_a_day_that_passed_while_the_proposal_waited_is_a_day_no_more(world: World) -> None:
    number = set_value(world, NORM, "2", date(2024, 10, 11))
    world.moment = datetime(2024, 10, 11, 4, tzinfo=UTC)
    with pytest.raises(Refused, match="不晚于今天"):
        apply(world.desk, "leader1", number)


def test_a_figure_nobody_knew_serves_its_year_from_the_day_it_was_applied(world: World) -> None:
    world.moment = datetime(2026, 6, 1, 4, tzinfo=UTC)
    year = {"published_on": date(2026, 5, 20)}
    with pytest.raises(Refused, match="1 月 1 日"):
        set_value(world, WAGE, "66,000.00", date(2026, 2, 1), **year)
    with pytest.raises(Refused, match="公布日期"):
        set_value(world, WAGE, "66000.00", date(2026, 1, 1))
    with pytest.raises(Refused, match="不晚于今天"):
        set_value(world, WAGE, "66000.00", date(2025, 1, 1), **year)
    apply(world.desk, "leader1", set_value(world, WAGE, "66,000.00", date(2026, 1, 1), **year))
    rules = with_present_law(world.desk).rules
    value = rules.at(WAGE, date(2026, 3, 3))
    assert (value.value, value.year, value.effective_to) == (6_600_000, 2025, date(2026, 12, 31))
    with pytest.raises(ClaimsError, match="还没有公布"):
        rules.at(WAGE, date(2026, 3, 3), date(2026, 5, 31))
    assert rules.at(WAGE, date(2025, 3, 3)) == load_rules("重庆").at(WAGE, date(2025, 3, 3))


@pytest.mark.parametrize(
    ("key", "typed"), [("limits.acceptance_check", "3"), ("limits.confirmation", "20"), ("audit.published", "41")]
)
def test_what_the_law_fixes_is_not_for_the_bureau_to_set(world: World, key: str, typed: str) -> None:
    with pytest.raises(ClaimsError):
        set_value(world, key, typed, date(2024, 12, 1))
    assert world.rows("rule_change") == []


@pytest.mark.parametrize("typed", ["", "三", "2.5", "-1", "1e3", "99999999999"])
def test_a_value_that_does_not_fit_its_unit_is_named(world: World, typed: str) -> None:
    with pytest.raises(BadInput, match="受理审查承诺"):
        set_value(world, NORM, typed, date(2024, 12, 1))


def test_a_change_waits_alone_and_can_be_taken_away_once(world: World) -> None:
    number = confirm(world)
    with pytest.raises(Refused, match=f"第 {number} 号"):
        set_value(world, NORM, "2", date(2024, 12, 1))
    withdraw(world.desk, "admin1", number)
    withdraw(world.desk, "admin1", number)
    with pytest.raises(Refused, match="办理过了"):
        apply(world.desk, "leader1", number)
    assert confirm(world) == number + 2


def test_a_paper_must_be_a_paper(world: World) -> None:
    for content in (b"", b"<html>", b"MZ\x90"):
        with pytest.raises(BadInput):
            propose_confirmation(world.desk, "chief1", NORM_VERSION, SOURCE, Paper("a.pdf", content))
    with pytest.raises(BadInput, match="文号"):
        propose_confirmation(world.desk, "chief1", NORM_VERSION, "  ", paper())
    number = confirm(world)
    (row,) = world.rows("rule_change", seq=number)
    found = document_of(world.desk, row["document"])
    assert found is not None
    assert (found[1], found[0]["name"]) == (paper().content, "通知.pdf")


def test_a_confirmation_does_not_pass_to_another_number(world: World) -> None:
    apply(world.desk, "leader1", confirm(world))
    content = json.loads(world.rows("rule_change")[0]["content"])
    assert content["value"] == 3
    world.execute("DROP TRIGGER rule_change_no_update")
    world.execute("UPDATE rule_change SET content = replace(content, '\"value\":3', '\"value\":4')")
    assert with_present_law(world.desk).rules.at(NORM, TODAY).unconfirmed
    assert len(list(changes_are_of_two_persons(Stored(world.desk)))) > 0


def two_apply(world: World) -> None:
    number = confirm(world)

    def one(username: str) -> bool:
        apply(world.desk, username, number)
        return True

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(one, ["leader1", "leader1"])) == [True, True]
    assert [row["step"] for row in world.rows("rule_change")] == ["proposed", "applied"]
    assert list(changes_are_of_two_persons(Stored(world.desk))) == []


def test_two_who_apply_at_once_apply_once(world: World) -> None:
    two_apply(world)


def test_two_who_apply_at_once_apply_once_on_postgresql(pg_world: World) -> None:
    two_apply(pg_world)


def test_a_step_stays_as_it_was_written(world: World) -> None:
    confirm(world)
    for statement in (
        "UPDATE rule_change SET actor = 'leader1'",
        "DELETE FROM rule_change",
        "DELETE FROM rule_document",
    ):
        with pytest.raises(DBAPIError, match="append only"):
            world.execute(statement)
