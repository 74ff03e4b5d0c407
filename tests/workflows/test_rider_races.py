"""Two at once on the phone: a report sent four times is one case of one person, and a code opens one session."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Event
from time import sleep

import pytest

from claims.errors import Refused
from tests.support.at_once import at_once
from tests.support.casebook import NUMBER
from tests.support.fixtures.making import make_ready
from tests.support.fixtures.standing import standing
from tests.support.invariants import WRITTEN_TOO, faults
from tests.support.riders import PHONE, SOMEBODY, code_of, let_ring, ready_for_reports
from tests.support.world import INJURED, World
from workflows.advance import advance
from workflows.machines import MACHINES
from workflows.phone_codes import TRIES, Purpose, send_code, try_code
from workflows.phone_sign_in import Proof, sign_in_by_phone
from workflows.report_drafts import draft_of, receipt_of, receipt_token, save_answers
from workflows.rider_accounts import asked_meanwhile, was_asked
from workflows.rider_answers import SCREENS
from workflows.rider_reports import send_report
from workflows.roles import Role
from workflows.run import Run
from workflows.security_log import NOWHERE
from workflows.signing_in import SignedOn
from workflows.unproven_reports import AGAIN

TOKEN = "t" * 43
GIVEN = {
    "person_name": "王一鸣", "phone": PHONE, "platform": "饿了么", "when": "today", "place": "龙门街口", "doing": "unknown",
    "parts": ["手"], "course": "摔倒", "care": "will",
}  # fmt: skip
AT_ONCE = 4


def filled_in(world: World, token: str) -> None:
    for one in SCREENS:
        answers, faults = one.read(GIVEN, world.moment, world.desk.rules)
        assert faults == {}
        save_answers(world.desk, token, answers, world.moment)


@pytest.fixture
def ready(bureau: World) -> World:
    ready_for_reports(bureau)
    return bureau


def test_a_report_sent_at_once_is_one_case(ready: World) -> None:
    filled_in(ready, TOKEN)
    draft = draft_of(ready.desk, TOKEN)
    found = at_once([partial(send_report, ready.desk, draft)] * AT_ONCE)
    assert len({str(one) for one in found}) == 1
    claim = ready.one("claim")
    assert str(found[0]) == claim["no"]
    sent = receipt_of(ready.desk, receipt_token(TOKEN))
    assert sent is not None
    assert (sent.claim_no, sent.answers) == (claim["no"], {})
    assert faults(ready, WRITTEN_TOO) == []


def test_a_report_cut_off_before_it_was_noted_is_found_again_the_day_after(ready: World) -> None:
    filled_in(ready, TOKEN)
    draft = draft_of(ready.desk, TOKEN)
    first = send_report(ready.desk, draft)
    ready.execute("UPDATE report_draft SET claim_no = NULL, sent_at = NULL")
    ready.moment += timedelta(days=1)
    assert send_report(ready.desk, draft) == first
    assert ready.one("claim")["no"] == first


def test_two_reports_of_one_phone_at_once_are_of_one_person(ready: World) -> None:
    tokens = [f"{place}{TOKEN[1:]}" for place in range(AT_ONCE)]
    for token in tokens:
        filled_in(ready, token)
    acts = [partial(send_report, ready.desk, draft_of(ready.desk, token)) for token in tokens]
    found = {str(one) for one in at_once(acts)}
    claims = ready.rows("claim")
    assert found == {row["no"] for row in claims}
    joined = ready.rows("event", trigger=AGAIN)  # one that came when another had been taken lies with that
    assert len(claims) + len(joined) == AT_ONCE
    assert len({row["person_id"] for row in claims}) == 1


def test_the_later_of_two_taps_waits_for_the_account_that_the_earlier_asks_for(
    bureau: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (move,) = (one for one in MACHINES["claim"].rows_of("ask_payee_account"))
    ready = make_ready(bureau, "claim", move, "settling", Role.RIDER)
    ready.save()
    command, asking, finish = ready.command(), Event(), Run.finish

    def slowly(run: Run) -> None:
        finish(run)
        asking.set()
        sleep(0.3)

    monkeypatch.setattr(Run, "finish", slowly)
    with ThreadPoolExecutor(1) as pool:
        earlier = pool.submit(advance, bureau.desk, command)
        assert asking.wait(10)
        assert not was_asked(bureau.desk, command)
        assert asked_meanwhile(bureau.desk, command)
        assert earlier.result().done


def test_one_code_opens_one_session_and_bears_five_tries(ready: World) -> None:
    let_ring(ready, INJURED)
    standing(ready, "applied").save()
    send_code(ready.desk, Purpose.SIGN_IN, PHONE, SOMEBODY, ready.moment)
    proof = Proof(PHONE, code_of(ready), SOMEBODY, tail="0001")
    found = at_once([partial(sign_in_by_phone, ready.desk, proof, ready.moment, NOWHERE)] * AT_ONCE)
    assert sum(isinstance(one, SignedOn) for one in found) == 1
    assert {one.code for one in found if isinstance(one, Refused)} == {"phone_code_over"}
    assert len(ready.rows("sign_in_session")) == 1
    ready.moment += timedelta(minutes=1)
    send_code(ready.desk, Purpose.SIGN_IN, PHONE, SOMEBODY, ready.moment)
    at_once([partial(try_code, ready.desk, Purpose.SIGN_IN, PHONE, "x", SOMEBODY, ready.moment)] * (2 * TRIES))
    assert ready.one("phone_code")["tries"] == TRIES
    assert [row["claim_no"] for row in ready.rows("message", kind="sign_in_code")] == [NUMBER, NUMBER]
