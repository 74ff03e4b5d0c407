"""An approval as its signers see it: what is put forward, what has changed, who has signed, and what approving would issue."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from claims.errors import words
from claims.rules import Rules
from claims.store.rows import Row, select_one, select_rows
from notifications.kinds import letter_kind
from workflows.account_names import colleague_names
from workflows.command import Refusal
from workflows.event_data import whole_data
from workflows.foreseeing import CopyOf, Foreseen, foresee_act, in_full
from workflows.guards.approval import UNDECIDED
from workflows.health_sight import HEALTH_FIELDS, reads_health
from workflows.machines import MACHINES, SHORT_NAMES
from workflows.machines.approval import STEPS
from workflows.proposal_words import Difference, Told, differences, told
from workflows.roles import Actor, Role
from workflows.table import Move
from workflows.transaction import Desk, reading

DRAFTING = ("draft", "redraft")
STEPS_OF = {1: ("draft", "approve"), 2: ("draft", "approve"), 3: ("draft", "review", "approve")}


@dataclass(frozen=True, slots=True)
class Signed:
    """A place in the chain of signatures: `name` is empty where nobody has signed yet, `valid` whether it counts."""

    step: str
    name: str = ""
    on: date | None = None
    agrees: bool = True
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Returned:
    """That a draft was given back: who did it, when and why."""

    name: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A letter that came of the approval."""

    id: str
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """An approval. `limit_fen` is what the viewer may approve a case up to (None: he approves nothing); `own` is why he may
    not sign what he has signed already.
    """

    row: Row
    act: str
    kind: str
    targets: tuple[str, ...]
    told: tuple[Told, ...]
    differences: tuple[Difference, ...]
    chain: tuple[Signed, ...]
    void: tuple[Signed, ...]
    votes: tuple[Signed, ...]
    returns: tuple[Returned, ...]
    issued: tuple[Issued, ...]
    limit_fen: int | None
    own: Refusal | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided."""
        return self.row["state"] in UNDECIDED


def approval_view(desk: Desk, connection: Connection, actor: Actor, approval: Row) -> ApprovalView:
    """What `actor`, who may see the case, is shown of an approval."""
    signatures = sorted(
        select_rows(connection, "signature", approval_id=approval["id"]), key=lambda row: int(row["id"])
    )
    events = sorted(select_rows(connection, "event", subject=approval["id"]), key=lambda row: int(row["seq"]))
    names = colleague_names(connection)
    versions = [_proposal(whole_data(connection, event)) for event in events if event["trigger"] in DRAFTING]
    fields = _fields(approval)
    told_all = [_for(actor, told(desk.rules, fields, version)) for version in versions]
    votes = [row for row in signatures if row["step"] == "vote" and row["valid"]]
    counting = [row for row in signatures if row["valid"] and row["step"] != "vote"]
    return ApprovalView(
        row=approval,
        act=act_label(approval),
        kind=kind_label(desk.rules, approval),
        targets=tuple(json.loads(approval["targets"])),
        told=tuple(told_all[-1]) if told_all else (),
        differences=tuple(differences(told_all[-2], told_all[-1])) if len(told_all) > 1 else (),
        chain=_chain(approval, counting, names),
        void=tuple(_signed(row, names) for row in signatures if not row["valid"]),
        votes=tuple(_signed(row, names) for row in votes),
        returns=tuple(_returned(connection, event, names) for event in events if event["trigger"] == "return"),
        issued=tuple(_issued(connection, approval["claim_no"], events)),
        limit_fen=actor.limit_fen(Role.APPROVER) if Role.APPROVER in actor.roles else None,
        own=_own(actor, counting) if approval["state"] in UNDECIDED else None,
    )


def _for(actor: Actor, lines: Sequence[Told]) -> list[Told]:
    """What is put forward, for the posts of who looks: to whom health is none of his business, that there is something."""
    if reads_health(actor):
        return list(lines)
    hidden = (words("health_not_shown"),)
    return [replace(one, lines=hidden) if one.name in HEALTH_FIELDS else one for one in lines]


def letters_of(desk: Desk, approval: Row, copy_of: CopyOf = in_full) -> Foreseen:
    """What approving it today would issue, in the copies that are for who looks."""
    with reading(desk) as connection:
        private = select_one(connection, "approval_private", approval_id=approval["id"])
    proposal = {**json.loads(approval["proposal"]), **(json.loads(private["body"]) if private else {})}
    targets = json.loads(approval["targets"])
    return foresee_act(desk, approval["act"], targets, proposal, desk.today(), approval["id"], copy_of)


def act_label(approval: Mapping[str, Any]) -> str:
    """What the act is called in its table."""
    moves = moves_of(approval)
    return moves[0].label if moves else str(approval["act"])


def moves_of(approval: Mapping[str, Any]) -> tuple[Move, ...]:
    """The rows of the act on what it is put forward for, those that need an approval."""
    _, _, rest = json.loads(approval["targets"])[0].partition("/")
    machine = MACHINES[SHORT_NAMES.get(rest.partition("-")[0], "claim")] if rest else MACHINES["claim"]
    return tuple(move for move in machine.rows_of(approval["act"]) if move.approval)


def kind_label(rules: Rules, approval: Mapping[str, Any]) -> str:
    """What kind of act is approved, as its rule calls it."""
    label = rules.at(f"approvals.levels.{approval['kind']}", approval["drafted_on"]).label
    return label.partition("（")[2].removesuffix("）") or label


def _fields(approval: Row) -> Sequence[Any]:
    moves = moves_of(approval)
    return list({field.name: field for move in moves for field in move.needs}.values())


def _proposal(data: Mapping[str, Any]) -> dict[str, Any]:
    return dict((data.get("proposal") or [{}])[0])


def _chain(approval: Row, counting: Sequence[Row], names: Mapping[str, str]) -> tuple[Signed, ...]:
    """The steps that this approval needs, with who has signed each of them in the present round."""
    by_step = {row["step"]: row for row in counting}
    steps = STEPS_OF.get(approval["levels"], STEPS_OF[3])
    if approval["panel_required"]:
        steps = tuple(step for step in steps if step != "approve")
    return tuple(_signed(by_step[step], names) if step in by_step else Signed(step_name(step)) for step in steps)


def _signed(row: Row, names: Mapping[str, str]) -> Signed:
    name = names.get(row["username"], row["username"])
    return Signed(step_name(row["step"]), name, row["signed_on"], row["verdict"] == "agree", bool(row["valid"]))


def step_name(step: str) -> str:
    """What a step of signing is called on the desk."""
    return words(f"signed_as_{step}")


def _own(actor: Actor, counting: Sequence[Row]) -> Refusal | None:
    """Why the viewer cannot be the next to sign, in the words of the guard that would refuse it."""
    mine = next((row for row in counting if row["id_index"] == actor.id_index), None)
    if mine is None:
        return None
    done = {row["step"] for row in counting}
    coming = "approve" if "review" in done else "review"
    return Refusal("another_person", {"step": step_name(mine["step"]), "now": STEPS[coming]})


def _returned(connection: Connection, event: Row, names: Mapping[str, str]) -> Returned:
    reason = str(whole_data(connection, event).get("reason", ""))
    return Returned(names.get(event["actor"], event["actor"]), event["occurred_on"], reason)


def _issued(connection: Connection, claim_no: str, events: Sequence[Row]) -> list[Issued]:
    """The letters of the transactions in which it was approved."""
    commands = {event["command_id"] for event in events if event["trigger"] in ("approve", "panel_approve")}
    caused = {
        event["id"] for command in sorted(commands) for event in select_rows(connection, "event", command_id=command)
    }
    letters = [row for row in select_rows(connection, "letter", claim_no=claim_no) if row["event_id"] in caused]
    return [Issued(row["id"], row["number"], letter_kind(row["kind"]).name) for row in letters]
