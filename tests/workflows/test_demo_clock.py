"""A demonstration stands on its own day while the hours go on; production has no such day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from sqlite3 import IntegrityError

import pytest

from claims.errors import Refused
from claims.settings import Settings
from tests.support.keys import TEST_KEYS
from tests.support.pilots import INSTALLED, PROVINCE
from workflows.demo_clock import clock_on, set_demo_day
from workflows.opening import open_desk, set_up
from workflows.transaction import in_one_transaction

DAY = date(2025, 6, 30)


def installed(folder: Path, mode: str) -> Settings:
    settings = Settings(f"sqlite:///{folder / 'claims.sqlite'}", folder, "memory://", PROVINCE, data_keys=TEST_KEYS)
    set_up(settings, mode, INSTALLED)
    return settings


def test_the_hour_goes_on_and_the_day_does_not() -> None:
    late = clock_on(DAY, lambda: datetime(2026, 1, 1, 16, 30, tzinfo=UTC))
    assert late() == datetime(2025, 6, 29, 16, 30, tzinfo=UTC)  # half past midnight of the day in Shanghai
    early = clock_on(DAY, lambda: datetime(2026, 1, 1, 15, 59, tzinfo=UTC))
    assert early() == datetime(2025, 6, 30, 15, 59, tzinfo=UTC)


def test_a_demonstration_opens_on_its_day_unless_it_is_told_another(tmp_path: Path) -> None:
    settings = installed(tmp_path, "demo")
    desk = open_desk(settings)
    assert (desk.demo_day, desk.now) == (None, None)
    set_demo_day(desk, DAY)
    again = open_desk(settings)
    assert (again.demo_day, again.today()) == (DAY, DAY)
    moved = open_desk(settings, now=lambda: datetime(2025, 8, 1, tzinfo=UTC))
    assert (moved.demo_day, moved.today()) == (None, date(2025, 8, 1))
    set_demo_day(desk, None)
    assert open_desk(settings).now is None


def test_production_has_no_such_day(tmp_path: Path) -> None:
    desk = open_desk(installed(tmp_path, "production"))
    with pytest.raises(Refused) as refused:
        set_demo_day(desk, DAY)
    assert refused.value.code == "demo_day_in_production"
    with pytest.raises(IntegrityError):
        set_demo_day(replace(desk, production=False), DAY)
    assert in_one_transaction(desk, lambda c: c.exec_driver_sql("SELECT demo_day FROM installation").scalar()) is None
