"""A case as an officer reads it: where it stands, which periods run, what was decided, paid and written, and what happened.

Plain data, ready to be printed or sent. ID numbers and phones are masked; diagnosis, course of the accident and bank
accounts are left out: who needs them opens the paper itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from claims.errors import Refused
from claims.formulas.items import KINDS, ItemCode
from claims.masking import masked_id_number, masked_phone
from claims.store.rows import Row, select_one, select_rows
from notifications.kinds import letter_kind
from workflows.clock_rules import CLOCK_RULES, OPEN
from workflows.invoice_reasons import reason_text
from workflows.letter_files import letter_path
from workflows.machines import MACHINES
from workflows.recipients import RECIPIENT_NAMES
from workflows.recoveries import outstanding_fen
from workflows.roles import ROLE_NAMES, Role
from workflows.table import Table, enters
from workflows.transaction import Desk, reading
from workflows.workings import working_of

Plain = dict[str, Any]
FACTS = (
    "no",
    "platform",
    "industry",
    "channel",
    "accident_on",
    "order_no",
    "order_state",
    "application_kind",
    "received_on",
    "criterion",
    "refusal_reason",
    "decided_on",
    "effective_on",
    "grade",
    "care_level",
    "merged_into",
    "successor_of",
    "version",
)


def case_view(desk: Desk, no: str) -> Plain:
    """Everything about the case `no` that an officer sees at a glance. Raises Refused where there is no such case."""
    with reading(desk) as connection:
        claim = select_one(connection, "claim", no=no)
        if claim is None:
            raise Refused("no_such_claim", claim=no)
        return {
            **{name: _plain(claim[name]) for name in FACTS},
            "fast_lane": bool(claim["fast_lane"]),
            "state": claim["state"],
            "state_label": MACHINES["claim"].states[claim["state"]],
            "person": _person(connection, claim["person_id"]),
            "claimant": None
            if claim["claimant_id"] == claim["person_id"]
            else _person(connection, claim["claimant_id"]),
            "clocks": _listed(connection, "clock", no, _clock, lambda row: row["state"] in OPEN, key="due_on"),
            "approvals": _listed(connection, "approval", no, _approval),
            "appraisals": _listed(connection, "appraisal", no, _appraisal),
            "items": _listed(connection, "award_item", no, lambda row: _item(row, desk)),
            "instalments": _listed(connection, "instalment", no, _instalment, key="month"),
            "invoice_lines": _listed(connection, "invoice_line", no, lambda row: _invoice_line(row, desk), key="id"),
            "payments": _listed(connection, "payment", no, _payment),
            "recoveries": _listed(connection, "recovery", no, _recovery),
            "recourses": _listed(connection, "recourse", no, _recourse),
            "platform_supports": _listed(connection, "platform_support", no, _support),
            "disputes": _listed(connection, "dispute", no, _dispute),
            "letters": [_letter(desk, connection, row) for row in _rows(connection, "letter", no)],
            "events": _listed(connection, "event", no, _event, key="seq"),
        }


def consequences(desk: Desk, event_id: str) -> Plain:
    """What one act brought about: the state it led to, all events of its transaction, the letters with their numbers, and the
    ids of the clocks that it started."""
    with reading(desk) as connection:
        first = select_rows(connection, "event", id=event_id)[0]
        events = sorted(
            select_rows(connection, "event", command_id=first["command_id"]), key=lambda row: int(row["seq"])
        )
        caused = {event["id"] for event in events}
        cases = dict.fromkeys(event["claim_no"] for event in events)
        letters = [row for no in cases for row in _rows(connection, "letter", no) if row["event_id"] in caused]
        clocks = [row for no in cases for row in select_rows(connection, "clock", claim_no=no)]
    return {
        "state_label": MACHINES[first["machine"]].states[first["target"]],
        "events": [_event(row) for row in events],
        "letters": [
            {"id": row["id"], "number": row["number"], "kind": row["kind"], "name": letter_kind(row["kind"]).name}
            for row in letters
        ],
        "started": [row["id"] for row in clocks if row["started_by"] in caused],
    }


def _rows(connection: Connection, table: str, no: str) -> list[Row]:
    """The rows of a table on the case in the order in which they came to be."""
    return sorted(select_rows(connection, table, claim_no=no), key=lambda row: int(str(row["id"]).rpartition("-")[2]))


def _listed(
    connection: Connection,
    table: str,
    no: str,
    view: Callable[[Row], Plain],
    wanted: Callable[[Row], bool] = lambda _row: True,
    key: str = "",
) -> list[Plain]:
    rows = select_rows(connection, table, claim_no=no) if key else _rows(connection, table, no)
    ordered = sorted(rows, key=lambda row: row[key]) if key else rows
    return [view(row) for row in ordered if wanted(row)]


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _state(machine: str, row: Row) -> Plain:
    return {"id": row["id"], "state": row["state"], "state_label": MACHINES[machine].states[row["state"]]}


def _person(connection: Connection, person_id: str) -> Plain:
    row = select_one(connection, "person_private", person_id=person_id)
    body: Mapping[str, str] = json.loads(row["body"]) if row else {}
    return {
        "id": person_id,
        "name": body.get("name", ""),
        "id_number": masked_id_number(body["id_number"]) if "id_number" in body else "",
        "phone": masked_phone(body.get("phone", "")),
    }


def _clock(row: Row) -> Plain:
    rule = CLOCK_RULES[row["code"]]
    return {
        "code": row["code"],
        "label": rule.label,
        "duty": rule.duty.value,
        "subject": row["subject"],
        "started_on": str(row["started_on"]),
        "due_on": str(row["due_on"]),
        "provisional": bool(row["provisional"]),
        "state": row["state"],
    }


def _approval(row: Row) -> Plain:
    return {
        **_state("approval", row),
        "act": row["act"],
        "targets": json.loads(row["targets"]),
        "amount_fen": row["amount_fen"],
        "levels": row["levels"],
        "panel_required": bool(row["panel_required"]),
    }


def _appraisal(row: Row) -> Plain:
    names = ("kind", "requested_on", "concluded_on", "final_on", "grade", "care_level")
    return {**_state("appraisal", row), **{name: _plain(row[name]) for name in names}}


def _item(row: Row, desk: Desk) -> Plain:
    names = (
        "code",
        "period",
        "payer",
        "claimed_fen",
        "allowed_fen",
        "awarded_fen",
        "paid_fen",
        "generation",
        "replaces",
        "from_month",
        "to_month",
        "prepaid_by",
    )
    return {
        **_state("award_item", row),
        "label": KINDS[ItemCode(row["code"])].label,
        "monthly": bool(row["monthly"]),
        "provisional": bool(row["provisional"]),
        **{name: row[name] for name in names},
        "explanation": {**json.loads(row["explanation"]), "lines": list(working_of(desk.rules, row).lines)},
    }


def _instalment(row: Row) -> Plain:
    names = ("item_id", "month", "amount_fen", "set_off_fen", "paid_fen")
    return {**_state("instalment", row), **{name: row[name] for name in names}}


def _invoice_line(row: Row, desk: Desk) -> Plain:
    """A line with its verdict; what part of the body it is for is a diagnosis and stays out."""
    names = ("item_id", "invoice_number", "line_no", "claimed_fen", "allowed_fen", "verdict", "reason", "catalogue")
    why = reason_text(desk.rules, row["reason"], desk.today()) if row["reason"] else None
    return {**{name: row[name] for name in names}, "live": bool(row["live"]), "reason_label": why}


def _payment(row: Row) -> Plain:
    names = ("item_id", "month", "amount_fen", "paid_fen", "batch_no", "bank_ref", "sent_on", "paid_on", "generation")
    return {**_state("payment", row), **{name: _plain(row[name]) for name in names}}


def _recovery(row: Row) -> Plain:
    terms = ("monthly_item", "monthly_fen", "monthly_from")
    names = (
        "item_id",
        "ground",
        "amount_fen",
        "received_fen",
        "set_off_fen",
        "written_off_fen",
        "plan",
        "due_on",
        *terms,
    )
    return {**_state("recovery", row), **{name: _plain(row[name]) for name in names}, "left_fen": outstanding_fen(row)}


def _recourse(row: Row) -> Plain:
    names = ("item_id", "amount_fen", "received_fen", "arose_on")
    left = row["amount_fen"] - row["received_fen"]
    return {**_state("recourse", row), **{name: _plain(row[name]) for name in names}, "left_fen": left}


def _support(row: Row) -> Plain:
    names = ("item_id", "platform", "amount_fen", "due_on", "reported_paid_on", "confirmed_on")
    left = 0 if row["state"] == "paid" else row["amount_fen"]
    return {**_state("platform_support", row), **{name: _plain(row[name]) for name in names}, "left_fen": left}


def _dispute(row: Row) -> Plain:
    names = (
        "matter",
        "route",
        "instance",
        "procedure",
        "lodged_by",
        "lodged_on",
        "fast",
        "fast_ground",
        "fast_asked_on",
        "fast_decided_by",
        "fast_decided_on",
        "area",
        "answer_missed_on",
        "outcome_below",
        "outcome",
        "scope",
        "term_days",
        "decided_on",
        "served_to",
        "effective_on",
        "stay_from",
        "stay_to",
    )
    return {**_state("dispute", row), **{name: _plain(row[name]) for name in names}}


def _letter(desk: Desk, connection: Connection, row: Row) -> Plain:
    services = [
        one for one in select_rows(connection, "service", claim_no=row["claim_no"]) if one["letter_id"] == row["id"]
    ]
    return {
        "id": row["id"],
        "number": row["number"],
        "kind": row["kind"],
        "name": letter_kind(row["kind"]).name,
        "dated_on": str(row["dated_on"]),
        "state": row["state"],
        "file": str(letter_path(desk.var_dir, row)) if row["state"] in ("rendered", "signed") else None,
        "services": [
            {
                **_state("service", service),
                "recipient_kind": service["recipient_kind"],
                "recipient_label": RECIPIENT_NAMES[service["recipient_kind"]],
                "served_on": _plain(service["served_on"]),
            }
            for service in services
        ],
    }


def event_label(event: Row) -> str:
    """What an act is called; one whose row the table no longer has goes by its code."""
    return _label(MACHINES[event["machine"]], event)


def _label(machine: Table, event: Row) -> str:
    """What the act is called: the row that leads from the event's state to the one it entered, of those of its trigger."""
    rows = machine.rows_of(event["trigger"])
    source, target = event["source"], event["target"]
    taken = [move for move in rows if source in move.sources and enters(move, source) == target]
    return (taken or [*rows])[0].label if rows else str(event["trigger"])


def _event(row: Row) -> Plain:
    """An event in words; one whose row or state the table no longer has goes by its code, for events outlive tables."""
    machine = MACHINES[row["machine"]]
    return {
        "seq": row["seq"],
        "machine": row["machine"],
        "subject": row["subject"],
        "trigger": row["trigger"],
        "label": _label(machine, row),
        "to": row["target"],
        "to_label": machine.states.get(row["target"], row["target"]),
        "actor": row["actor"],
        "role": ROLE_NAMES[Role(row["role"])],
        "occurred_on": str(row["occurred_on"]),
        "recorded_at": row["recorded_at"],
    }
