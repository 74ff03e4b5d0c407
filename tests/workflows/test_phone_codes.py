"""A code is kept for its purpose: it is good for no other, not even in its row, and goes when it has run out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.support.fixtures.standing import standing
from tests.support.riders import PHONE, SOMEBODY, code_of, let_ring, ready_for_reports
from tests.support.told import give_phone
from tests.support.world import INJURED, KIN, World
from workflows.person_index import index_again
from workflows.phone_codes import (
    DIGITS,
    FROM_NETWORK,
    LASTS,
    TO_ONE_PHONE,
    TRIES,
    Asker,
    Purpose,
    ask_code,
    send_code,
    try_code,
)
from workflows.rate_limits import SECOND_US, Rate
from workflows.transaction import in_one_transaction

SECOND_PHONE = "13900000000"
DAY_US = 24 * 3600 * SECOND_US


@pytest.fixture
def ready(bureau: World) -> World:
    """A case whose injured person, and the claimant, can be reached."""
    ready_for_reports(bureau)
    let_ring(bureau, INJURED)
    give_phone(bureau, KIN, SECOND_PHONE)
    in_one_transaction(bureau.desk, lambda connection: index_again(connection, KIN))
    case = standing(bureau, "applied")
    case.claim.update(claimant_id=KIN)
    case.save()
    return bureau


def is_right(world: World, purpose: Purpose, code: str) -> bool:
    return try_code(world.desk, purpose, PHONE, code, SOMEBODY, world.moment)[0]


@pytest.mark.parametrize(("purpose", "other"), list(zip(Purpose, [*list(Purpose)[1:], Purpose.SIGN_IN], strict=True)))
def test_a_code_is_good_for_its_purpose_alone(ready: World, purpose: Purpose, other: Purpose) -> None:
    send_code(ready.desk, purpose, PHONE, SOMEBODY, ready.moment)
    code = code_of(ready)
    assert (is_right(ready, purpose, code), is_right(ready, other, code)) == (True, False)
    ready.execute(f"UPDATE phone_code SET purpose = '{other}'")
    assert (is_right(ready, purpose, code), is_right(ready, other, code)) == (False, False)


def test_what_has_run_out_is_forgotten_and_what_has_not_stays(ready: World) -> None:
    send_code(ready.desk, Purpose.SIGN_IN, PHONE, SOMEBODY, ready.moment)
    ready.moment += LASTS - timedelta(minutes=1)
    send_code(ready.desk, Purpose.ACCOUNT, PHONE, SOMEBODY, ready.moment)
    assert len(ready.rows("phone_code")) == 2
    code = code_of(ready)
    ready.moment += timedelta(minutes=2)
    send_code(ready.desk, Purpose.ACCOUNT, SECOND_PHONE, SOMEBODY, ready.moment)
    assert sorted(row["purpose"] for row in ready.rows("phone_code")) == ["account", "account"]
    assert is_right(ready, Purpose.ACCOUNT, code)


def statements(world: World, phone: str) -> list[str]:
    """What is asked of the database while a code for this number is made, and tried."""
    asked: list[str] = []

    def listen(_c: object, _k: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(world.engine, "before_cursor_execute", listen)
    ask_code(world.desk, Purpose.SIGN_IN, phone, SOMEBODY, world.moment)
    assert try_code(world.desk, Purpose.SIGN_IN, phone, "x", SOMEBODY, world.moment) == (False, TRIES - 1)
    event.remove(world.engine, "before_cursor_execute", listen)
    return asked


def test_making_and_trying_a_code_is_the_same_work_for_a_number_that_nobody_knows(ready: World) -> None:
    assert statements(ready, PHONE) == statements(ready, "13700000000")
    assert ready.rows("message") == []


def test_a_code_belongs_to_the_browser_that_asked_for_it(ready: World) -> None:
    owner, stranger = Asker("a", "net 1"), Asker("b", "net 2")
    send_code(ready.desk, Purpose.SIGN_IN, PHONE, owner, ready.moment)
    code = code_of(ready)
    ask_code(ready.desk, Purpose.SIGN_IN, PHONE, stranger, ready.moment)
    tried = [try_code(ready.desk, Purpose.SIGN_IN, PHONE, code, stranger, ready.moment) for _ in range(TRIES + 1)]
    assert tried == [(False, left) for left in (4, 3, 2, 1, 0, 0)]
    assert try_code(ready.desk, Purpose.SIGN_IN, PHONE, code, owner, ready.moment) == (True, TRIES - 1)


def test_guessing_is_hopeless_and_a_number_gets_few_messages() -> None:
    def a_day(rate: Rate) -> int:
        return rate.burst + DAY_US // rate.every_us

    assert (a_day(FROM_NETWORK), a_day(TO_ONE_PHONE)) == (32, 68)
    assert a_day(FROM_NETWORK) * TRIES / 10**DIGITS < 1 / 6_000  # one network, in a day
    assert a_day(TO_ONE_PHONE) * TRIES / 10**DIGITS < 1 / 2_900  # all the world together, in a day
    assert FROM_NETWORK.every_us > TO_ONE_PHONE.every_us  # one network cannot empty the number's own bucket
    assert FROM_NETWORK.burst < TO_ONE_PHONE.burst


def test_one_who_asks_without_end_keeps_the_owner_waiting_for_no_more_than_a_minute(ready: World) -> None:
    stranger = [Asker(f"browser {one}", "net 1") for one in range(2 * TO_ONE_PHONE.burst)]
    waits = [ask_code(ready.desk, Purpose.SIGN_IN, PHONE, one, ready.moment).wait for one in stranger]
    assert waits.count(0) == FROM_NETWORK.burst
    owner = Asker("mine", "net 2")
    assert send_code(ready.desk, Purpose.SIGN_IN, PHONE, owner, ready.moment) == 0
    assert 0 < send_code(ready.desk, Purpose.SIGN_IN, PHONE, owner, ready.moment) <= 60
    assert send_code(ready.desk, Purpose.ACCOUNT, PHONE, owner, ready.moment) == 0
