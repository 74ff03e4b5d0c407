"""What a platform's program does, twice, at once, and after a crash between the act and its answer; on both databases."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from claims.errors import BadInput, ClaimsError, Conflict, Refused
from claims.store.rows import update_row
from notifications.messages.routes import Channel
from tests.support.at_once import at_once, said
from tests.support.invariants import WRITTEN_TOO, faults
from tests.support.platforms import REPORT
from tests.support.world import OTHER_PLATFORM, PLATFORM, TODAY, World
from workflows.api_keys import Given, make_key, revoke_key
from workflows.api_once import Taken, find, keep_answer, take
from workflows.api_requests import NEAR, Caller, Signed, caller_of, check_time, signature_of, string_to_sign, take_nonce
from workflows.command import Outcome
from workflows.identifying import told_on
from workflows.identity import make_index_key
from workflows.platform_acts import APPLICATION, PAYMENT, PlatformAct, check_texts, make_act, report, same_accident
from workflows.platform_bodies import read_api_report
from workflows.platform_cases import case_after
from workflows.receipts import texts_of
from workflows.transaction import Desk, in_one_transaction

ME, COLLEAGUE, ELSEWHERE = "platform1", "platform9", "platform2"
CALLER = Caller("ak_1", PLATFORM, ME, frozenset({"report"}))
OTHER_ACCOUNT = replace(CALLER, key_id="ak_2", username=COLLEAGUE)
APPLIED = {"kind": "injury", "consent": True, "form": True}


COLUMNS = ("username", "role", "limit_fen", "areas", "valid_from", "valid_to")


@pytest.fixture
def desk(bureau: World) -> Desk:
    """A bureau with an index of persons, and a second account of the platform."""
    make_index_key(bureau.desk.var_dir)
    bureau.insert("series", {"series": "person", "year": 0, "last_serial": 99, "last_on": TODAY})
    account = bureau.one("account", username=ME)
    bureau.insert("account", {**account, "username": COLLEAGUE, "id_index": "index-colleague"})
    post = bureau.one("post", username=ME)
    bureau.insert("post", {name: post[name] for name in COLUMNS} | {"username": COLLEAGUE})
    return bureau.desk


def reported(desk: Desk, key: str = "first") -> Outcome:
    data, faults = read_api_report({**REPORT, "accident_on": "2024-10-09"}, PLATFORM, desk.today())
    assert faults == {}
    return report(desk, ME, data, key)


def signed_by(desk: Desk, given: Given, **changed: str) -> Signed:
    """A request under a key, signed and then changed."""
    timestamp = str(int(desk.instant().timestamp()))
    facts = ("GET", "/api/v1/cases", "", hashlib.sha256(b"").hexdigest(), "203.0.113.7")
    method, path, query, sha256, address = facts
    bare = Signed(given.id, timestamp, "n" * 24, "", method, path, query, sha256, address)
    return replace(bare, **{"signature": signature_of(given.secret, string_to_sign(bare)), **changed})


def test_an_act_whose_answer_was_lost_is_found_again_whatever_has_happened_since(bureau: World, desk: Desk) -> None:
    no = reported(desk).claim_no
    first = make_act(desk, ME, APPLICATION, no, APPLIED, "apply")
    later = replace(desk, now=lambda: desk.instant() + timedelta(days=2))
    again = make_act(later, ME, APPLICATION, no, APPLIED, "apply")
    assert (first.done, again.done, again.repeated) == (True, True, True)
    assert again.event_id == first.event_id
    assert reported(desk).claim_no == no
    assert len(bureau.rows("event", claim_no=no)) == 2


def test_of_one_instant_the_text_of_the_later_move_comes_first(desk: Desk) -> None:
    no = reported(desk).claim_no
    assert make_act(desk, ME, APPLICATION, no, APPLIED, "apply").done
    told = texts_of(desk, [channel.value for channel in Channel])
    assert len({row["created_at"] for row in told}) == 1
    assert list(dict.fromkeys(row["event_id"] for row in told)) == [f"{no}#2", f"{no}#1"]


def test_the_same_act_at_once_is_made_once(bureau: World, desk: Desk) -> None:
    first, second = at_once([partial(reported, desk)] * 2)
    assert isinstance(first, Outcome)
    assert isinstance(second, Outcome)
    assert (first.claim_no, sorted([first.repeated, second.repeated])) == (second.claim_no, [False, True])
    results = at_once([partial(make_act, desk, ME, APPLICATION, first.claim_no, APPLIED, "apply")] * 2)
    assert [said(one) for one in results if not isinstance(one, bool)] == ["done", "done"]
    assert len(bureau.rows("event", claim_no=first.claim_no, trigger="apply")) == 1
    assert faults(bureau, WRITTEN_TOO) == []


def test_a_key_of_the_platform_is_one_request_under_whichever_account(bureau: World, desk: Desk) -> None:
    taken = at_once([partial(take, desk, one, "request-1", "POST /reports", "aa") for one in (CALLER, OTHER_ACCOUNT)])
    first, second = (one for one in taken if isinstance(one, Taken))
    assert (first.id, first.username, first.status) == (second.id, second.username, None)
    keep_answer(desk, first, 201, '{"claim_no":"one"}')
    keep_answer(desk, second, 200, '{"claim_no":"two"}')
    kept = find(desk, OTHER_ACCOUNT, "request-1", "POST /reports", "aa")
    assert kept == Taken(first.id, first.username, 201, '{"claim_no":"one"}')
    for call, body in (("POST /other", "aa"), ("POST /reports", "bb")):
        with pytest.raises(Conflict) as refused:
            find(desk, CALLER, "request-1", call, body)
        assert refused.value.code == "api_key_other_body"
    stranger = replace(CALLER, platform=OTHER_PLATFORM, username=ELSEWHERE)
    assert find(desk, stranger, "request-1", "POST /reports", "bb") is None
    assert len(bureau.rows("api_answer")) == 1


def test_a_nonce_is_taken_once_by_two_at_once_and_forgotten_when_it_is_stale(bureau: World, desk: Desk) -> None:
    given = make_key(desk, ME, ME, ["read"])
    signed = signed_by(desk, given)
    assert caller_of(desk, signed).username == ME
    results = at_once([partial(take_nonce, desk, signed)] * 2)
    assert sorted(getattr(one, "code", "taken") for one in results) == ["api_nonce_used", "taken"]
    later = replace(desk, now=lambda: desk.instant() + 3 * NEAR)
    with pytest.raises(Refused) as stale:
        check_time(later, signed.timestamp)
    assert stale.value.code == "api_stale"
    take_nonce(later, replace(signed, nonce="m" * 24))
    assert len(bureau.rows("api_nonce")) == 1


def test_nothing_that_is_signed_can_be_changed(desk: Desk) -> None:
    signed = signed_by(desk, make_key(desk, ME, ME, ["read"]))
    for name in ("method", "path", "query", "timestamp", "nonce", "body_sha256", "signature", "key_id"):
        with pytest.raises(Refused) as refused:
            caller_of(desk, replace(signed, **{name: f"{getattr(signed, name)}0"}))
        assert refused.value.code == "api_not_signed"


def test_a_platform_has_two_keys_that_live_and_no_third(bureau: World, desk: Desk) -> None:
    made = at_once([partial(make_key, desk, ME, one, ["read"]) for one in (ME, COLLEAGUE, ME)])
    keys = [one for one in made if isinstance(one, Given)]
    assert (len(keys), [one.code for one in made if isinstance(one, ClaimsError)]) == (2, ["api_two_keys"])
    revoke_key(desk, COLLEAGUE, keys[0].id)
    with pytest.raises(Refused) as refused:
        revoke_key(desk, ELSEWHERE, keys[1].id)
    assert refused.value.code == "api_no_such_key"
    assert make_key(desk, "admin1", COLLEAGUE, ["read"]).id
    assert sorted(row["slot"] for row in bureau.rows("api_key") if row["revoked_at"] is None) == [1, 2]
    with pytest.raises(Refused) as revoked:
        caller_of(desk, signed_by(desk, keys[0]))
    assert revoked.value.code == "api_not_signed"


def test_a_key_ends_with_the_post_of_its_account_and_is_for_platforms(desk: Desk) -> None:
    given = make_key(desk, ME, ME, ["read"])
    over_on = {"valid_to": TODAY - timedelta(days=1)}
    in_one_transaction(desk, lambda connection: update_row(connection, "post", {"username": ME}, over_on))
    with pytest.raises(Refused) as over:
        caller_of(desk, signed_by(desk, given))
    assert over.value.code == "api_not_signed"
    for by, username, code in (
        ("admin1", "intake1", "api_key_of_a_platform"),
        ("intake1", COLLEAGUE, "api_keys_by_whom"),
        (ELSEWHERE, COLLEAGUE, "api_keys_by_whom"),
        ("admin1", "nobody", "no_such_account"),
    ):
        with pytest.raises(Refused) as refused:
            make_key(desk, by, username, ["read"])
        assert refused.value.code == code


def test_the_secret_of_a_key_is_nowhere_in_clear(bureau: World, desk: Desk) -> None:
    given = make_key(desk, ME, ME, ["read"])
    with bureau.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT secret FROM api_key_private").scalar_one()
    assert given.secret not in stored
    assert bureau.one("api_key_private", key_id=given.id)["secret"] == given.secret


@pytest.mark.parametrize(
    ("wanted", "data", "code"),
    [
        (APPLICATION, {**APPLIED, "papers": ["王一鸣13987654321"]}, "api_paper_unknown"),
        (PAYMENT, {"document": "王一鸣转账"}, "api_voucher_form"),
    ],
)
def test_what_a_platform_writes_has_its_shape(desk: Desk, wanted: PlatformAct, data: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        make_act(desk, ME, wanted, "TL-2024-000001", data, "strange")
    assert refused.value.code == code


def test_no_telephone_stands_in_what_a_platform_writes_openly(desk: Desk) -> None:
    check_texts(desk, "appeal", {"document": "（2025）渝0151行初12号", "organ": "铜梁区人民法院"})
    with pytest.raises(BadInput) as refused:
        check_texts(desk, "appeal", {"document": "王一鸣13987654321"})
    assert refused.value.code == "platform_text_digits"


def test_a_number_that_is_known_under_another_name_is_reported_like_any_other(bureau: World, desk: Desk) -> None:
    known = reported(desk)
    data, _ = read_api_report(
        {**REPORT, "person_name": "合成人员99", "accident_on": "2024-10-08"}, PLATFORM, desk.today()
    )
    made = report(desk, ME, data, "second")
    assert (made.done, made.repeated) == (True, False)
    claims = [bureau.one("claim", no=no) for no in (known.claim_no, made.claim_no)]
    assert claims[0]["person_id"] != claims[1]["person_id"]
    before, after = (case_after(desk, ME, claim["no"]) for claim in claims)
    assert (after.state, [one.code for one in after.due]) == (before.state, [one.code for one in before.due])
    told = {"name": "合成人员99", "id_number_told": REPORT["id_number"], "phone_told": REPORT["phone"]}
    assert told_on(desk, made.claim_no) == told
    assert json.loads(bureau.one("person_private", person_id=claims[1]["person_id"])["body"]) == told
    assert not any(REPORT["id_number"] in row["data"] for row in bureau.rows("event"))
    assert same_accident(desk, PLATFORM, data) == made.claim_no
    assert same_accident(desk, OTHER_PLATFORM, data) is None
