"""The bureau's routines as stories that never end: every one of them goes on with the next working day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from pilot.agenda import Rank, Story
from pilot.office import Office
from pilot.routines.archive import close_cases
from pilot.routines.cashier import pay_and_book
from pilot.routines.funding import fund_the_quarter
from pilot.routines.platforms import pay_support
from pilot.routines.post_room import serve_letters

Routine = Callable[[Office], None]


def begin(office: Office, first_day: date) -> None:
    """Let every routine begin on `first_day`."""
    for rank, routine in (
        (Rank.SWEEP, sweep_desk),
        (Rank.SWEEP, fund_the_quarter),
        (Rank.POST_ROOM, serve_letters),
        (Rank.CASHIER, pay_and_book),
        (Rank.CASHIER, pay_support),
        (Rank.ARCHIVE, close_cases),
    ):
        office.agenda.add(_every_working_day(office, routine), first_day, rank)


def _every_working_day(office: Office, routine: Routine) -> Story:
    while True:
        if office.calendar.is_working_day(office.today):
            routine(office)
        yield office.working_days_later(1)


def sweep_desk(office: Office) -> None:
    """What the system does by itself when a day has come."""
    office.clock.tick()
    office.hands.sweep(office.desk, office.today)
