"""What a platform's program does: the moves that its tables give a platform, each once under its key.

A move that has been made is found again by the key of its command, whatever has happened to the case since.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import select

from claims.canonical import canonical_json, sha256_hex
from claims.errors import BadInput, Conflict
from claims.store.rows import select_rows
from claims.store.tables import table
from workflows.acting import act
from workflows.command import Command, Outcome, earlier_outcome
from workflows.counter_reports import take_report
from workflows.identity import index_key_of_nobody, read_id_number, read_index_key
from workflows.machines import MACHINES
from workflows.platform_bodies import required
from workflows.table import Field, Move
from workflows.told_persons import persons_under
from workflows.transaction import Desk, reading

RECORD_LENGTH = 12
VOUCHER_NO = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9._/-]{0,63}", re.ASCII)
FROM_THE_PROGRAM = frozenset({"applicant", "record", "sha256"})
LONG_DIGITS = re.compile(r"\d{11}")
WRITTEN_OPENLY = ("document", "organ", "permission")
CLAIM = table("claim")


@dataclass(frozen=True, slots=True)
class PlatformAct:
    """A move as a program asks for it: the last part of its address, its machine and trigger, and the scope it needs."""

    path: str
    machine: str
    trigger: str
    scope: str
    asked: tuple[str, ...] = ()

    @property
    def move(self) -> Move:
        """Its row in the table."""
        return MACHINES[self.machine].rows_of(self.trigger)[0]

    @property
    def fields(self) -> tuple[Field, ...]:
        """What has to be sent; `asked` are those that are optional to an officer only."""
        return required([field for field in self.move.needs if field.name not in FROM_THE_PROGRAM], *self.asked)


APPLICATION = PlatformAct("application", "claim", "apply", "apply")
SUPPLEMENT = PlatformAct("supplement", "claim", "supplement", "apply")
DATA = PlatformAct("data", "claim", "receive_data", "data", ("orders",))
NO_DATA = PlatformAct("no-data", "claim", "answer_without_data", "data")
ON_CASES = (APPLICATION, SUPPLEMENT, DATA, NO_DATA)
PAYMENT = PlatformAct("payment", "platform_support", "report_paid", "support")


def make_act(desk: Desk, username: str, wanted: PlatformAct, target: str, data: Mapping[str, Any], key: str) -> Outcome:
    """Make the move on `target`, or find what came of it when it was asked for under this key.

    Raises as `advance`, and BadInput for a paper of no list and a voucher's number that is none.
    """
    check_texts(desk, wanted.trigger, data)
    given = with_record(data) if wanted is DATA else dict(data)
    try:
        return act(desk, username, target, wanted.trigger, desk.today(), given, key=key)
    except Conflict:
        found = _made_before(desk, username, wanted.trigger, target, key)
        if found is None:
            raise
        return found


def check_texts(desk: Desk, trigger: str, data: Mapping[str, Any]) -> None:
    """What a platform writes stands on the case as it is: no place for what somebody thinks fit to add.

    Raises BadInput for a paper of no list, a voucher's number that is none, and digits as of a telephone or an ID number.
    """
    known = desk.rules.table("papers", desk.today())
    strange = [paper for paper in data.get("papers", ()) if f"papers.{paper}" not in known]
    if strange:
        raise BadInput("api_paper_unknown", known="、".join(sorted(key.removeprefix("papers.") for key in known)))
    if trigger == PAYMENT.trigger and not VOUCHER_NO.fullmatch(str(data.get("document", ""))):
        raise BadInput("api_voucher_form")
    if trigger != PAYMENT.trigger and any(LONG_DIGITS.search(str(data.get(name, ""))) for name in WRITTEN_OPENLY):
        raise BadInput("platform_text_digits")


def make_act_anew(
    desk: Desk, username: str, wanted: PlatformAct, target: str, data: Mapping[str, Any], key: str
) -> Outcome:
    """As `make_act`, for who cannot choose another key: what was refused under this one is asked for once more."""
    tries = (f"{key}:{number}" for number in count(1))
    fresh = next(one for one in tries if not _was_refused(desk, username, wanted.trigger, target, one))
    return make_act(desk, username, wanted, target, data, fresh)


def was_late(desk: Desk, outcome: Outcome) -> bool:
    """Whether the move met a period that was over."""
    with reading(desk) as connection:
        return bool(
            select_rows(connection, "clock", claim_no=outcome.claim_no, closed_by=outcome.event_id, state="late")
        )


def with_record(data: Mapping[str, Any]) -> dict[str, Any]:
    """Data that came without a file: named by the hash of what it says."""
    sha256 = sha256_hex(canonical_json(dict(data)))
    return {**data, "record": f"平台接口-{sha256[:RECORD_LENGTH]}", "sha256": sha256}


def _made_before(desk: Desk, username: str, trigger: str, target: str, key: str) -> Outcome | None:
    with reading(desk) as connection:
        return earlier_outcome(connection, Command(target, trigger, username, desk.today(), key, 0))


def _was_refused(desk: Desk, username: str, trigger: str, target: str, key: str) -> bool:
    found = _made_before(desk, username, trigger, target, key)
    return found is not None and not found.done


def same_accident(desk: Desk, platform: str, data: Mapping[str, Any]) -> str | None:
    """The platform's own case of this person, day and order, if it has been reported; cases elsewhere are nobody's business."""
    number = read_id_number(data["id_number"], desk.today())
    with reading(desk) as connection:
        persons = persons_under(connection, read_index_key(desk.var_dir), number)
        order, own = data.get("order_no"), (CLAIM.c.platform == platform, CLAIM.c.accident_on == data["accident_on"])
        same = select(CLAIM.c.no, CLAIM.c.order_no).where(*own, CLAIM.c.person_id.in_(persons)).order_by(CLAIM.c.no)
        return next((row.no for row in connection.execute(same) if not order or row.order_no in (None, order)), None)


def sandbox_report(desk: Desk, username: str, data: Mapping[str, Any], key: str) -> Outcome:
    """Report an accident at a desk that keeps nothing, always as of a person who is not known yet.

    Who asks about a number leaves no case here: the answer must not tell whether, or as whom, the bureau knows it.
    """
    return take_report(desk, username, data, key, index_key=index_key_of_nobody())


def report(desk: Desk, username: str, data: Mapping[str, Any], key: str) -> Outcome:
    """Report an accident of a rider. What the platform tells of him identifies nobody (`told_persons`): whether his number is
    known, and under what name, the answer is that of any report.
    """
    return take_report(desk, username, data, key)
