"""An installation is set up once and opened often; the demonstration's people are synthetic and have the right posts."""

from __future__ import annotations

import stat
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from claims.errors import ClaimsError, Refused, RuleMissing
from claims.keyring import key_file as data_key_file
from claims.rules import load_rules
from claims.settings import Settings
from claims.store.installing import is_installed
from claims.store.rows import select_rows
from tests.support.keys import TEST_KEYS, key_line
from workflows.demo_people import demo_people
from workflows.identity import key_file, read_id_number
from workflows.locking import open_actor
from workflows.opening import open_desk, set_up
from workflows.roles import Role
from workflows.transaction import reading

INSTANT = datetime(2025, 7, 1, 1, 0, tzinfo=UTC)
DAY = date(2025, 7, 1)
RULES = load_rules("重庆")
PEOPLE = demo_people(RULES)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """The settings of a bureau where nothing is set up yet."""
    var = tmp_path / "var"
    url = f"sqlite:///{var / 'claims.sqlite'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return Settings(database_url=url, var_dir=var, broker_url="memory://", province="重庆")


@pytest.fixture
def with_keys(settings: Settings) -> Settings:
    """The same, where the data key of a production database lies ready."""
    return replace(settings, data_keys=TEST_KEYS)


def usernames(settings: Settings) -> list[str]:
    """Who can sign in."""
    desk = open_desk(settings)
    with reading(desk) as connection:
        found = [row["username"] for row in select_rows(connection, "account")]
    desk.engine.dispose()
    return found


def test_a_demonstration_is_set_up_with_its_people(settings: Settings) -> None:
    done = set_up(settings, "demo", INSTANT)
    assert done.installed.is_new
    assert done.accounts_opened == len(PEOPLE)
    assert usernames(settings) == sorted(person.username for person in PEOPLE)
    assert stat.S_IMODE(key_file(settings.var_dir).stat().st_mode) == 0o600


def test_a_second_set_up_mends_what_is_missing_and_nothing_else(settings: Settings) -> None:
    set_up(settings, "demo", INSTANT)
    desk = open_desk(settings)
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM post WHERE username = 'admin1'")
        connection.exec_driver_sql("DELETE FROM credential WHERE username = 'admin1'")
        connection.exec_driver_sql("DELETE FROM account WHERE username = 'admin1'")
    desk.engine.dispose()
    key = key_file(settings.var_dir).read_bytes()
    again = set_up(settings, "demo", INSTANT)
    assert (again.installed.is_new, again.accounts_opened) == (False, 1)
    assert key_file(settings.var_dir).read_bytes() == key
    assert set_up(settings, "demo", INSTANT).accounts_opened == 0


def test_production_begins_with_nobody(with_keys: Settings) -> None:
    assert set_up(with_keys, "production", INSTANT).accounts_opened == 0
    assert usernames(with_keys) == []


def test_production_never_becomes_a_demonstration(with_keys: Settings) -> None:
    set_up(with_keys, "production", INSTANT)
    with pytest.raises(Refused):
        set_up(with_keys, "demo", INSTANT)
    assert usernames(with_keys) == []


def test_a_lost_key_is_never_replaced(settings: Settings) -> None:
    set_up(settings, "demo", INSTANT)
    key_file(settings.var_dir).unlink()
    with pytest.raises(ClaimsError) as missing:
        set_up(settings, "demo", INSTANT)
    assert missing.value.code == "key_file_missing"
    assert not key_file(settings.var_dir).exists()


def test_a_demonstration_needs_the_limits_of_its_province(settings: Settings) -> None:
    with pytest.raises(RuleMissing, match=r"approvals\.limit"):
        set_up(replace(settings, province="上海"), "demo", INSTANT)
    with pytest.raises(ClaimsError, match="claims init"):
        open_desk(settings)
    assert not key_file(settings.var_dir).exists()


def test_a_desk_opens_on_what_was_set_up(settings: Settings) -> None:
    set_up(settings, "demo", INSTANT)
    desk = open_desk(settings, now=lambda: INSTANT, salt=lambda: "0" * 32)
    assert (desk.production, desk.rules.province, desk.var_dir) == (False, "重庆", settings.var_dir)
    assert (desk.today(), desk.salt()) == (DAY, "0" * 32)
    assert desk.calendar.is_published(2025)
    assert is_installed(desk.engine)
    desk.engine.dispose()


def test_a_desk_without_an_installation_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(ClaimsError, match="请先运行 claims init"):
        open_desk(settings)


