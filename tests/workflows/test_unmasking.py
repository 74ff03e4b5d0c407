"""A clear value is for who has a post for it, a case for it and a reason; and it is in the log before it is seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from claims.errors import ClaimsError
from tests.support.casebook import Case
from tests.support.fixtures.of_claim_decision import account_asked
from tests.support.fixtures.values import BY_NAME
from tests.support.keys import write_private
from tests.support.world import INJURED, KIN, STRANGER, World
from workflows import unmasking
from workflows.locking import open_actor
from workflows.transaction import reading
from workflows.unmasking import FIELDS, may_unmask, unmask

NO = "TL-2024-000901"
BODY = {"name": "合成人员01", "id_number": "500151199001010001", "phone": "13800001234", "address": "巴川街道1号",
        "id_number_told": "500151199001010029", "phone_told": "13900004321"}  # fmt: skip
ACCOUNT, DIAGNOSIS, WHY = "6222000000006789", "右桡骨远端骨折", "电话核对账户"
TOLD = {"reporter": "合成家属", "platform_told": "某某跑腿", "industry_told": "某某行业", "order_told": "没有号码"}
VALUES = {**BODY, **TOLD, "account": ACCOUNT, "asked_account": BY_NAME["account"], "diagnosis": DIAGNOSIS}


@pytest.fixture
def house(world: World) -> World:
    """A case with everything that can be unmasked."""
    write_private(world.engine, "person_private", INJURED, body=json.dumps(BODY, ensure_ascii=False))
    case = Case(world, "settling", no=NO, claimant_id=KIN)
    case.personal |= {"diagnosis": DIAGNOSIS, **TOLD}
    account_asked(case)
    case.save()
    public = {"id": f"{NO}/account-1", "claim_no": NO, "beneficiary": INJURED, "generation": 1, "account_hash": "h"}
    world.insert("payee_account", {**public, "basis": "b", "proposed_by": "intake1", "approved_by": "approver1",
                                   "approved_on": case.claim["reported_on"]})  # fmt: skip
    body = json.dumps({"bank": "合成银行", "account": ACCOUNT, "holder": "合成人员01"}, ensure_ascii=False)
    world.insert("payee_account_private", {"account_id": f"{NO}/account-1", "body": body})
    return world


@contextmanager
def refusal(code: str) -> Iterator[None]:
    with pytest.raises(ClaimsError) as refused:
        yield
    assert refused.value.code == code
    assert not any(value in refused.value.message() for value in VALUES.values())


@pytest.mark.parametrize("field", FIELDS)
def test_a_value_is_shown_and_the_look_is_in_the_log(house: World, field: str) -> None:
    assert unmask(house.desk, "reviewer1", NO, INJURED, field, f" {WHY} ", key="k") == VALUES[field]
    row = house.one("access_log")
    assert (row["username"], row["what"], row["claim_no"], row["person_id"]) == ("reviewer1", "unmask", NO, INJURED)
    assert (row["field"], row["reason"]) == (field, WHY)
    assert not any(value in str(row) for value in VALUES.values())


def test_every_look_is_a_row(house: World) -> None:
    for _ in range(2):
        unmask(house.desk, "intake1", NO, INJURED, "phone", WHY)
    assert len(house.rows("access_log")) == 2


@pytest.mark.parametrize("reason", ["", "   ", "看看", "核 对", "　核对　"])
def test_a_reason_of_less_than_four_characters_is_none(house: World, reason: str) -> None:
    with refusal("unmask_without_reason"):
        unmask(house.desk, "intake1", NO, INJURED, "phone", reason)
    assert house.rows("access_log") == []


@pytest.mark.parametrize("value", VALUES.values())
def test_a_reason_does_not_hold_what_it_asks_for(house: World, value: str) -> None:
    with refusal("unmask_reason_names"):
        unmask(house.desk, "intake1", NO, INJURED, "phone", f"电话核对{value}")
    assert house.rows("access_log") == []


@pytest.mark.parametrize(
    ("username", "field", "code"),
    [
        ("cashier1", "diagnosis", "unmask_wrong_role"),
        ("legal1", "account", "unmask_wrong_role"),
        ("investigator1", "id_number", "not_assigned"),
        ("rider1", "phone", "looking_of_staff"),
        ("rider3", "phone", "looking_of_staff"),
        ("platform1", "phone", "looking_of_staff"),
        ("admin1", "phone", "looking_of_staff"),
        ("nobody", "phone", "no_such_account"),
        ("intake1", "shoe_size", "unmask_field_unknown"),
    ],
)
def test_who_has_no_post_for_it_does_not_see_it(house: World, username: str, field: str, code: str) -> None:
    with refusal(code):
        unmask(house.desk, username, NO, INJURED, field, WHY)
    assert house.rows("access_log") == []


def test_nobody_sees_a_person_by_a_case_that_is_not_his(house: World) -> None:
    with refusal("unmask_not_on_case"):
        unmask(house.desk, "intake1", NO, STRANGER, "phone", WHY)
    with refusal("no_such_claim"):
        unmask(house.desk, "intake1", "TL-2024-000999", INJURED, "phone", WHY)


def test_an_officer_sees_neither_his_own_case_nor_one_he_is_recused_from(house: World) -> None:
    house.insert("recusal", {"claim_no": NO, "username": "reviewer2", "reason": "亲属", "recorded_at": "x"})
    with refusal("recused"):
        unmask(house.desk, "reviewer2", NO, INJURED, "phone", WHY)
    house.execute(f"UPDATE account SET id_index = 'index-{KIN}' WHERE username = 'intake2'")
    with refusal("own_case_unseen"):
        unmask(house.desk, "intake2", NO, INJURED, "phone", WHY)


def test_kin_have_no_diagnosis_and_nothing_recorded_is_told(house: World) -> None:
    for field in ("diagnosis", "account", "phone"):
        with refusal("unmask_nothing"):
            unmask(house.desk, "intake1", NO, KIN, field, WHY)
    assert house.rows("access_log") == []


def test_the_account_that_kin_without_one_ask_for_is_shown_while_it_waits(world: World) -> None:
    case = Case(world, "settling", no=NO)
    account_asked(case, KIN)
    case.save()
    assert unmask(world.desk, "reviewer1", NO, KIN, "asked_account", WHY) == BY_NAME["account"]
    assert world.one("access_log")["person_id"] == KIN
    with refusal("unmask_nothing"):
        unmask(world.desk, "reviewer1", NO, INJURED, "asked_account", WHY)
    world.execute("UPDATE clock SET state = 'met', next_wake_on = NULL WHERE code = 'account_check'")
    with refusal("unmask_not_on_case"):
        unmask(world.desk, "reviewer1", NO, KIN, "asked_account", WHY)


def test_what_cannot_be_logged_is_not_shown(house: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(unmasking, "note_read", full)
    with pytest.raises(OSError, match="disk full"):
        unmask(house.desk, "intake1", NO, INJURED, "phone", WHY)


def test_a_page_offers_only_what_would_be_shown(house: World) -> None:
    with reading(house.desk) as connection:
        cashier, _ = open_actor(connection, "cashier1", house.desk.today())
        admin, _ = open_actor(connection, "admin1", house.desk.today())
    assert cashier is not None
    assert admin is not None
    assert {field for field in FIELDS if may_unmask(cashier, field)} == set(FIELDS) - {"diagnosis", "reporter"}
    assert not any(may_unmask(admin, field) for field in FIELDS)
