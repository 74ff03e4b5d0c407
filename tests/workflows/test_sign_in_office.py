"""An administrator gives a password, takes away codes, unlocks: under his own name, in the log, and for nobody else to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from claims.errors import ClaimsError, Refused
from claims.settings import SignInSettings
from tests.support.world import World
from workflows.credentials import confirm_secret, credentials_of, write_pending_secret
from workflows.one_time_codes import code_at, recovery_codes
from workflows.own_security import change_password
from workflows.passwords import LENGTH_MIN, made_password
from workflows.security_log import Happened, Whence, entries
from workflows.sign_in_office import end_all_sessions, give_password, remove_totp, unlock
from workflows.signing_in import Next, sign_in
from workflows.transaction import Desk, in_one_transaction, reading
from workflows.visiting import visitor_of

HERE = Whence("192.0.2.7", "a browser")


@pytest.fixture
def desk(world: World) -> Desk:
    """The desk of the world, quick to check passwords."""
    return replace(world.desk, sign_in=SignInSettings(cheap_hashes=True))


def test_a_given_password_is_made_by_chance_and_has_to_be_changed(world: World, desk: Desk) -> None:
    given = give_password(desk, "admin1", "intake1", world.moment)
    assert len(given) >= LENGTH_MIN
    assert given != give_password(desk, "admin1", "intake2", world.moment)
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
    first = give_password(desk, "admin1", "intake1", world.moment)
    token = sign_in(desk, "intake1", first, world.moment, HERE).opened.token
    lock(desk, world)
    second = give_password(desk, "admin1", "intake1", world.moment)
    assert visitor_of(desk, token, world.moment) is None
    assert sign_in(desk, "intake1", second, world.moment, HERE).wanted is Next.NOTHING
    with pytest.raises(Refused, match="还可再试"):
        sign_in(desk, "intake1", first, world.moment, HERE)


def test_an_account_is_signed_out_everywhere_by_name(world: World, desk: Desk) -> None:
    given = give_password(desk, "admin1", "intake1", world.moment)
    tokens = [sign_in(desk, "intake1", given, world.moment, HERE).opened.token for _ in range(2)]
    assert end_all_sessions(desk, "admin1", "intake1", world.moment) == 2
    assert [visitor_of(desk, token, world.moment) for token in tokens] == [None, None]


def lock(desk: Desk, world: World) -> None:
    """Guess until the account is locked."""
    for place in range(6):
        with pytest.raises(Refused):
            sign_in(desk, "intake1", f"guess number {place}", world.moment, HERE)


def test_who_is_locked_is_freed_by_name(world: World, desk: Desk) -> None:
    given = give_password(desk, "admin1", "intake1", world.moment)
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
    given = give_password(desk, "admin1", "intake1", world.moment)
    token = sign_in(desk, "intake1", given, world.moment, HERE).opened.token
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    code = code_at(secret, world.moment)
    in_one_transaction(desk, lambda connection: write_pending_secret(connection, "intake1", secret))
    assert in_one_transaction(desk, lambda c: confirm_secret(c, "intake1", code, recovery_codes(), world.moment))
    assert sign_in(desk, "intake1", given, world.moment, HERE).wanted is Next.CODE
    remove_totp(desk, "admin1", "intake1", world.moment)
    assert visitor_of(desk, token, world.moment) is None
    with reading(desk) as connection:
        known = credentials_of(connection, "intake1")
    assert (known.has_totp, known.recovery) == (False, ())
    assert sign_in(desk, "intake1", given, world.moment, HERE).wanted is Next.NOTHING


@pytest.mark.parametrize("act", [give_password, remove_totp, unlock, end_all_sessions])
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
        give_password(desk, "admin1", "intake1", world.moment)


def test_secrets_are_in_no_repr_and_no_log(world: World, desk: Desk) -> None:
    given = give_password(desk, "admin1", "intake1", world.moment)
    sign_in(desk, "intake1", given, world.moment, HERE)
    with reading(desk) as connection:
        known = credentials_of(connection, "intake1")
    assert known.password_hash is not None
    assert known.password_hash.startswith("$argon2id$")
    assert "argon2" not in repr(known)
    assert given not in repr(world.rows("security_event")) + repr(world.rows("credential_private"))
    assert "192.0.2.7" not in repr(world.rows("security_event"))
