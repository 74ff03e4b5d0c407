"""An administrator gives a password, takes away codes, unlocks: under his own name, in the log, and for nobody else to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from claims.clock import legal_day
from claims.errors import ClaimsError, Refused
from claims.settings import SignInSettings
from tests.support.sign_ins import helped, password_for
from tests.support.world import World
from workflows.account_opening import more_posts
from workflows.credentials import confirm_secret, credentials_of, write_pending_secret
from workflows.locking import open_actor
from workflows.one_time_codes import code_at, recovery_codes
from workflows.own_security import change_password
from workflows.passwords import LENGTH_MIN, made_password
from workflows.people import HeldPost
from workflows.post_proposals import answer as answer_proposal
from workflows.post_proposals import propose
from workflows.roles import Actor, Role
from workflows.security_log import Happened, Whence, entries
from workflows.sign_in_office import Help, Helped, close_account, end_all_sessions, unlock
from workflows.sign_in_requests import answer, help_sign_in, requests
from workflows.signing_in import Next, sign_in
from workflows.transaction import Desk, in_one_transaction, reading
from workflows.visiting import visitor_of

HERE = Whence("192.0.2.7", "a browser")


@pytest.fixture
def desk(world: World) -> Desk:
    """The desk of the world, quick to check passwords."""
    return replace(world.desk, sign_in=SignInSettings(cheap_hashes=True))


def test_a_given_password_is_made_by_chance_and_has_to_be_changed(world: World, desk: Desk) -> None:
    given = password_for(desk, "intake1", world.moment)
    assert len(given) >= LENGTH_MIN
    assert given != password_for(desk, "intake2", world.moment)
    done = sign_in(desk, "intake1", given, world.moment, HERE)
    assert done.wanted is Next.NOTHING
    visitor = visitor_of(desk, done.opened.token, world.moment)
    assert visitor is not None
    assert visitor.must_change
    own = made_password()
    opened = change_password(desk, done.opened.row, given, own, own, world.moment, HERE)
    after = visitor_of(desk, opened.token, world.moment)
    assert after is not None
    assert not after.must_change
    assert visitor_of(desk, done.opened.token, world.moment) is None


def test_it_ends_the_sessions_and_the_lock_of_the_account(world: World, desk: Desk) -> None:
    first = password_for(desk, "intake1", world.moment)
    token = sign_in(desk, "intake1", first, world.moment, HERE).opened.token
    lock(desk, world)
    second = password_for(desk, "intake1", world.moment)
    assert visitor_of(desk, token, world.moment) is None
    assert sign_in(desk, "intake1", second, world.moment, HERE).wanted is Next.NOTHING
    with pytest.raises(Refused, match="还可再试"):
        sign_in(desk, "intake1", first, world.moment, HERE)


def test_an_account_is_signed_out_everywhere_by_name(world: World, desk: Desk) -> None:
    given = password_for(desk, "intake1", world.moment)
    tokens = [sign_in(desk, "intake1", given, world.moment, HERE).opened.token for _ in range(2)]
    assert end_all_sessions(desk, "admin1", "intake1", world.moment) == 2
    assert [visitor_of(desk, token, world.moment) for token in tokens] == [None, None]


def lock(desk: Desk, world: World) -> None:
    """Guess until the account is locked."""
    for place in range(6):
        with pytest.raises(Refused):
            sign_in(desk, "intake1", f"guess number {place}", world.moment, HERE)


def test_who_is_locked_is_freed_by_name(world: World, desk: Desk) -> None:
    given = password_for(desk, "intake1", world.moment)
    assert not unlock(desk, "admin1", "intake1", world.moment)
    lock(desk, world)
    assert unlock(desk, "admin1", "intake1", world.moment)
    sign_in(desk, "intake1", given, world.moment, HERE)
    told = [(one.what, one.by) for one in entries(desk, "intake1", 50, Happened.UNLOCKED, Happened.PASSWORD_GIVEN)]
    assert sorted(told) == [
        (Happened.PASSWORD_GIVEN, "admin1"),
        (Happened.UNLOCKED, "admin1"),
        (Happened.UNLOCKED, "admin1"),
    ]


def test_codes_of_a_lost_telephone_are_taken_away_with_the_sessions(world: World, desk: Desk) -> None:
    given = password_for(desk, "intake1", world.moment)
    token = sign_in(desk, "intake1", given, world.moment, HERE).opened.token
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    code = code_at(secret, world.moment)
    in_one_transaction(desk, lambda connection: write_pending_secret(connection, "intake1", secret))
    assert in_one_transaction(desk, lambda c: confirm_secret(c, "intake1", code, recovery_codes(), world.moment))
    assert sign_in(desk, "intake1", given, world.moment, HERE).wanted is Next.CODE
    helped(desk, Help.TOTP, Helped("intake1", "admin1", world.moment))
    assert visitor_of(desk, token, world.moment) is None
    with reading(desk) as connection:
        known = credentials_of(connection, "intake1")
    assert (known.has_totp, known.recovery) == (False, ())
    assert sign_in(desk, "intake1", given, world.moment, HERE).wanted is Next.NOTHING


def ask_password(desk: Desk, by: str, username: str, instant: datetime) -> object:
    return help_sign_in(desk, Help.PASSWORD, Helped(username, by, instant))


def ask_totp(desk: Desk, by: str, username: str, instant: datetime) -> object:
    return help_sign_in(desk, Help.TOTP, Helped(username, by, instant))


@pytest.mark.parametrize("act", [ask_password, ask_totp, unlock, end_all_sessions])
@pytest.mark.parametrize(
    ("by", "username", "code"),
    [
        ("intake1", "intake2", "sign_ins_not_yours"),
        ("auditor1", "auditor1", "sign_ins_not_yours"),
        ("nobody", "intake1", "sign_ins_not_yours"),
        ("admin1", "nobody", "no_such_account"),
    ],
)
def test_nobody_but_an_administrator_does_it(
    world: World, desk: Desk, act: Callable[..., object], by: str, username: str, code: str
) -> None:
    with pytest.raises(ClaimsError) as refused:
        act(desk, by, username, world.moment)
    assert refused.value.code == code
    assert world.rows("credential") == world.rows("security_event") == []


def test_an_administrator_whose_post_is_over_does_not(world: World, desk: Desk) -> None:
    world.execute("UPDATE post SET valid_to = '2024-10-09' WHERE username = 'admin1'")
    with pytest.raises(Refused):
        password_for(desk, "intake1", world.moment)


def test_secrets_are_in_no_repr_and_no_log(world: World, desk: Desk) -> None:
    given = password_for(desk, "intake1", world.moment)
    sign_in(desk, "intake1", given, world.moment, HERE)
    with reading(desk) as connection:
        known = credentials_of(connection, "intake1")
    assert known.password_hash is not None
    assert known.password_hash.startswith("$argon2id$")
    assert "argon2" not in repr(known)
    assert given not in repr(world.rows("security_event")) + repr(world.rows("credential_private"))
    assert "192.0.2.7" not in repr(world.rows("security_event"))


def waiting(desk: Desk, world: World, what: Help = Help.PASSWORD, username: str = "approver1") -> int:
    """A request of the administrator that waits, by its number."""
    assert help_sign_in(desk, what, Helped(username, "admin1", world.moment)) is None
    return int(world.rows("sign_in_request")[-1]["id"])


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(ClaimsError) as refused:
        act()
    return refused.value.code


@pytest.mark.parametrize("what", [Help.PASSWORD, Help.TOTP])
def test_nobody_alone_helps_another_of_the_house_to_sign_in(world: World, desk: Desk, what: Help) -> None:
    asked = waiting(desk, world, what)
    assert world.rows("credential") == []
    for second, code in (("admin1", "sign_in_to_oneself"), ("reviewer1", "second_not_entitled")):
        assert code_of(partial(answer, desk, second, asked, world.moment, granted=True)) == code
    assert code_of(lambda: waiting(desk, world, what)) == "sign_in_request_waits"
    given = answer(desk, "chief1", asked, world.moment, granted=True)
    assert bool(given) is (what is Help.PASSWORD)
    assert code_of(lambda: answer(desk, "chief1", asked, world.moment, granted=True)) == "sign_in_request_answered"
    told = [(one.what, one.by, one.detail) for one in entries(desk, "approver1", 5)]
    assert (Happened.SIGN_IN_ASKED, "admin1", what.value) in told
    assert {"password": Happened.PASSWORD_GIVEN, "totp": Happened.TOTP_REMOVED}[what] in [one for one, *_ in told]


def test_the_owner_of_an_account_does_not_agree_to_it_himself(world: World, desk: Desk) -> None:
    asked = waiting(desk, world, username="chief1")
    assert code_of(lambda: answer(desk, "chief1", asked, world.moment, granted=True)) == "sign_in_to_oneself"
    (told,) = requests(desk, actor_of(desk, world, "chief1"))
    assert not told.may_grant


def test_what_was_asked_by_who_is_no_administrator_any_more_is_not_done(world: World, desk: Desk) -> None:
    asked = waiting(desk, world)
    world.execute("UPDATE post SET valid_to = '2024-10-10' WHERE username = 'admin1'")
    late = world.moment + timedelta(days=2)
    assert code_of(lambda: answer(desk, "chief1", asked, late, granted=True)) == "sign_ins_not_yours"


def test_what_was_refused_is_not_done_and_can_be_asked_again(world: World, desk: Desk) -> None:
    assert answer(desk, "chief1", waiting(desk, world), world.moment, granted=False) == ""
    assert world.rows("credential") == []
    assert entries(desk, "approver1", 1)[0].what is Happened.SIGN_IN_DECLINED
    assert waiting(desk, world)


def test_a_platform_is_helped_by_one(world: World, desk: Desk) -> None:
    world.execute("UPDATE post SET role = 'PF' WHERE username = 'intake1'")
    world.execute("UPDATE account SET org = 'platform:美团' WHERE username = 'intake1'")
    assert help_sign_in(desk, Help.PASSWORD, Helped("intake1", "admin1", world.moment))


def close_and_wait(desk: Desk, world: World, username: str = "approver1") -> None:
    """The account of an approver is closed, and a day goes by: from then on it holds no post."""
    close_account(desk, "admin1", username, world.moment)
    world.moment += timedelta(days=1)


@pytest.mark.parametrize("what", list(Help))
def test_an_account_of_the_house_is_helped_by_two_also_while_it_holds_no_post(
    world: World, desk: Desk, what: Help
) -> None:
    close_and_wait(desk, world)
    asked = Helped("approver1", "admin1", world.moment, issuer="https://idp.example", subject="his-own")
    assert help_sign_in(desk, what, asked) is None
    assert (world.rows("account_link"), world.one("credential", username="approver1")["password_set_at"]) == ([], None)


def test_one_that_comes_back_to_a_post_opens_to_nothing_that_was_set_before(world: World, desk: Desk) -> None:
    close_and_wait(desk, world)
    known = password_for(desk, "approver1", world.moment)
    helped(desk, Help.LINK, Helped("approver1", "admin1", world.moment, issuer="https://idp.example", subject="s"))
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    in_one_transaction(desk, lambda connection: write_pending_secret(connection, "approver1", secret))
    code = code_at(secret, world.moment)
    assert in_one_transaction(desk, lambda c: confirm_secret(c, "approver1", code, recovery_codes(), world.moment))
    told = given_again(desk, world)
    assert code_of(lambda: sign_in(desk, "approver1", known, world.moment, HERE)) == "sign_in_wrong"
    assert world.rows("account_link") == []
    assert sign_in(desk, "approver1", told, world.moment, HERE).wanted is Next.NOTHING
    logged = [(one.what, one.by, one.detail) for one in entries(desk, "approver1", 3)]
    assert (Happened.PASSWORD_GIVEN, "admin1", "leader1") in logged


def test_one_that_holds_a_post_keeps_its_password_when_it_gets_another(world: World, desk: Desk) -> None:
    known = password_for(desk, "approver1", world.moment)
    assert given_again(desk, world, Role.REVIEWER) == ""
    assert sign_in(desk, "approver1", known, world.moment, HERE).wanted is Next.NOTHING


def given_again(desk: Desk, world: World, role: Role = Role.APPROVER) -> str:
    """A post is put forward for the account of the approver and agreed to; what who agreed is told."""
    limit_fen = 100_000_000 if role is Role.APPROVER else None
    with reading(desk) as connection:
        giving = more_posts(connection, "approver1", (HeldPost(role, legal_day(world.moment), limit_fen),))
    propose(desk, giving, world.moment, "admin1")
    proposed = int(world.rows("post_proposal")[-1]["id"])
    return answer_proposal(desk, "leader1", proposed, world.moment, granted=True)


def actor_of(desk: Desk, world: World, username: str) -> Actor:
    with reading(desk) as connection:
        actor, _ = open_actor(connection, username, legal_day(world.moment))
    assert actor is not None
    return actor
