"""Samples are drawn by auditors, written down with their seed, and can be drawn again."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from claims.errors import BadInput, Refused
from claims.sampling import draw, population_hash
from tests.support.fixtures.standing import standing
from tests.support.world import World
from workflows.sampling import Asked, draw_sample, samples

CASES = 8
YEAR = (date(2024, 1, 1), date(2024, 12, 31))


@pytest.fixture
def payments(world: World) -> dict[str, int]:
    """The payments of some cases, with their sums."""
    for place in range(CASES):
        case = standing(world, "settled", f"TL-2024-{800 + place:06d}")
        case.of("payment")[0].update(amount_fen=(place + 1) * 1000)
        case.save()
    return {row["id"]: row["amount_fen"] for row in world.rows("payment")}


def test_a_sample_is_written_down_and_anybody_draws_it_again(world: World, payments: dict[str, int]) -> None:
    drawn = draw_sample(world.desk, "auditor1", Asked("payments", *YEAR, 3, "2024-秋"))
    assert drawn["drawn"] == draw(payments, "2024-秋", 3)
    kept = samples(world.desk)
    assert [row["drawn"] for row in kept] == [drawn["drawn"]]
    assert (kept[0]["drawn_by"], kept[0]["population"], kept[0]["size"]) == ("auditor1", "payments", 3)
    assert (kept[0]["population_count"], kept[0]["population_sha256"]) == (CASES, population_hash(payments))
    assert draw_sample(world.desk, "auditor1", Asked("payments", *YEAR, 3, "2024-秋"))["drawn"] == drawn["drawn"]
    assert len(samples(world.desk)) == 2


def test_by_amount_and_without_a_seed_of_ones_own(world: World, payments: dict[str, int]) -> None:
    drawn = draw_sample(world.desk, "auditor1", Asked("payments", *YEAR, 2, weighted=True))
    assert drawn["drawn"] == draw(payments, drawn["seed"], 2, weighted=True)
    assert len(drawn["seed"]) == 16


def test_other_days_hold_nothing(world: World, payments: dict[str, int]) -> None:
    assert payments
    before = (date(2023, 1, 1), date(2023, 12, 31))
    assert draw_sample(world.desk, "auditor1", Asked("payments", *before, 3))["drawn"] == []


@pytest.mark.parametrize("population", ["awards", "decisions", "letters"])
def test_every_population_can_be_drawn_from(world: World, payments: dict[str, int], population: str) -> None:
    assert payments
    drawn = draw_sample(world.desk, "auditor1", Asked(population, *YEAR, 4, "1"))
    assert drawn["population_count"] >= len(drawn["drawn"])
    if population != "decisions":
        assert len(drawn["drawn"]) == 4


def test_only_an_auditor_draws(world: World) -> None:
    for username in ("approver1", "admin1", "nobody", "system"):
        with pytest.raises(Refused, match="不能抽样"):
            draw_sample(world.desk, username, Asked("payments", *YEAR, 3))
    assert samples(world.desk) == []


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Asked("payments", *YEAR, 0), "样本至少一个"),
        (Asked("payments", YEAR[1], YEAR[0], 3), "晚于截止日"),
        (Asked("letters", *YEAR, 3, weighted=True), "不能按金额加权"),
        (Asked("payments", *YEAR, 3, ""), "种子"),
        (Asked("payments", *YEAR, 3, "a\nb"), "种子"),
        (Asked("payments", *YEAR, 3, "x" * 65), "种子"),
        (Asked("persons", *YEAR, 3), "没有叫"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_leaves_nothing(world: World, asked: Asked, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        draw_sample(world.desk, "auditor1", asked)
    assert samples(world.desk) == []


def test_a_sample_that_did_not_please_stays(world: World, payments: dict[str, int]) -> None:
    assert payments
    draw_sample(world.desk, "auditor1", Asked("payments", *YEAR, 3, "1"))
    for statement in ("DELETE FROM audit_sample", "UPDATE audit_sample SET seed = '2'"):
        with pytest.raises(DBAPIError, match="audit_sample is append only"):
            world.execute(statement)
