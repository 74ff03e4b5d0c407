"""Persons are registered once, and sign-ins have posts that suit them. All persons are synthetic."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from claims.errors import BadInput, Refused
from claims.store.installing import install
from claims.store.rows import select_one, select_rows
from tests.support.keys import keyed_engine
from tests.workflows.test_identity import numbered
from workflows.identity import id_index, read_id_number
from workflows.locking import open_actor
from workflows.people import HeldPost, PersonFacts, give_post, open_account, open_rider_account, register_person
from workflows.roles import Role

KEY = bytes(range(32))
INSTANT = datetime(2025, 6, 30, 1, 0, tzinfo=UTC)
DAY = date(2022, 7, 1)
FIRST = PersonFacts("合成人员01", numbered("19910203"), phone="13000000001")
SECOND = PersonFacts("合成人员02", numbered("19920304"))


def installed(url: str) -> Engine:
    """An engine on a database that has just been installed."""
    made = keyed_engine(url)
    install(made, "demo", "重庆", INSTANT)
    return made


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installed SQLite database; for tests to copy, not to change."""
    path = tmp_path_factory.mktemp("installed") / "claims.sqlite"
    installed(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture
def engine(template: Path, tmp_path: Path) -> Iterator[Engine]:
    """An installed SQLite database."""
    made = keyed_engine(f"sqlite:///{shutil.copy(template, tmp_path)}")
    yield made
    made.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An installed database of each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("engine")
        return
    made = installed(request.getfixturevalue("postgres_url"))
    yield made
    made.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A transaction on it."""
    with engine.begin() as opened:
        yield opened


def opened(connection: Connection, *posts: HeldPost, org: str = "bureau", person_id: str | None = None) -> str:
    """The code of the refusal to open an account with these posts, or "" where it was opened."""
    try:
        open_account(connection, "zhao", "赵审批", org, "index", posts, person_id)
    except BadInput as refused:
        return refused.code
    return ""


def test_a_person_gets_a_number_and_the_private_part_lies_apart(connection: Connection) -> None:
    person_id = register_person(connection, KEY, FIRST, INSTANT)
    assert person_id == "P000001"
    public = select_one(connection, "person", id=person_id)
    assert public == {
        "id": "P000001",
        "id_index": id_index(KEY, read_id_number(FIRST.id_number, DAY)),
        "synthetic": True,
        "recorded_at": "2025-06-30T01:00:00.000000Z",
    }
    private = select_one(connection, "person_private", person_id=person_id)
    assert private is not None
    assert json.loads(private["body"]) == {
        "name": "合成人员01",
        "id_number": FIRST.id_number,
        "phone": "13000000001",
    }


def test_numbers_go_up_by_one(connection: Connection) -> None:
    assert [register_person(connection, KEY, facts, INSTANT) for facts in (FIRST, SECOND)] == ["P000001", "P000002"]


def test_the_same_id_number_is_the_same_person_however_it_is_written(connection: Connection) -> None:
    first = register_person(connection, KEY, FIRST, INSTANT)
    again = PersonFacts("  合成人员01 ", f" {FIRST.id_number[:6]} {FIRST.id_number[6:].lower()}", phone="13000000009")
    assert register_person(connection, KEY, again, INSTANT) == first
    assert register_person(connection, KEY, SECOND, INSTANT) == "P000002"
    bodies = [json.loads(row["body"]) for row in select_rows(connection, "person_private")]
    assert [body.get("phone") for body in bodies] == ["13000000001", None]


def test_a_known_number_under_another_name_is_refused_without_telling_the_name(connection: Connection) -> None:
    register_person(connection, KEY, FIRST, INSTANT)
    with pytest.raises(BadInput, match="P000001") as refused:
        register_person(connection, KEY, PersonFacts("合成人员99", FIRST.id_number), INSTANT)
    assert refused.value.code == "person_name_differs"
    assert "合成人员" not in refused.value.message()


def test_a_real_order_code_is_not_marked_synthetic(connection: Connection) -> None:
    person_id = register_person(connection, KEY, PersonFacts("无名", numbered("19910203", order="001")), INSTANT)
    row = select_one(connection, "person", id=person_id)
    assert row is not None
    assert not row["synthetic"]


@pytest.mark.parametrize("name", ["", "  ", "\u3000"])
def test_a_person_has_a_name(connection: Connection, name: str) -> None:
    with pytest.raises(BadInput) as refused:
        register_person(connection, KEY, PersonFacts(name, FIRST.id_number), INSTANT)
    assert refused.value.code == "person_without_name"


def test_a_number_that_cannot_be_registers_nobody(connection: Connection) -> None:
    with pytest.raises(BadInput):
        register_person(connection, KEY, PersonFacts("合成人员01", numbered("20250701")), INSTANT)
    assert select_rows(connection, "person") == []


def test_the_birth_date_is_held_against_the_day_in_shanghai(connection: Connection) -> None:
    newborn = PersonFacts("合成人员03", numbered("20250701"))
    after_midnight_in_shanghai = datetime(2025, 6, 30, 16, 0, tzinfo=UTC)
    assert register_person(connection, KEY, newborn, after_midnight_in_shanghai) == "P000001"


def test_two_who_register_one_person_at_once_get_one_id(either: Engine) -> None:
    def register(facts: PersonFacts) -> str:
        with either.begin() as connection:
            return register_person(connection, KEY, facts, INSTANT)

    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(register, [FIRST] * 8))
    assert set(ids) == {"P000001"}
    with either.connect() as connection:
        assert len(select_rows(connection, "person")) == 1


def test_an_account_acts_with_the_posts_of_the_day(either: Engine) -> None:
    with either.begin() as connection:
        acts_with_the_posts_of_the_day(connection)


def acts_with_the_posts_of_the_day(connection: Connection) -> None:
    first = HeldPost(Role.APPROVER, DAY, 5_000_000, date(2024, 12, 31))
    later = HeldPost(Role.APPROVER, date(2025, 1, 1), 20_000_000)
    open_account(connection, "zhao", "赵审批", "bureau", "index-zhao", [first, later])
    give_post(connection, "zhao", HeldPost(Role.REVIEWER, date(2025, 1, 1)))
    limits = {}
    for day in (date(2022, 6, 30), DAY, date(2024, 12, 31), date(2025, 1, 1)):
        actor, _ = open_actor(connection, "zhao", day)
        assert actor is not None
        limits[day.isoformat()] = (sorted(actor.roles), actor.limit_fen(Role.APPROVER))
    assert limits == {
        "2022-06-30": ([], 0),
        "2022-07-01": (["AP"], 5_000_000),
        "2024-12-31": (["AP"], 5_000_000),
        "2025-01-01": (["AP", "RV"], 20_000_000),
    }


@pytest.mark.parametrize(
    ("post", "org", "code"),
    [
        (HeldPost(Role.APPROVER, DAY), "bureau", "post_limit"),
        (HeldPost(Role.APPROVER, DAY, -1), "bureau", "post_limit"),
        (HeldPost(Role.REVIEWER, DAY, 100), "bureau", "post_limit"),
        (HeldPost(Role.PLATFORM, DAY), "bureau", "post_of_platform"),
        (HeldPost(Role.PLATFORM, DAY), "platform:", "post_of_platform"),
        (HeldPost(Role.INTAKE, DAY), "platform:美团", "post_of_platform"),
        (HeldPost(Role.RIDER, DAY), "rider", "post_of_person"),
        (HeldPost(Role.SYSTEM, DAY), "bureau", "post_of_the_system"),
        (HeldPost(Role.INTAKE, DAY, valid_to=date(2022, 6, 30)), "bureau", "post_period"),
        (HeldPost(Role.APPROVER, DAY, 0), "bureau", ""),
        (HeldPost(Role.PLATFORM, DAY), "platform:美团", ""),
        (HeldPost(Role.INTAKE, DAY, valid_to=DAY), "bureau", ""),
    ],
)
def test_a_post_suits_its_account(connection: Connection, post: HeldPost, org: str, code: str) -> None:
    assert opened(connection, post, org=org) == code
    assert (select_one(connection, "account", username="zhao") is None) == bool(code)


def test_a_post_given_later_suits_its_account_too(connection: Connection) -> None:
    open_account(connection, "zhao", "赵审批", "bureau", "index-zhao", [])
    with pytest.raises(BadInput):
        give_post(connection, "zhao", HeldPost(Role.PLATFORM, DAY))
    with pytest.raises(Refused, match="qian"):
        give_post(connection, "qian", HeldPost(Role.REVIEWER, DAY))


@pytest.mark.parametrize("username", ["", "a", "Zhao", "赵审批", "system", "a b", "x" * 41, "-zhao"])
def test_a_username_that_cannot_be_is_refused(connection: Connection, username: str) -> None:
    with pytest.raises(BadInput) as refused:
        open_account(connection, username, "赵审批", "bureau", "index-zhao", [])
    assert refused.value.code == "username_form"


def test_a_username_is_given_once(connection: Connection) -> None:
    open_account(connection, "zhao", "赵审批", "bureau", "index-zhao", [])
    with pytest.raises(BadInput) as refused:
        open_account(connection, "zhao", "赵审批", "bureau", "another", [])
    assert refused.value.code == "username_taken"


def test_a_rider_signs_in_as_the_registered_person(connection: Connection) -> None:
    person_id = register_person(connection, KEY, FIRST, INSTANT)
    username = open_rider_account(connection, person_id, DAY)
    assert open_rider_account(connection, person_id, DAY) == username == "rider-p000001"
    actor, _ = open_actor(connection, username, DAY)
    person, account = (
        select_one(connection, "person", id=person_id),
        select_one(connection, "account", username=username),
    )
    assert actor is not None
    assert person is not None
    assert account is not None
    assert (actor.person_id, actor.id_index, set(actor.roles)) == (person_id, person["id_index"], {Role.RIDER})
    assert "合成人员" not in account["display_name"]


def test_nobody_signs_in_for_a_person_who_is_not_registered(connection: Connection) -> None:
    with pytest.raises(Refused, match="P000009"):
        open_rider_account(connection, "P000009", DAY)
