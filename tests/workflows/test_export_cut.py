"""What a pull takes in: both dates, one platform, item or case; what cannot be is refused with what there is."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from claims.errors import BadInput, ClaimsError
from tests.support.casebook import OTHER_NUMBER, Case
from tests.support.entries import csv_of, post
from tests.support.world import OTHER_PLATFORM, PLATFORM, World
from workflows.exporting import Cut, as_of, end_of
from workflows.exporting.cut import changed_since, checked
from workflows.transaction import snapshot

JUNE_30, JULY_5 = date(2025, 6, 30), date(2025, 7, 5)
KNOWN = "2025-06-30T02:00:00.000000Z"


def numbers(world: World, cut: Cut) -> list[str]:
    """The numbers of the entries of a cut."""
    with snapshot(world.desk) as connection:
        cut = checked(connection, cut)
    return [row["凭证号"] for row in csv.DictReader(io.StringIO(csv_of(world, cut).decode("utf-8-sig")))]


@pytest.fixture
def books(world: World) -> World:
    """Two cases of two platforms with an item each, and an entry of the fund itself."""
    for no, platform, code in (("TL-2024-000901", PLATFORM, "medical"), (OTHER_NUMBER, OTHER_PLATFORM, "travel")):
        case = Case(world, "settling", no=no, platform=platform)
        item = case.subject("award_item", "draft", code=code, beneficiary="P000001", period="-", id=f"{no}/item-1")
        case.save()
        post(world, "released", 100, JUNE_30, KNOWN, claim_no=no, item_id=item["id"])
    post(world, "funding", 900, JUNE_30, KNOWN, claim_no=None, event_id="FUND/1")
    return world


def test_a_pull_is_narrowed_to_a_platform_an_item_or_a_case(books: World) -> None:
    assert numbers(books, Cut()) == ["1", "2", "3"]
    assert numbers(books, Cut(platform=PLATFORM)) == ["1"]
    assert numbers(books, Cut(item_code="travel")) == ["2"]
    assert numbers(books, Cut(item_code="医疗费")) == ["1"]
    assert numbers(books, Cut(claim_no=OTHER_NUMBER)) == ["2"]
    assert numbers(books, Cut(claim_no="FUND")) == ["3"]
    assert numbers(books, Cut(platform=PLATFORM, item_code="travel")) == []
    assert numbers(books, Cut(value_from=JULY_5)) == []


@pytest.mark.parametrize(
    ("cut", "code", "told"),
    [
        (Cut(platform="美 团"), "cut_no_such_platform", f"{PLATFORM}、{OTHER_PLATFORM}"),
        (Cut(item_code="rent"), "cut_no_such_item", "medical（医疗费）"),
        (Cut(claim_no="TL-1999-000001"), "no_such_claim", "TL-1999-000001"),
        (Cut(value_from=JULY_5, value_to=JUNE_30), "cut_days_reversed", "2025-07-05"),
    ],
)
def test_what_is_not_there_is_refused_with_what_there_is(books: World, cut: Cut, code: str, told: str) -> None:
    with pytest.raises(ClaimsError) as caught:
        numbers(books, cut)
    assert caught.value.code == code
    assert told in caught.value.message()


def test_what_was_recorded_since_is_a_cut_of_its_own(world: World) -> None:
    post(world, "released", 1, JUNE_30, KNOWN)
    post(world, "refunded", 2, date(2025, 6, 20), "2025-07-05T02:00:00.000000Z")
    post(world, "refunded", 4, date(2025, 6, 21), "2025-08-05T02:00:00.000000Z")
    post(world, "paid", 8, JULY_5, "2025-07-05T02:00:00.000000Z")
    assert numbers(world, as_of(JUNE_30)) == ["1"]
    assert numbers(world, changed_since(as_of(JUNE_30))) == ["2", "3"]
    assert numbers(world, changed_since(Cut(value_to=JUNE_30))) == ["2", "3"]
    assert numbers(world, changed_since(Cut(JUNE_30, end_of(JULY_5)))) == ["2"]
    assert set(numbers(world, Cut(value_to=JUNE_30))) == {"1", "2", "3"}
    with pytest.raises(BadInput, match="截止日"):
        changed_since(Cut(known_before=KNOWN))
