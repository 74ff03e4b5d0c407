"""From an entry of the ledger to all that it rests on: the act, the award with its values of the law, who signed, the
letters, the papers, the payment. Plain data; persons by their ids.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from claims.errors import BadInput
from claims.formulas.items import KINDS, ItemCode
from claims.ledger import ENTRIES
from claims.rules import Rules, Value
from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from notifications.kinds import letter_kind
from workflows.case_sums import OWED_MONTHS
from workflows.evidence_kinds import kind_name
from workflows.exporting.columns import label_of
from workflows.machines import MACHINES
from workflows.machines.approval import STEPS
from workflows.roles import ROLE_NAMES, Role
from workflows.transaction import Desk, snapshot

Plain = dict[str, Any]
CAUSES_MAX = 20  # an act is caused by an act, at most by so many in a row
BANK_ACCOUNT_ACTS = ("set_payee_account", "register_asked_account")
EVENT_FACTS = ("id", "occurred_on", "recorded_at", "actor", "hash", "prev_hash")
PAYMENT_FACTS = ("id", "state", "generation", "amount_fen", "created_on", "sent_on", "paid_on", "bank_ref", "prior")
BATCH_FACTS = ("no", "made_by", "made_on", "released_by", "released_on", "sha256", "count", "sum_fen")


def trace(desk: Desk, entry_id: int) -> Plain:
    """Everything that the entry `entry_id` rests on. Raises BadInput where there is no such entry."""
    with snapshot(desk) as connection:
        entry = select_one(connection, "transfer", id=entry_id)
        if entry is None:
            raise _no_such_entry(connection, entry_id)
        acts = _acts(connection, entry)
        item = _one(connection, "award_item", entry["item_id"])
        payment = _one(connection, "payment", entry["payment_id"])
        approvals = _approvals(connection, desk.rules, entry, acts)
        return {
            "entry": _entry(connection, entry),
            "acts": [_act(row) for row in acts],
            "item": None if item is None else _item(connection, item),
            "rule_values": _rule_values(desk.rules, json.loads(entry["parameters"])),
            "approvals": approvals,
            "letters": _letters(connection, entry, acts),
            "papers": _papers(connection, desk.rules, entry),
            "payment": None if payment is None else _payment(connection, payment),
        }


def _no_such_entry(connection: Connection, entry_id: int) -> BadInput:
    ids = table("transfer").c.id
    first, last = connection.execute(select(func.min(ids), func.max(ids))).one()
    if first is None:
        return BadInput("no_entry_yet", entry=entry_id)
    return BadInput("no_such_entry", entry=entry_id, first=first, last=last)


def _one(connection: Connection, name: str, key: str | None) -> Row | None:
    return None if key is None else select_one(connection, name, id=key)


def _plain(row: Row, names: Sequence[str]) -> Plain:
    return {name: str(row[name]) if hasattr(row[name], "isoformat") else row[name] for name in names}


def _entry(connection: Connection, row: Row) -> Plain:
    names = ("id", "claim_no", "event_id", "line", "entry", "debit", "credit", "amount_fen", "beneficiary")
    undone = [one["id"] for one in select_rows(connection, "transfer", reverses=row["id"])]
    return {
        **_plain(row, (*names, "to_beneficiary", "document", "fund_tag", "reverses", "value_on", "recorded_at")),
        "label": label_of("entry", row["entry"]),
        "debit_name": label_of("debit", row["debit"]),
        "credit_name": label_of("credit", row["credit"]),
        "cash": bool(row["cash"]),
        "reversed_by": undone,
        "recovers": _recovered(connection, row),
    }


def _recovered(connection: Connection, entry: Row) -> list[Plain]:
    """What a sum that came back or was kept back settles: the recovery, the item on which too much was paid, the month."""
    receipts = select_rows(connection, "recovery_receipt", event_id=entry["event_id"])
    found = ((one, select_one(connection, "recovery", id=one["recovery_id"])) for one in receipts)
    return [
        {"recovery": one["recovery_id"], "item_id": recovery["item_id"], "month": one["month"]}
        for one, recovery in found
        if recovery is not None
    ]


def _acts(connection: Connection, entry: Row) -> list[Row]:
    """The event that posted the entry, the one that caused it, and so on to the one that a person began."""
    stored = "event" if entry["claim_no"] is not None else "book_event"
    acts: list[Row] = []
    found = _one(connection, stored, entry["event_id"])
    while found is not None and len(acts) < CAUSES_MAX:
        acts.append(found)
        found = _one(connection, stored, found.get("cause"))
    return acts


def _act(row: Row) -> Plain:
    facts = _plain(row, EVENT_FACTS)
    facts["role"] = ROLE_NAMES[Role(row["role"])]
    if "kind" in row:
        entry = ENTRIES.get(row["kind"])
        return {**facts, "act": entry.label if entry else row["kind"], "subject": None}
    moves = MACHINES[row["machine"]].rows_of(row["trigger"])
    return {**facts, "act": moves[0].label if moves else row["trigger"], "subject": row["subject"]}


def _item(connection: Connection, row: Row) -> Plain:
    explanation = json.loads(row["explanation"])
    sums = ("claimed_fen", "allowed_fen", "awarded_fen", "paid_fen")
    invoices = ("invoice_code", "invoice_number", "line_no", "claimed_fen", "allowed_fen", "verdict", "live")
    lines = select_rows(connection, "invoice_line", item_id=row["id"])
    months = select_rows(connection, "instalment", item_id=row["id"]) if row["monthly"] else []
    paid_by_month_fen = sum(month["paid_fen"] for month in months if month["state"] in OWED_MONTHS)
    return {
        **_plain(
            row, ("id", "code", "version", "generation", "period", *sums, "effective_on", "replaces", "letter_id")
        ),
        "monthly": bool(row["monthly"]),
        "paid_fen": paid_by_month_fen if row["monthly"] else row["paid_fen"],
        "label": KINDS[ItemCode(row["code"])].label,
        "state": MACHINES["award_item"].states[row["state"]],
        "lines": explanation.get("lines", []),
        "sources": explanation.get("sources", []),
        "confidence": explanation.get("confidence"),
        "invoices": [_plain(line, invoices) for line in lines],
    }


def _rule_values(rules: Rules, versions: Sequence[str]) -> list[Plain]:
    known = {value.version: value for value in rules.values()}
    return [{"version": version, **_rule_value(known.get(version))} for version in versions]


def _rule_value(value: Value | None) -> Plain:
    """A value as it is loaded now; one that is loaded no more goes by its version alone."""
    if value is None:
        return {"label": None, "value": None, "source": None, "confidence": None, "unconfirmed": True}
    return {
        "label": value.label,
        "value": value.shown,
        "source": value.source,
        "confidence": value.confidence,
        "unconfirmed": value.unconfirmed,
    }


def _approvals(connection: Connection, rules: Rules, entry: Row, acts: Sequence[Row]) -> list[Plain]:
    """The approvals of the item and of the beneficiary's account, and those among the causes of the act."""
    if entry["claim_no"] is None:
        return []
    caused = {str(act["subject"]) for act in acts}
    return [
        _approval(connection, rules, row)
        for row in select_rows(connection, "approval", claim_no=entry["claim_no"])
        if row["id"] in caused or entry["item_id"] in json.loads(row["targets"]) or _is_named(entry, row)
    ]


