"""The first administrator is opened once and by nobody; after that every account by name, and what decides or pays by two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from claims.errors import ClaimsError
from claims.settings import SignInSettings
from tests.support.world import World
from workflows.account_opening import BY_TWO, NewAccount, add_posts, open_sign_in, opening
from workflows.identity import make_index_key
from workflows.people import HeldPost
from workflows.post_proposals import answer, propose
from workflows.roles import Role
from workflows.security_log import Happened, Whence, entries
from workflows.signing_in import sign_in
from workflows.transaction import Desk
from workflows.visiting import visitor_of

SINCE = date(2024, 1, 1)


def number(place: int) -> str:
    """A synthetic ID number with its right check digit."""
    body = f"5000001990010{place}000"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def wanted(place: int, *roles: Role, limit_fen: int | None = None) -> NewAccount:
    posts = tuple(HeldPost(role, SINCE, limit_fen if role is Role.APPROVER else None) for role in roles)
    return NewAccount(f"new{place}", f"新人{place}", number(place), posts)


@pytest.fixture
def desk(world: World) -> Desk:
    """The desk of the world, quick to check passwords, with the key by which persons are found again."""
    make_index_key(world.desk.var_dir)
    return replace(world.desk, sign_in=SignInSettings(cheap_hashes=True))


def refused(desk: Desk, world: World, account: NewAccount, by: str | None = None) -> str:
    with pytest.raises(ClaimsError) as raised:
        open_sign_in(desk, account, world.moment, by)
    assert not world.rows("account", username=account.username)
    return raised.value.code


def agreed(desk: Desk, world: World, account: NewAccount, second: str) -> str:
    """Put an account forward and agree to it; returns its first password."""
    propose(desk, opening(desk, account, desk.today()), world.moment, "admin1")
    return answer(desk, second, int(world.rows("post_proposal")[-1]["id"]), world.moment, granted=True)


def not_agreed(desk: Desk, world: World, account: NewAccount, second: str) -> str:
    with pytest.raises(ClaimsError) as raised:
        agreed(desk, world, account, second)
    world.execute("DELETE FROM post_proposal")
    return raised.value.code


def test_the_first_administrator_is_opened_where_there_is_none(world: World, desk: Desk) -> None:
    world.execute("UPDATE post SET valid_to = '2024-01-02' WHERE role = 'AD'")
    assert refused(desk, world, wanted(1, Role.INTAKE)) == "first_is_administrator"
    assert refused(desk, world, wanted(1, Role.ADMINISTRATOR, Role.INTAKE)) == "first_is_administrator"
    given = open_sign_in(desk, wanted(1, Role.ADMINISTRATOR), world.moment, None)
    done = sign_in(desk, "new1", given, world.moment, Whence())
    found = visitor_of(desk, done.opened.token, world.moment)
    assert found is not None
    assert found.must_change
    assert refused(desk, world, wanted(2, Role.ADMINISTRATOR)) == "administrator_there_already"


def test_production_opens_nothing_for_a_number_that_is_nobodys(world: World, desk: Desk) -> None:
    production = replace(desk, production=True, now=None, sign_in=SignInSettings())
    assert refused(production, world, wanted(1, Role.INTAKE), "admin1") == "account_of_nobody"


def test_there_is_no_second_first_one(world: World, desk: Desk) -> None:
    assert refused(desk, world, wanted(1, Role.ADMINISTRATOR)) == "administrator_there_already"


def test_a_platforms_account_is_opened_by_an_administrator_by_name_and_in_the_log(world: World, desk: Desk) -> None:
    clerk = replace(wanted(1, Role.PLATFORM), org="platform:美团")
    assert refused(desk, world, clerk, "intake1") == "sign_ins_not_yours"
    open_sign_in(desk, clerk, world.moment, "admin1")
    (told,) = entries(desk, "new1", 5)
    assert (told.what, told.by, told.detail) == (Happened.ACCOUNT_OPENED, "admin1", "PF")
    assert number(1) not in repr(world.rows("security_event")) + repr(clerk)
    assert refused(desk, world, replace(clerk, username="other", id_number="1"), "admin1")


@pytest.mark.parametrize("role", sorted(BY_TWO))
def test_what_is_inside_the_house_is_given_by_two_other_persons(world: World, desk: Desk, role: Role) -> None:
    newcomer = wanted(1, role, limit_fen=100)
    assert refused(desk, world, newcomer, "admin1") == "post_by_two"
    assert not_agreed(desk, world, newcomer, "intake1") == "second_not_entitled"
    assert not_agreed(desk, world, newcomer, "admin1") == "post_to_oneself"
    given = agreed(desk, world, newcomer, "chief1")
    assert visitor_of(desk, sign_in(desk, "new1", given, world.moment, Whence()).opened.token, world.moment)
    assert entries(desk, "new1", 9, Happened.ACCOUNT_OPENED)[0].detail == f"{role.value} chief1"
    with pytest.raises(ClaimsError):
        add_posts(desk, "new1", (HeldPost(Role.CASHIER, SINCE),), world.moment, "admin1")


def test_nobody_agrees_to_his_own_post_under_another_name(world: World, desk: Desk) -> None:
    agreed(desk, world, wanted(2, Role.SECTION_HEAD), "chief1")
    twin = replace(wanted(2, Role.CASHIER), username="twin")
    assert not_agreed(desk, world, twin, "new2") == "post_to_oneself"


def test_only_who_is_alone_from_the_beginning_opens_the_second_administrator(world: World, desk: Desk) -> None:
    world.execute("UPDATE post SET valid_to = '2024-01-02' WHERE role IN ('SH', 'LD')")
    assert refused(desk, world, wanted(1, Role.ADMINISTRATOR), "admin1") == "post_by_two"
    world.execute("DELETE FROM post WHERE role IN ('SH', 'LD')")
    assert refused(desk, world, wanted(1, Role.APPROVER, limit_fen=100), "admin1") == "post_by_two"
    open_sign_in(desk, wanted(1, Role.ADMINISTRATOR), world.moment, "admin1")
    assert refused(desk, world, wanted(2, Role.ADMINISTRATOR), "admin1") == "post_by_two"


def test_who_administers_handles_no_case_under_any_name(world: World, desk: Desk) -> None:
    assert not_agreed(desk, world, wanted(1, Role.ADMINISTRATOR, Role.INTAKE), "chief1") == "administrator_apart"
    agreed(desk, world, wanted(1, Role.ADMINISTRATOR), "chief1")
    twin = replace(wanted(1, Role.INTAKE), username="twin")
    assert not_agreed(desk, world, twin, "chief1") == "administrator_apart"
    with pytest.raises(ClaimsError):
        add_posts(desk, "intake1", (HeldPost(Role.ADMINISTRATOR, SINCE),), world.moment, "admin1")
