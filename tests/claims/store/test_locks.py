"""Locks that lie on no row: no two things share one, and who holds one alone keeps out who would share it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from claims.store.engine import open_engine
from claims.store.locks import Lock, hold

ROOT = Path(__file__).parent.parent.parent.parent
HOME = ROOT / "claims" / "store" / "locks.py"


def test_no_lock_is_taken_past_the_list_of_them() -> None:
    """That the list gives no number twice is seen to where it stands."""
    packages = ("claims", "workflows", "notifications", "portal", "pilot", "commands")
    files = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    assert [path for path in files if re.search("pg_(try_)?advisory", path.read_text(encoding="utf-8"))] == [HOME]


@pytest.mark.parametrize("lock", Lock)
def test_a_lock_keeps_out_its_own_kind_and_no_other(lock: Lock, postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with engine.connect() as first, engine.connect() as second:
        hold(first, lock)
        second.execute(text("SET LOCAL lock_timeout = '50ms'"))
        for other in set(Lock) - {lock}:
            hold(second, other)
        with pytest.raises(OperationalError, match="lock timeout"):
            hold(second, lock, shared=True)
    engine.dispose()


def test_who_shares_a_lock_waits_for_nobody_who_shares_it(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with engine.connect() as first, engine.connect() as second, engine.connect() as third:
        hold(first, Lock.PERIOD, shared=True)
        hold(second, Lock.PERIOD, shared=True)
        third.execute(text("SET LOCAL lock_timeout = '50ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            hold(third, Lock.PERIOD)
    engine.dispose()