def _is_named(entry: Row, approval: Row) -> bool:
    """Whether the approval lets the item take the place of another, or is of the account that a payment went to."""
    proposed = json.loads(approval["proposal"])
    acts = proposed if isinstance(proposed, list) else [proposed]
    if approval["act"] in BANK_ACCOUNT_ACTS:
        return entry["payment_id"] is not None and any(act.get("beneficiary") == entry["beneficiary"] for act in acts)
    return entry["item_id"] is not None and any(act.get("successor") == entry["item_id"] for act in acts)


def _approval(connection: Connection, rules: Rules, row: Row) -> Plain:
    signatures = select_rows(connection, "signature", approval_id=row["id"])
    return {
        **_plain(row, ("id", "kind", "amount_fen", "levels", "subject_hash", "drafted_on")),
        "label": _kind_label(rules, row),
        "state": MACHINES["approval"].states[row["state"]],
        "signatures": [
            {
                **_plain(one, ("step", "username", "verdict", "signed_on")),
                "label": STEPS.get(one["step"], one["step"]),
                "valid": bool(one["valid"]),
            }
            for one in signatures
        ],
    }


def _kind_label(rules: Rules, approval: Row) -> str:
    """What is approved, out of the name of its rule: 审核级数（核定待遇）."""
    label = rules.at(f"approvals.levels.{approval['kind']}", approval["drafted_on"]).label
    return label.partition("（")[2].removesuffix("）") or label


def _letters(connection: Connection, entry: Row, acts: Sequence[Row]) -> list[Plain]:
    """The letter that the entry names, and those on its item or payment or out of one of its acts."""
    if entry["claim_no"] is None:
        return []
    subjects = {entry["item_id"], entry["payment_id"]} - {None}
    events = {act["id"] for act in acts}
    return [
        _letter(connection, row)
        for row in select_rows(connection, "letter", claim_no=entry["claim_no"])
        if row["id"] == entry["document"] or row["subject"] in subjects or row["event_id"] in events
    ]


def _letter(connection: Connection, row: Row) -> Plain:
    files = select_rows(connection, "letter_file", letter_id=row["id"])
    served = select_rows(connection, "service", letter_id=row["id"])
    return {
        **_plain(row, ("id", "number", "dated_on", "snapshot_commitment")),
        "name": letter_kind(row["kind"]).name,
        "files": [
            {"variant": one["variant"], "sha256": one["signed_sha256"] or one["unsigned_sha256"]} for one in files
        ],
        "served": [
            {"recipient": one["recipient_kind"], "method": one["method"], "served_on": str(one["served_on"])}
            for one in served
            if one["served_on"] is not None
        ],
    }


def _papers(connection: Connection, rules: Rules, entry: Row) -> list[Plain]:
    """The papers that were on the case on the day of the entry."""
    if entry["claim_no"] is None:
        return []
    papers = select_rows(connection, "paper", claim_no=entry["claim_no"])
    return [
        {**_plain(one, ("kind", "received_on", "sha256")), "label": kind_name(rules, one["kind"])}
        for one in papers
        if one["received_on"] <= entry["value_on"]
    ]


def _payment(connection: Connection, row: Row) -> Plain:
    batch = None if row["batch_no"] is None else select_one(connection, "batch", no=row["batch_no"])
    return {
        **_plain(row, PAYMENT_FACTS),
        "state": MACHINES["payment"].states[row["state"]],
        "batch": None if batch is None else _plain(batch, BATCH_FACTS),
    }
