"""What becomes of a proposed change: a second person applies it, or it is withdrawn. From then on it is the law of this house.

A new value moves no money and no day by itself: it holds from a day ahead, or fills what nobody knew. A calendar moves due
days: who applied it counts them again at once, and the sweep would.
"""

from __future__ import annotations

from sqlalchemy import Connection

from claims.errors import ClaimsError, Refused
from claims.store.rows import select_one
from claims.workdays import read_plan
from workflows.calendars import write_year
from workflows.present_law import present_rules, with_present_law
from workflows.recount import Moved, recount
from workflows.roles import Actor, Role
from workflows.rule_content import CALENDAR
from workflows.rule_log import APPLIED, WITHDRAWN, Proposal, alone, append, proposals, steps
from workflows.rule_proposals import PROPOSES, held, require_possible
from workflows.transaction import Desk, in_one_transaction

APPLIES = (Role.SECTION_HEAD, Role.LEADER)
EITHER = tuple(dict.fromkeys((*PROPOSES, *APPLIES)))


def apply(desk: Desk, username: str, number: int) -> None:
    """Put the proposal `number` in force as another person than the one who proposed it; twice is once.

    Raises Refused where there is no such proposal, it was withdrawn, the post is another, the person is the same, or what
    was possible when it was proposed is not possible any more.
    """

    def work(connection: Connection) -> None:
        alone(connection)
        proposal = proposal_of(connection, number)
        actor, role = held(connection, desk, username, APPLIES)
        _require_another(connection, proposal, actor)
        if proposal.step == APPLIED:
            return
        _require_open(proposal)
        change = proposal.change
        require_possible(connection, present_rules(connection, desk.rules.province), change, desk.today())
        if change.kind == CALENDAR:
            write_year(
                connection, change.effective_from.year, read_plan(change.value), change.source, username, desk.instant()
            )
        append(desk, connection, APPLIED, change, (username, role), proposal=number, document=proposal.document)

    in_one_transaction(desk, work)


def count_again(desk: Desk, faults: list[str]) -> list[Moved]:
    """Count the days again that hang on an applied calendar; returns those that moved. What fails goes on `faults`."""
    present = with_present_law(desk)
    return recount(present, present.today(), faults)


def withdraw(desk: Desk, username: str, number: int) -> None:
    """Take a proposal away, as one who may propose or apply; twice is once. Raises Refused as `apply`."""

    def work(connection: Connection) -> None:
        alone(connection)
        proposal = proposal_of(connection, number)
        _, role = held(connection, desk, username, EITHER)
        if proposal.step == WITHDRAWN:
            return
        _require_open(proposal)
        by = (username, role)
        append(desk, connection, WITHDRAWN, proposal.change, by, proposal=number, document=proposal.document)

    in_one_transaction(desk, work)


def proposal_of(connection: Connection, number: int) -> Proposal:
    """The proposal of that number. Raises Refused `no_such_rule_change`."""
    found = next((one for one in proposals(steps(connection)) if one.seq == number), None)
    if found is None:
        raise Refused("no_such_rule_change", number=number)
    return found


def against_applying(connection: Connection, desk: Desk, username: str, proposal: Proposal) -> ClaimsError | None:
    """Why this person cannot apply the proposal now; None where he can."""
    try:
        actor, _ = held(connection, desk, username, APPLIES)
        _require_another(connection, proposal, actor)
        require_possible(connection, present_rules(connection, desk.rules.province), proposal.change, desk.today())
    except ClaimsError as refusal:
        return refusal
    return None


def _require_open(proposal: Proposal) -> None:
    if proposal.answer is not None:
        raise Refused("rule_change_answered", number=proposal.seq, actor=proposal.answer["actor"])


def _require_another(connection: Connection, proposal: Proposal, actor: Actor) -> None:
    first = select_one(connection, "account", username=proposal.row["actor"])
    if first is None or first["id_index"] == actor.id_index:
        raise Refused("rule_change_same_person", number=proposal.seq, proposer=proposal.row["actor"])
