"""What comes next for one of the kin who has a part of a case: of the things that wait, the first in this order."""

from __future__ import annotations

from enum import StrEnum

from workflows.rider_accounts import OwnAccount
from workflows.rider_view import RiderCase


class Waits(StrEnum):
    """What a part waits for; the words of each stand in `portal/words.toml` under `part`."""

    MENDED = "mended"
    SIGNED = "signed"
    ACCOUNT = "account"
    PAPERS = "papers"
    CHECKED = "checked"
    PAID = "paid"
    NOTHING = "nothing"


def waits_for(seen: RiderCase, unsigned: int, account: OwnAccount, *, lacks: bool) -> Waits:
    """What the part waits for; `unsigned` is how many letters he has not signed for, `lacks`: a paper of his own is still to
    come."""
    is_owed = seen.awarded_fen > seen.paid_fen or seen.monthly_fen > 0
    if seen.returned and not account.is_asked:
        return Waits.MENDED
    if unsigned:
        return Waits.SIGNED
    if is_owed and not account.tail and not account.is_asked:
        return Waits.ACCOUNT
    if lacks:
        return Waits.PAPERS
    if account.is_asked:
        return Waits.CHECKED
    return Waits.PAID if is_owed else Waits.NOTHING
