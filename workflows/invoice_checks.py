"""Bills before they are handed in: was a line used before, on any case, and which catalogue does its cut rest on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from claims.errors import ClaimsError
from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from workflows.invoice_reasons import REASONS, catalogue_of, cost_day
from workflows.invoices import plain_number
from workflows.roles import Actor
from workflows.sight import named
from workflows.transaction import Desk, reading

LINE = table("invoice_line")


@dataclass(frozen=True, slots=True)
class Checked:
    """A bill's line as it was checked: the case and item on which it counts already (empty: nowhere), whether it stands
    twice in the same form, and by which catalogue it is cut."""

    used_on: str = ""
    used_by: str = ""
    twice: bool = False
    catalogue: str = ""


def check_lines(
    desk: Desk, connection: Connection, actor: Actor, claim: Row, lines: Sequence[Mapping[str, Any]], replaces: str = ""
) -> list[Checked]:
    """Every line against all lines that count, on every case, but for those of the item that is replaced; for `actor`, who
    may not see every case."""
    numbers = [_number(line) for line in lines]
    found = [_used(connection, number, replaces) for number in numbers]
    return [
        Checked(
            named(connection, actor, used["claim_no"], desk.today()) if used else "",
            used["item_id"] if used else "",
            numbers.count(number) > 1,
            _catalogue(desk, claim, line),
        )
        for line, number, used in zip(lines, numbers, found, strict=True)
    ]


def _number(line: Mapping[str, Any]) -> tuple[str, str, object]:
    return plain_number(line.get("invoice_code")), plain_number(line.get("invoice_number")), line.get("line_no")


def _used(connection: Connection, number: tuple[str, str, object], replaces: str) -> Row | None:
    """The line that counts already under this number."""
    code, invoice, line_no = number
    same = (LINE.c.invoice_code == code, LINE.c.invoice_number == invoice, LINE.c.line_no == line_no)
    found = select(LINE.c.claim_no, LINE.c.item_id).where(*same, LINE.c.live, LINE.c.item_id != replaces)
    used = connection.execute(found.limit(1)).mappings().first()
    return dict(used) if used else None


def _catalogue(desk: Desk, claim: Row, line: Mapping[str, Any]) -> str:
    """By which catalogue a line is cut; empty where by none, or where its day cannot be read."""
    try:
        return catalogue_of(desk.rules, line.get("reason"), cost_day(line, claim["accident_on"])) or ""
    except (ClaimsError, ValueError):
        return ""


def parts_of(desk: Desk, claim_no: str) -> dict[str, str]:
    """The injured parts on which the case was decided, with the verdict of each; it is a diagnosis, for who checks bills."""
    with reading(desk) as connection:
        private = select_one(connection, "claim_private", claim_no=claim_no)
    body = json.loads(private["body"]) if private else {}
    return {str(part["part"]): str(part["verdict"]) for part in body.get("parts", [])}


def reasons_on(desk: Desk, day: date) -> dict[str, str]:
    """Why a line may be cut or refused, by code, as the list of the day has it."""
    return {key.rpartition(".")[2]: value.as_text() for key, value in desk.rules.table(REASONS, day).items()}


def lines_of(desk: Desk, claim_no: str) -> list[Row]:
    """All lines that were handed in on a case, invoice by invoice."""
    with reading(desk) as connection:
        rows = select_rows(connection, "invoice_line", claim_no=claim_no)
    return sorted(rows, key=lambda row: (row["item_id"], row["invoice_code"], row["invoice_number"], row["line_no"]))
