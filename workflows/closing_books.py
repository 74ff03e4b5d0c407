"""Closing the books 关账: month by month, and the year with its carrying forward 年末结转.

A closed month takes no entry any more. Its trial balance is kept with the close, so that what was known then can be
compared at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from claims.errors import Refused
from claims.ledger import Account, item_code_of
from claims.receivables import month_end
from claims.store.rows import select_rows
from claims.store.tables import table
from workflows.bookkeeping import Posting, book
from workflows.fund_acts import month_start, require_post
from workflows.fund_balances import Balances, balances_by_tag, together
from workflows.open_period import CLOSED, YEAR_CLOSED, closed_to, lock_period
from workflows.roles import Role
from workflows.transaction import Desk, in_one_transaction

CLOSER = Role.APPROVER
DECEMBER = 12
ONE_DAY = timedelta(days=1)


def close_month(desk: Desk, username: str, month: str) -> str:
    """Close a month (2024-06) whose predecessors are closed; returns the number of the event.

    Raises Refused where the month is not over, is closed, an earlier one is open, or it is a December.
    """
    first = month_start(month)
    last = month_end(first)

    def work(connection: Connection) -> str:
        lock_period(connection, alone=True)
        require_post(connection, desk, username, CLOSER, "关账")
        if last >= desk.today():
            raise Refused("month_not_over", month=month, last=last)
        if first.month == DECEMBER:
            raise Refused("december_by_year_end", year=first.year)
        _require_next(connection, month, first, last)
        data = {"month": month, "closed_to": last.isoformat(), **_told(balances_by_tag(connection, last))}
        key = f"close:{month}:{_times(connection, CLOSED)}"
        return book(desk, connection, CLOSED, by=(username, CLOSER), on=last, key=key, data=data)

    return in_one_transaction(desk, work)


def close_year(desk: Desk, username: str, year: int) -> str:
    """Carry the expense of a year forward to 3001 and close its December; returns the number of the event.

    A year that is closed stays as it is, and its event is returned. Raises Refused where an earlier month is open or
    the year is not over.
    """
    first, last = date(year, DECEMBER, 1), date(year, DECEMBER, 31)

    def work(connection: Connection) -> str:
        lock_period(connection, alone=True)
        require_post(connection, desk, username, CLOSER, "年末结转")
        end = closed_to(connection)
        if end is not None and end >= last:
            return _closed_before(connection, year)
        if last >= desk.today():
            raise Refused("month_not_over", month=f"{year}-{DECEMBER}", last=last)
        _require_next(connection, f"{year}-{DECEMBER}", first, last)
        balances = balances_by_tag(connection, last)
        data = {"year": year, "closed_to": last.isoformat(), **_told(balances)}
        key = f"year_end:{year}:{_times(connection, YEAR_CLOSED)}"
        postings = carried_forward(balances)
        return book(
            desk, connection, YEAR_CLOSED, by=(username, CLOSER), on=last, key=key, data=data, postings=postings
        )

    return in_one_transaction(desk, work)


def carried_forward(balances: Balances) -> list[Posting]:
    """The entries that leave nothing on any expense account, by fund tag; an account with a credit goes the other way."""
    found: list[Posting] = []
    for tag, of_tag in balances.items():
        for account, amount in of_tag.items():
            code = item_code_of(account)
            if code is None and account != Account.WRITTEN_OFF:
                continue
            entry = "year_end" if code else "year_end_loss"
            found.append(Posting(entry, abs(amount), code, mirrored=amount < 0, fund_tag=tag))
    return found


def _told(balances: Balances) -> Mapping[str, object]:
    return {"balances": together(balances), "by_tag": balances}


def _require_next(connection: Connection, month: str, first: date, last: date) -> None:
    """The month is open, and nothing before it is."""
    end = closed_to(connection)
    if end is not None and end >= last:
        raise Refused("month_closed_before", month=month, closed_to=end)
    if end is not None and end == first - ONE_DAY:
        return
    transfers = table("transfer")
    before = select(func.min(transfers.c.value_on)).where(transfers.c.value_on < first)
    since = before if end is None else before.where(transfers.c.value_on > end)
    earliest = connection.execute(since).scalar()
    if earliest is not None or end is not None:
        wanted = end + ONE_DAY if end is not None else earliest
        raise Refused("earlier_month_open", month=month, earlier=f"{wanted:%Y-%m}")


def _closed_before(connection: Connection, year: int) -> str:
    events = table("book_event")
    known = select(events.c.id).where(events.c.kind == YEAR_CLOSED, events.c.occurred_on == date(year, DECEMBER, 31))
    found = connection.execute(known.order_by(events.c.seq.desc()).limit(1)).scalar()
    if found is None:
        raise Refused("year_without_entries", year=year)
    return str(found)


def _times(connection: Connection, kind: str) -> int:
    """How often there was such a close before: after a reopening the same month is closed anew."""
    return len(select_rows(connection, "book_event", kind=kind))
