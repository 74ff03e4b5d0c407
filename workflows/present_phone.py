"""The telephone of who has shown his ID card, beside the one by which he may be known already: which is the present one.

A new person has the one by which he reported himself. For whoever is known, and where a platform told the number, somebody
has to say whether it is his; it is registered with the reason right after the move, as at the counter: with its event, the
rest of the number and the messages, and where money hangs on it by a second officer. A move that is refused leaves no number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from claims.errors import words
from claims.masking import masked_phone
from workflows.advance import advance_found
from workflows.command import Command, Outcome
from workflows.person_index import normal_phone
from workflows.phone_changes import is_money_by_phone, phone_of
from workflows.transaction import Desk


class PhonesDiffer(Exception):
    """The person is known by another number than the one that is told, or by none; which is the present one has to be said."""

    def __init__(self, known: str, told: str) -> None:
        super().__init__("phones_differ")
        self.known, self.told = masked_phone(known) if known else "", masked_phone(told)


@dataclass(frozen=True, slots=True)
class Present:
    """Which number the person has now: the one that is told, with the `reason`, or the one that was known before (if any)."""

    is_told: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Who has shown his ID card, and the number that is told of him (empty where none is); `earlier` is as whom he stood on the
    case until now.
    """

    person_id: str
    told: str
    earlier: str = ""


def advance_with_phone(
    desk: Desk,
    find: Callable[[Connection], Shown],
    move: Callable[[Shown], Command],
    present: Present | None,
    *,
    told_himself: bool = False,
) -> Outcome:
    """Make the move of who has shown his card, found and registered by `find` in the same transaction, and right after it
    change the number where the one that is told is the present one. `told_himself`: it was told with the card in hand, so that
    it need not be asked whether a first number is his.

    Raises PhonesDiffer where which number is the present one has still to be said, and whatever `find` raises.
    """

    def commands(connection: Connection) -> list[Command]:
        shown = find(connection)
        command = move(shown)
        known = phone_of(connection, shown.person_id)
        if not shown.told or normal_phone(known) == normal_phone(shown.told):
            return [command]
        said = Present(is_told=True) if present is None and told_himself and not known else present
        if said is None or (said.is_told and known and not said.reason.strip()):
            raise PhonesDiffer(known, shown.told)
        if not said.is_told:
            return [command]
        return [command, _changing(connection, command, shown, said.reason.strip())]

    outcomes = advance_found(desk, commands)
    return next((one for one in outcomes if one.refusals), outcomes[0])


def _changing(connection: Connection, after: Command, shown: Shown, reason: str) -> Command:
    """The change of the number right after the move; where money hangs on it, its draft for a second officer."""
    said = reason or words("phone_first_reason")
    change = {"holder": shown.person_id, "new_phone": shown.told, "id_shown": True, "reason": said}
    key = f"{after.key}:phone"
    persons = [person for person in (shown.person_id, shown.earlier) if person]
    if not is_money_by_phone(connection, after.target, persons):
        version = after.expected_version + 1
        return Command(after.target, "change_phone", after.actor, after.occurred_on, key, version, change)
    data = {"act": "change_phone_checked", "targets": [after.target], "proposal": [change]}
    return Command(f"{after.target}/approval", "draft", after.actor, after.occurred_on, key, 0, data)
