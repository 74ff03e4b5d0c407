"""What comes back to the fund as those who see to it: the list of receivables, each with its plan, receipts and acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from claims.store.rows import Row, select_among
from claims.store.tables import table
from workflows.case_heads import names_of
from workflows.machines import MACHINES
from workflows.moves import Choice, choices_on, looks
from workflows.receivable_list import Receivable, receivables
from workflows.roles import Actor
from workflows.sight import visible_claims
from workflows.transaction import Desk

CLAIM = table("claim")
MACHINES_OF = ("recovery", "recourse")


@dataclass(frozen=True, slots=True)
class Detail:
    """A recovery beside its sum: who owes it (masked), why, until when, its plan in force and what came in, in fen."""

    name: str
    ground: str
    due_on: date | None
    plan: tuple[tuple[date, int], ...]
    receipts: tuple[tuple[date, str, int], ...]


def seen_receivables(desk: Desk, connection: Connection, actor: Actor, day: date) -> list[Receivable]:
    """What is owed on `day` on the cases that this actor may see today, the longest owed first."""
    seen = cases_seen(connection, actor, desk.today())
    return sorted(
        (one for one in receivables(desk, day) if one.claim_no in seen), key=lambda one: (one.since, one.number)
    )


def cases_seen(connection: Connection, actor: Actor, today: date) -> set[str]:
    """The numbers of the cases that this actor may see today."""
    return set(connection.execute(visible_claims(select(CLAIM.c.no), actor, today)).scalars())


def details_of(connection: Connection, rows: Sequence[Receivable]) -> dict[str, Detail]:
    """The details of those that are recoveries, by id."""
    ids = [one.number for one in rows]
    found = select_among(connection, "recovery", "id", ids)
    names = names_of(connection, (row["beneficiary"] for row in found))
    parts = select_among(connection, "plan_part", "recovery_id", ids)
    receipts = select_among(connection, "recovery_receipt", "recovery_id", ids)
    return {row["id"]: _detail(row, names, parts, receipts) for row in found}


def _detail(row: Row, names: dict[str, str], parts: Sequence[Row], receipts: Sequence[Row]) -> Detail:
    plan = [one for one in parts if (one["recovery_id"], one["plan"]) == (row["id"], row["plan"])]
    own = [one for one in receipts if one["recovery_id"] == row["id"]]
    return Detail(
        name=str(names.get(row["beneficiary"], row["beneficiary"])),
        ground=row["ground"],
        due_on=row["due_on"],
        plan=tuple((one["due_on"], one["amount_fen"]) for one in sorted(plan, key=lambda one: int(one["place"]))),
        receipts=tuple(
            (one["received_on"], str(KINDS.get(one["kind"], one["kind"])), one["amount_fen"]) for one in own
        ),
    )


KINDS = {"received": "收到", "set_off": "抵扣", "written_off": "核销", "lessened": "减少"}


def recovery_acts(
    desk: Desk, connection: Connection, username: str, rows: Sequence[Receivable]
) -> dict[str, list[Choice]]:
    """What this person may do with each of them, by id; nothing on a case that is closed to him."""
    wanted = {one.number for one in rows}
    found: dict[str, list[Choice]] = {}
    for viewer in looks(desk, connection, username, sorted({one.claim_no for one in rows})):
        for name in MACHINES_OF:
            machine = MACHINES[name]
            for row in viewer.file.rows(machine.stored_in):
                if row["id"] in wanted:
                    found[str(row["id"])] = list(choices_on(viewer, machine, row))
    return found
