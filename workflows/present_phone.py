"""The telephone of who has shown his ID card, beside the one by which he may be known already: which is the present one.

Where none is known, the one that is told is his. Where another one is, somebody has to say which he has now; another one in
its place is registered with the reason, as at the counter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.masking import masked_phone
from workflows.advance import advance_all
from workflows.command import Command, Outcome
from workflows.person_index import normal_phone
from workflows.phone_changes import is_money_by_phone, phone_of, replace_phone
from workflows.transaction import Desk, reading


class PhonesDiffer(Exception):
    """The person is known by another number than the one that is told; which is the present one has to be said."""

    def __init__(self, known: str, told: str) -> None:
        super().__init__("phones_differ")
        self.known, self.told = masked_phone(known), masked_phone(told)


@dataclass(frozen=True, slots=True)
class Present:
    """Which number the person has now: the one that is told, with the `reason`, or the one that was known before."""

    is_told: bool
    reason: str = ""


def keep_phone(connection: Connection, person_id: str, told: str, present: Present | None, on: date) -> None:
    """Where no number is known yet, the one that is told becomes his. Raises PhonesDiffer where that has still to be said."""
    known = phone_of(connection, person_id)
    if told and not known:
        replace_phone(connection, person_id, told, on)
    elif told and not _is_said(present) and normal_phone(known) != normal_phone(told):
        raise PhonesDiffer(known, told)


def _is_said(present: Present | None) -> bool:
    return present is not None and (not present.is_told or bool(present.reason.strip()))


def advance_with_phone(
    desk: Desk, command: Command, person_id: str, told: str, present: Present | None, told_by: str = ""
) -> Outcome:
    """Make the move, and right after it change the number where the one that is told is the present one.

    `told_by` is the person by whom the number was told, where that was another one in the register.
    """
    if present is None or not present.is_told:
        return advance_all(desk, [command])[0]
    change = {"holder": person_id, "new_phone": told, "id_shown": True, "reason": present.reason}
    change_of_it = _changing(desk, command, change, [person_id, told_by] if told_by else [person_id])
    outcomes: Sequence[Outcome] = advance_all(desk, [command, change_of_it])
    return next((one for one in outcomes if one.refusals), outcomes[0])


def _changing(desk: Desk, after: Command, change: dict[str, object], persons: Sequence[str]) -> Command:
    """The change of the number right after the move; where money of these persons hangs on it, its draft for a second officer."""
    with reading(desk) as connection:
        drafted = is_money_by_phone(connection, after.target, persons)
    key = f"{after.key}:phone"
    if not drafted:
        version = after.expected_version + 1
        return Command(after.target, "change_phone", after.actor, after.occurred_on, key, version, change)
    data = {"act": "change_phone_checked", "targets": [after.target], "proposal": [change]}
    return Command(f"{after.target}/approval", "draft", after.actor, after.occurred_on, key, 0, data)
