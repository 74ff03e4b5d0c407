"""Guessing: however many at once, from however many processes, under one name there are five tries in a quarter of an hour."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter

import pytest

from claims.calendar import load_calendar
from claims.canonical import sha256_hex
from claims.errors import ClaimsError
from claims.rules import load_rules
from claims.settings import SignInSettings
from tests.support.at_once import at_once, in_processes
from tests.support.keys import keyed_engine
from tests.support.world import NOON, PROVINCE, World, sqlite_world, world_on
from workflows.credentials import write_password
from workflows.passwords import hashed, is_right
from workflows.security_log import Whence
from workflows.sign_in_tries import TRIES
from workflows.signing_in import sign_in
from workflows.transaction import Desk, in_one_transaction

PASSWORD = "correct horse battery staple"
HERE = Whence("192.0.2.7", "a browser")


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world on each database, where intake1 has a password."""
    with world_on(request, tmp_path) as made:
        made.desk = replace(made.desk, attempts=50, sign_in=SignInSettings(cheap_hashes=True))
        kept = hashed(PASSWORD, cheap=True)
        in_one_transaction(
            made.desk, lambda c: write_password(c, "intake1", kept, made.moment, must_change=False)
        )  # fmt: skip
        yield made


def attempt(desk: Desk, password: str, world: World) -> str:
    """What came of one try."""
    try:
        sign_in(desk, "intake1", password, world.moment, HERE)
    except ClaimsError as fault:
        return fault.code
    return "in"


def test_thirty_guesses_at_once_are_five(world: World) -> None:
    guesses = [partial(attempt, world.desk, f"guess number {place}", world) for place in range(30)]
    looked_at = at_once(guesses)
    assert set(looked_at) == {"sign_in_wrong", "sign_in_locked"}
    wrong = [row for row in world.rows("security_event") if row["what"] == "password_wrong"]
    assert len(wrong) == TRIES
    assert [row["what"] for row in world.rows("security_event")].count("locked") == 1
    assert attempt(world.desk, PASSWORD, world) == "sign_in_locked"


def guessing(url: str) -> Callable[[], list[str]]:
    """To guess 20 times, at the desk of one process; what each guess was told."""
    cheap = SignInSettings(cheap_hashes=True)
    desk = Desk(keyed_engine(url), load_rules(PROVINCE), load_calendar(), Path(), attempts=50, sign_in=cheap)

    def guess() -> list[str]:
        told = []
        for place in range(20):
            with pytest.raises(ClaimsError) as refused:
                sign_in(desk, "intake1", f"guess number {place}", NOON, Whence("192.0.2.1"))
            told.append(f"{refused.value.code} {refused.value.facts.get('left', '')}")
        return told

    return guess


def test_two_processes_that_guess_have_five_tries_together(world: World) -> None:
    url = world.engine.url.render_as_string(hide_password=False)
    told = [line for one in in_processes(guessing, url) for line in one]
    assert len(told) == 40
    assert sorted(line for line in told if line.startswith("sign_in_wrong")) == [
        f"sign_in_wrong {n}" for n in (1, 2, 3, 4)
    ]
    assert [row["what"] for row in world.rows("security_event")].count("password_wrong") == TRIES


def test_two_sign_ins_at_once_with_the_right_password_are_both_in(world: World) -> None:
    assert at_once([lambda: attempt(world.desk, PASSWORD, world) for _ in range(4)]) == ["in"] * 4
    tokens = {row["token_sha256"] for row in world.rows("sign_in_session")}
    assert len(tokens) == 4


def test_a_password_that_is_changed_while_it_is_looked_at_lets_nobody_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = hashed("another good password", cheap=True)

    def looked_at(password: str, kept: str | None, *, cheap: bool = False) -> bool:
        in_one_transaction(
            world.desk, lambda c: write_password(c, "intake1", new, world.moment, must_change=False)
        )  # fmt: skip
        return is_right(password, kept, cheap=cheap)

    monkeypatch.setattr("workflows.signing_in.is_right", looked_at)
    assert attempt(world.desk, PASSWORD, world) == "sign_in_wrong"
    assert world.rows("sign_in_session") == []


def test_a_name_that_is_nobodys_costs_the_same_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[bool] = []

    def looked_at(password: str, kept: str | None, *, cheap: bool = False) -> bool:
        asked.append(kept is None)
        return is_right(password, kept, cheap=cheap)

    monkeypatch.setattr("workflows.signing_in.is_right", looked_at)
    with sqlite_world(tmp_path) as made:
        desk = replace(made.desk, sign_in=SignInSettings(cheap_hashes=True))
        for name in ("intake1", "nobody"):
            with pytest.raises(ClaimsError):
                sign_in(desk, name, "guess", made.moment, HERE)
    assert asked == [True, True]


def test_checking_nobodys_password_takes_as_long_as_checking_somebodys() -> None:
    """Both hash once at full cost: medians of interleaved runs, so that a busy machine slows both alike."""
    kept = hashed(PASSWORD)
    is_right("warm up", None)
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(5):
        for known in (True, False):
            begun = perf_counter()
            assert not is_right("wrong password", kept if known else None)
            times[known].append(perf_counter() - begun)
    some, nobody = statistics.median(times[True]), statistics.median(times[False])
    assert 0.5 < nobody / some < 2


def test_a_typed_name_is_only_known_by_its_hash(world: World) -> None:
    with pytest.raises(ClaimsError):
        sign_in(world.desk, "Typed By Mistake", "guess", world.moment, HERE)
    rows = world.rows("sign_in_try")
    assert [row["name_hash"] for row in rows] == [sha256_hex("password:typed by mistake")]
    assert "mistake" not in repr(rows)
