"""A code is kept for its purpose: it is good for no other, not even in its row, and goes when it has run out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.fixtures.standing import standing
from tests.support.riders import PHONE, code_of, let_ring, ready_for_reports
from tests.support.told import give_phone
from tests.support.world import INJURED, KIN, World
from workflows.person_index import index_again
from workflows.phone_codes import LASTS, Purpose, send_code, try_code
from workflows.transaction import in_one_transaction

SECOND_PHONE = "13900000000"


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
    return try_code(world.desk, purpose, PHONE, code, world.moment)[0]


@pytest.mark.parametrize(("purpose", "other"), [tuple(Purpose), tuple(reversed(Purpose))])
def test_a_code_is_good_for_its_purpose_alone(ready: World, purpose: Purpose, other: Purpose) -> None:
    send_code(ready.desk, purpose, PHONE, ready.moment)
    code = code_of(ready)
    assert (is_right(ready, purpose, code), is_right(ready, other, code)) == (True, False)
    ready.execute(f"UPDATE phone_code SET purpose = '{other}'")
    assert (is_right(ready, purpose, code), is_right(ready, other, code)) == (False, False)


def test_what_has_run_out_is_forgotten_and_what_has_not_stays(ready: World) -> None:
    send_code(ready.desk, Purpose.SIGN_IN, PHONE, ready.moment)
    ready.moment += LASTS - timedelta(minutes=1)
    send_code(ready.desk, Purpose.ACCOUNT, PHONE, ready.moment)
    assert len(ready.rows("phone_code")) == 2
    code = code_of(ready)
    ready.moment += timedelta(minutes=2)
    send_code(ready.desk, Purpose.ACCOUNT, SECOND_PHONE, ready.moment)
    assert sorted(row["purpose"] for row in ready.rows("phone_code")) == ["account", "account"]
    assert is_right(ready, Purpose.ACCOUNT, code)
