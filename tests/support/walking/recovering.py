"""Data for recoveries on a walk."""

from __future__ import annotations

from datetime import timedelta

from claims.store.rows import Row
from tests.support.walking.filling import Data, fills
from tests.support.walking.sight import Sight
from workflows.machines.recovery import REGRADED
from workflows.recoveries import outstanding_fen


@fills("recovery", "open")
def _open(sight: Sight, _subject: Row | None, _usual: Data) -> Data:
    item = sight.any_of(sight.rows("award_item"))
    return {"item": item["id"], "ground": REGRADED} if item else None


@fills("recovery", "open_returned_alive")
def _returned(sight: Sight, _subject: Row | None, _usual: Data) -> Data:
    item = sight.any_of(sight.rows("award_item"))
    return {"item": item["id"], "document": "生还证明1号"} if item else None


@fills("recovery", "agree_plan")
def _plan(sight: Sight, _subject: Row | None, _usual: Data) -> Data:
    first_on = sight.day + timedelta(days=sight.chance.randrange(1, 40))
    return {"count": sight.chance.randrange(2, 7), "first_on": first_on, "document": "分期申请1号"}


@fills("recovery", "receive")
def _receive(sight: Sight, subject: Row | None, _usual: Data) -> Data:
    if subject is None:
        return None
    left = outstanding_fen(subject)
    amount = sight.chance.choice((left, max(1, left // 3), 1, left + 1))
    return {"bank_ref": f"退款{len(sight.world.rows('recovery_receipt'))}", "amount_fen": amount}


@fills("recovery", "set_off", "net")
def _set_off(sight: Sight, subject: Row | None, usual: Data) -> Data:
    owing = [row for row in sight.rows("award_item") if row["awarded_fen"] > row["paid_fen"]]
    item = sight.any_of([row for row in owing if subject and row["state"] in ("effective", "part_paid")])
    if item is None or subject is None:
        return None
    most = min(outstanding_fen(subject), item["awarded_fen"] - item["paid_fen"])
    wanted = {"amount_fen": most} if "amount_fen" in (usual or {}) else {}
    return {**(usual or {}), **wanted, "item": item["id"]}


@fills("recovery", "agree_monthly", "order_monthly")
def _monthly(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    item = sight.any_of([row for row in sight.rows("award_item") if row["monthly"]])
    return {**(usual or {}), "item": item["id"], "amount_fen": sight.chance.choice((1, 20_000))} if item else None


@fills("recourse", "record")
def _record(sight: Sight, _subject: Row | None, _usual: Data) -> Data:
    item = sight.any_of([row for row in sight.rows("award_item") if row["paid_fen"]])
    return {"item": item["id"], "amount_fen": item["paid_fen"], "document": "责任认定书1号"} if item else None


@fills("recourse", "receive")
def _third_party_pays(sight: Sight, subject: Row | None, _usual: Data) -> Data:
    if subject is None:
        return None
    left = subject["amount_fen"] - subject["received_fen"]
    reference = f"偿还{len(sight.world.rows('recourse_receipt'))}"
    return {"bank_ref": reference, "amount_fen": sight.chance.choice((left, max(1, left // 2)))}


@fills("platform_support", "report_paid")
def _report_paid(sight: Sight, subject: Row | None, _usual: Data) -> Data:
    return {"amount_fen": subject["amount_fen"], "paid_on": sight.day, "document": "回单1号"} if subject else None