def test_a_production_desk_takes_neither_clock_nor_salt(with_keys: Settings) -> None:
    set_up(with_keys, "production", INSTANT)
    desk = open_desk(with_keys)
    assert desk.production
    desk.engine.dispose()
    with pytest.raises(Refused) as clock:
        open_desk(with_keys, now=lambda: INSTANT)
    with pytest.raises(Refused) as salt:
        open_desk(with_keys, salt=lambda: "0" * 32)
    assert (clock.value.code, salt.value.code) == ("clock_injected_in_production", "salt_injected_in_production")


def test_a_desk_is_not_opened_with_the_rules_of_another_province(settings: Settings) -> None:
    set_up(settings, "demo", INSTANT)
    with pytest.raises(Refused, match="CLAIMS_PROVINCE"):
        open_desk(replace(settings, province="广东"))


def test_the_limits_are_those_of_the_rules(settings: Settings) -> None:
    set_up(settings, "demo", INSTANT)
    desk = open_desk(settings)
    limits = {}
    with reading(desk) as connection:
        for username in ("approver1", "approver2", "approver3", "chief1", "intake1"):
            actor, _ = open_actor(connection, username, DAY)
            assert actor is not None
            limits[username] = actor.limit_fen(Role.APPROVER)
    desk.engine.dispose()
    assert limits == {
        "approver1": RULES.at("approvals.limit.approver", DAY).as_int(),
        "approver2": RULES.at("approvals.limit.director", DAY).as_int(),
        "approver3": RULES.at("approvals.panel.amount", DAY).as_int(),
        "chief1": RULES.at("approvals.limit.approver", DAY).as_int(),
        "intake1": 0,
    }


def test_every_person_of_the_demonstration_is_synthetic_and_another() -> None:
    numbers = [read_id_number(person.id_number, DAY) for person in PEOPLE]
    assert all(number.synthetic and number.text.startswith("500000") for number in numbers)
    assert Counter(number.text for number in numbers).most_common(1)[0][1] == 1
    assert len({person.username for person in PEOPLE}) == len({person.name for person in PEOPLE}) == len(PEOPLE)


def test_every_post_but_the_riders_is_held_by_somebody() -> None:
    held = {post.role for person in PEOPLE for post in person.posts}
    assert held == set(Role) - {Role.RIDER, Role.SYSTEM}


def test_a_panel_can_be_drawn_from_officers_who_neither_drafted_nor_reviewed() -> None:
    posts = [{post.role for post in person.posts} for person in PEOPLE]
    panel = [held for held in posts if Role.APPROVER in held and not held & {Role.INTAKE, Role.REVIEWER}]
    assert len(panel) >= RULES.at("approvals.panel.members", DAY).as_int()
    assert len([p for p in PEOPLE if Role.CASHIER in {post.role for post in p.posts}]) >= 2


def test_the_platforms_are_those_of_the_list_from_the_day_they_are_on_it() -> None:
    for day in (date(2022, 7, 1), date(2025, 6, 30), date(2025, 7, 1)):
        listed = RULES.at("coverage.platforms", day).as_list()
        there = [
            person.org.removeprefix("platform:")
            for person in PEOPLE
            for post in person.posts
            if post.role == Role.PLATFORM and post.valid_from <= day
        ]
        assert sorted(there) == sorted(str(name) for name in listed)


def test_production_makes_no_data_key_by_itself(settings: Settings) -> None:
    with pytest.raises(ClaimsError) as refused:
        set_up(settings, "production", INSTANT)
    assert refused.value.code == "data_keys_missing"
    assert "claims keys new" in refused.value.message()
    assert not data_key_file(settings.var_dir).exists()


def test_a_demonstration_makes_its_data_key_once_and_for_its_owner_only(settings: Settings) -> None:
    set_up(settings, "demo", INSTANT)
    path = data_key_file(settings.var_dir)
    first = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    set_up(settings, "demo", INSTANT)
    assert path.read_bytes() == first


@pytest.mark.parametrize("given", ["gone", "other", "same id"])
def test_without_its_key_a_database_is_not_opened(settings: Settings, given: str) -> None:
    set_up(settings, "demo", INSTANT)
    lines = {"gone": None, "other": key_line("k9", 9), "same id": key_line("demo1", 9)}
    codes = {"gone": "data_keys_missing", "other": "data_key_unknown", "same id": "data_key_wrong"}
    data_key_file(settings.var_dir).unlink()
    for attempt in (open_desk, lambda one: set_up(one, "demo", INSTANT)):
        with pytest.raises(ClaimsError) as refused:
            attempt(replace(settings, data_keys=lines[given] or ""))
        assert refused.value.code == codes[given]
    assert given == "gone" or "demo1" in refused.value.message()
