"""The papers of a service record, composed from what is on record and kept nowhere: 送达回证 and the public notice 公告."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection

from claims.errors import Refused, words
from claims.period_words import chinese_day
from claims.store.rows import Row, select_one, select_rows
from notifications.blocks import Letter
from notifications.compose import compose
from notifications.kinds import Issuer, Variant, letter_kind
from workflows.event_data import whole_data
from workflows.locking import read_person
from workflows.recipients import METHOD_NAMES, RECIPIENT_NAMES, SIGNER_NAMES
from workflows.transaction import Desk, reading

COPY_NAMES = {Variant.FULL: "正本", Variant.PARTY: "副本"}
SERVING = ("serve", "refuse_left", "announce_done")
BY_ANNOUNCEMENT = "announcement"


def service_receipt(desk: Desk, service_id: str) -> Letter:
    """The proof of service 送达回证 of a record: blank lines to sign before the service, filled in after it.

    Raises Refused `no_such_service`, `service_void` for a record of a letter that is void, or
    `service_replaced` where another is served in his place.
    """
    with reading(desk) as connection:
        service, letter = _record(connection, service_id)
        if service["state"] == "voided":
            raise Refused("service_void", service=service_id)
        if service["state"] == "replaced":
            raise Refused("service_replaced", service=service_id)
        both = _of_both(desk, connection, service, letter)
        facts = {
            **both,
            "claim_no": service["claim_no"],
            "dated_on": letter["dated_on"],
            "recipient_role": RECIPIENT_NAMES[service["recipient_kind"]],
            "copy_name": COPY_NAMES[Variant(service["variant"])],
            "service_method": METHOD_NAMES.get(service["method"] or ""),
            "sent_on": service["sent_on"],
            "served_on": service["served_on"],
            "proof": service["evidence"],
            **_how(connection, service, both["recipient_name"]),
        }
    return compose("service_receipt", facts).numbered(words("receipt_place", service=service_id))


def public_notice(desk: Desk, service_id: str) -> Letter:
    """The public notice 公告 of a record that no other way has reached, of the day of its publication or of today.

    It holds what is needed to find the recipient, and nothing of the case. Raises Refused `no_such_service`, or
    `not_for_announcement` where the letter has not come back.
    """
    with reading(desk) as connection:
        service, letter = _record(connection, service_id)
        if service["state"] != "undelivered" and service["method"] != BY_ANNOUNCEMENT:
            raise Refused("not_for_announcement", service=service_id)
        on: date = service["announced_on"] or desk.today()
        facts = {
            **_of_both(desk, connection, service, letter),
            "published_on": on,
            "announcement_days": desk.rules.at("limits.announcement", on).as_int(),
            "contact": desk.rules.at("letters.bureau.phone", on).as_text(),
        }
    return compose("public_notice", facts).numbered(letter["number"])


def _record(connection: Connection, service_id: str) -> tuple[Row, Row]:
    service = select_one(connection, "service", id=service_id)
    letter = select_one(connection, "letter", id=service["letter_id"]) if service else None
    if service is None or letter is None:
        raise Refused("no_such_service", service=service_id)
    return service, letter


def _of_both(desk: Desk, connection: Connection, service: Row, letter: Row) -> dict[str, Any]:
    """What both papers say: whose letter, which letter, to whom."""
    kind = letter_kind(letter["kind"])
    organ = "letters.bureau.appraisal_committee" if kind.issuer is Issuer.COMMITTEE else "letters.bureau.name"
    person = read_person(connection, service["recipient"])
    snapshot = select_one(connection, "letter_private", letter_id=letter["id"]) or {"snapshot": "{}"}
    return {
        "organ": desk.rules.at(organ, letter["dated_on"]).as_text(),
        "recipient_name": person["name"] if person else service["recipient"],
        "served_name": kind.name,
        "served_number": letter["number"],
        "synthetic": bool(json.loads(snapshot["snapshot"]).get("synthetic", person and person["synthetic"])),
    }


def _how(connection: Connection, service: Row, recipient_name: str) -> dict[str, Any]:
    """Who signed (only where that was recorded), who saw it, who served it, and what else is noted; empty before the service."""
    events = select_rows(connection, "event", subject=service["id"])
    event = next((row for row in reversed(events) if row["trigger"] in SERVING), None)
    if event is None:
        return {}
    told = whole_data(connection, event)
    officer = select_one(connection, "account", username=event["actor"])
    signer = told.get("signer")
    return {
        "service_place": told.get("place"),
        "signed_by": told.get("signed_by") or (recipient_name if signer == "self" else None),
        "signer_role": SIGNER_NAMES[signer] if signer else None,
        "witness": told.get("witness"),
        "server": officer["display_name"] if officer else None,
        "remarks": _remarks(connection, service, told, events) or None,
    }


def _remarks(connection: Connection, service: Row, told: dict[str, Any], events: list[Row]) -> list[str]:
    """What a way of service asks to be noted: the refusal, the consent, the publication."""
    remarks = [told["refusal"]] if told.get("refusal") else []
    consent = select_one(connection, "consent", id=service["consent_id"]) if service["consent_id"] else None
    if consent:
        remarks.append(words("receipt_by_consent", document=consent["document"], day=chinese_day(consent["given_on"])))
    published = next((row for row in reversed(events) if row["trigger"] == "announce"), None)
    if published and service["method"] == BY_ANNOUNCEMENT:
        where = json.loads(published["data"])["publication"]
        remarks.append(words("receipt_by_announcement", publication=where, day=chinese_day(service["announced_on"])))
    return remarks
