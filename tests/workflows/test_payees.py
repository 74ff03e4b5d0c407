"""Whose account is paid, and on which ground: the person's own, or another's with the paper that says why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.fixtures.making import make_ready
from tests.support.fixtures.ready import Fired
from tests.support.world import World
from workflows.machines import MACHINES
from workflows.roles import Role

MOVE = MACHINES["claim"].rows("set_payee_account", "settling")[0]
ADVANCE, KINSHIP = "职业伤害保障待遇垫付情况说明", "亲属关系证明"


def registered(world: World, **change: Any) -> Fired:
    """The account put forward and approved."""
    ready = make_ready(world, "claim", MOVE, "settling", Role.SYSTEM)
    ready.data.update(change)
    return ready.fire()


@pytest.mark.parametrize("name", ["合成人员01", " 合成人员 01 ", "合成人员０１"])
def test_the_persons_own_card_is_in_the_persons_own_name(world: World, name: str) -> None:
    assert registered(world, account_name=name).done


@pytest.mark.parametrize("basis", ["社会保障卡", "本人更正账户申请"])
def test_an_own_account_in_another_name_is_refused(world: World, basis: str) -> None:
    assert registered(world, basis=basis, account_name="合成人员02").codes == ["holder_is_beneficiary"]


@pytest.mark.parametrize("basis", [ADVANCE, KINSHIP])
def test_another_is_paid_with_the_paper_that_says_why(world: World, basis: str) -> None:
    assert registered(world, basis=basis, account_name="合成站点", paper="垫付凭证1号").done
    assert [row["basis"] for row in world.rows("payee_account")][-1] == basis
    assert "垫付凭证1号" not in str(world.rows("event"))


@pytest.mark.parametrize("basis", [ADVANCE, KINSHIP])
def test_another_without_a_paper_is_refused(world: World, basis: str) -> None:
    assert registered(world, basis=basis, account_name="合成站点").codes == ["basis_has_paper"]


@pytest.mark.parametrize(
    "account",
    ["6222000000000008", "622200000000000", "62220000000000090000", "6.222E+15", "1234567", "ABCDEFGH", "6222-0000"],
)
def test_a_number_that_cannot_be_right_is_refused(world: World, account: str) -> None:
    assert registered(world, account=account).codes == ["account_number_right"]


@pytest.mark.parametrize(
    ("account", "kept"),
    [
        ("6222 0000 0000 0009", "6222000000000009"),
        ("６２２２-0000-0000-0009", "6222000000000009"),
        ("31050161363600000123", "31050161363600000123"),
    ],
)
def test_a_number_is_kept_as_bare_digits(world: World, account: str, kept: str) -> None:
    assert registered(world, account=account).done
    bodies = [json.loads(row["body"])["account"] for row in world.rows("payee_account_private")]
    assert kept in bodies
