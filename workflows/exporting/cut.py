"""What a pull of the ledger takes in: two dates, and what it is narrowed to.

As of a day means what counts for that day or earlier and was known by the end of it. A refund in July of a payment in
June has its own value date; what was recorded in July for a day in June is known only from July on.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, select

from claims.book_chain import BOOK
from claims.clock import SHANGHAI, instant_text
from claims.errors import BadInput, Refused
from claims.formulas.items import KINDS, ItemCode
from claims.store.rows import select_one
from claims.store.tables import table

WHOLE = frozenset({"value_to", "known_before"})  # a last day leaves nothing out that counted by then


@dataclass(frozen=True, slots=True)
class Cut:
    """The transfers that count for a day from `value_from` to `value_to` and were recorded from `known_from` on and before
    `known_before` (instants as stored); of one platform, one item code, one case (`FUND`: what has no case), one account
    on either side, one grade, one batch of payments, of a sum from `least_fen` to `most_fen`; with `text` in one of its ids.
    """

    value_to: date | None = None
    known_before: str | None = None
    value_from: date | None = None
    known_from: str | None = None
    platform: str | None = None
    item_code: str | None = None
    claim_no: str | None = None
    account: str | None = None
    grade: int | None = None
    batch_no: str | None = None
    least_fen: int | None = None
    most_fen: int | None = None
    text: str | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether entries are left out for another reason than a last day."""
        return any(getattr(self, one.name) is not None for one in fields(self) if one.name not in WHOLE)

    def as_json(self) -> dict[str, str]:
        """What is asked for, by name; what is not asked for is left out."""
        asked = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: str(value) for name, value in asked.items() if value is not None}


EVERYTHING = Cut()


def as_of(day: date) -> Cut:
    """The ledger at the end of `day` in Asia/Shanghai, by value date and by what was known."""
    return Cut(day, end_of(day))


def end_of(day: date) -> str:
    """The first instant after `day` in Asia/Shanghai, in the form in which instants are stored."""
    return instant_text(datetime.combine(day + timedelta(days=1), time(), SHANGHAI))


def changed_since(cut: Cut) -> Cut:
    """What counts for the days of `cut`, but was recorded only after its last day had ended.

    Under an as-of that is all that was recorded since; under a knowledge date of its own, what was by then. Raises
    BadInput where `cut` has no last day.
    """
    if cut.value_to is None:
        raise BadInput("changes_without_day")
    ended = end_of(cut.value_to)
    until = None if cut.known_before == ended else cut.known_before
    return replace(cut, known_from=ended, known_before=until)


def checked(connection: Connection, cut: Cut) -> Cut:
    """`cut` with its names as they are stored. Raises BadInput or Refused for a platform, an item, a case or days that
    cannot be; each says what there is.
    """
    if cut.value_from and cut.value_to and cut.value_from > cut.value_to:
        raise BadInput("cut_days_reversed", first=cut.value_from, last=cut.value_to)
    if cut.claim_no is not None and cut.claim_no != BOOK and select_one(connection, "claim", no=cut.claim_no) is None:
        raise Refused("no_such_claim", claim=cut.claim_no)
    if cut.platform is not None:
        _check_platform(connection, cut.platform)
    return cut if cut.item_code is None else replace(cut, item_code=_item_code(cut.item_code))


def _check_platform(connection: Connection, platform: str) -> None:
    claim = table("claim")
    known = connection.execute(select(claim.c.platform).distinct().order_by(claim.c.platform)).scalars().all()
    if platform not in known:
        raise BadInput("cut_no_such_platform", platform=platform, known="、".join(known) or "（还没有案件）")


def _item_code(given: str) -> str:
    for code in ItemCode:
        if given in (str(code), KINDS[code].label):
            return str(code)
    raise BadInput("cut_no_such_item", item=given, known="、".join(f"{one}（{KINDS[one].label}）" for one in ItemCode))
