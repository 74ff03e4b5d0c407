"""Data for award items and payments on a walk."""

from __future__ import annotations

from typing import Any

from claims.store.rows import Row
from tests.support.walking.filling import Data, fills
from tests.support.walking.sight import Sight
from tests.support.world import KIN, STRANGER

LATER_STATES = ("approved", "effective", "part_paid", "discharged", "suspended")
MEDICAL_FACTS = "medical"


@fills("award_item", "draft")
def _draft(sight: Sight, _subject: Row | None, _usual: Data) -> Data:
    chance, place = sight.chance, len(sight.rows("award_item"))
    earlier = sight.any_of([row for row in sight.rows("award_item") if row["state"] in LATER_STATES])
    if earlier is not None and chance.random() < 0.35:
        again: dict[str, Any] = {"code": earlier["code"], "period": earlier["period"], "replaces": earlier["id"]}
        return {**again, "facts": [_facts(sight, earlier["code"])], "beneficiary": earlier["beneficiary"]}
    codes = ["medical", "medical", "hospital_meals", "appraisal_fee", "living_support"]
    if sight.claim["grade"]:
        codes += ["disability_lump_sum"] * 3
    if sight.claim["care_level"] not in (None, "none"):
        codes.append("nursing_allowance")
    if sight.claim["grade"] and sight.claim["grade"] <= 4:
        codes += ["disability_allowance"]
    code = chance.choice(codes)
    once = code in ("disability_lump_sum", "nursing_allowance", "disability_allowance")
    period = {} if once else {"period": f"R{place}"}
    return {"code": code, "facts": [_facts(sight, code)], **period}


def _facts(sight: Sight, code: str) -> dict[str, Any]:
    amount = sight.chance.randrange(1_000, 500_000)
    accident = sight.claim["accident_on"].isoformat()
    known: dict[str, dict[str, Any]] = {
        "medical": {"medical": [{"amount_fen": amount, "allowed_fen": amount - sight.chance.randrange(1_000)}]},
        "hospital_meals": {"hospital_days": sight.chance.randrange(1, 30)},
        "appraisal_fee": {"appraisal_fee_fen": 30_000},
        "living_support": {
            "living_support": {"from": accident, "to": sight.day.isoformat(), "daily_base": "minimum_wage"}
        },
    }
    return known.get(code, {})


@fills("award_item", "allow")
def _allow(sight: Sight, subject: Row | None, _usual: Data) -> Data:
    if subject is None or subject["code"] != "medical":
        return {}
    line = {
        "invoice_code": "A",
        "invoice_number": subject["id"] if sight.chance.random() < 0.9 else "1",
        "line_no": 1,
        "claimed_fen": subject["claimed_fen"],
        "allowed_fen": subject["allowed_fen"],
        "verdict": "allowed",
        "part": "右腕",
    }
    if subject["allowed_fen"] < subject["claimed_fen"]:
        line.update(verdict="cut", reason="not_in_medicines")
    return {"invoices": [line]}


@fills("award_item", "approve")
def _approve(sight: Sight, subject: Row | None, _usual: Data) -> Data:
    return {} if subject is not None and subject["replaces"] is None else None


@fills("award_item", "supersede")
def _supersede(sight: Sight, subject: Row | None, _usual: Data) -> Data:
    newer = [row for row in sight.rows("award_item") if subject and row["replaces"] == subject["id"]]
    ready = sight.any_of([row for row in newer if row["state"] == "allowed"])
    return {"successor": ready["id"], "effect": "ex_tunc"} if ready else None


@fills("award_item", "succeed")
def _succeed(sight: Sight, subject: Row | None, usual: Data) -> Data:
    heir = KIN if subject is not None and subject["beneficiary"] != KIN else STRANGER
    return {**(usual or {}), "heir": heir}


@fills("payment", "batch")
def _batch(sight: Sight, _subject: Row | None, _usual: Data) -> Data:
    batch = sight.any_of([row for row in sight.world.rows("batch") if not row["sealed"]])
    return {"batch_no": batch["no"]} if batch else None


@fills("payment", "release")
def _release(sight: Sight, subject: Row | None, _usual: Data) -> Data:
    if subject is None:
        return None
    batch = sight.world.one("batch", no=subject["batch_no"])
    return {name: batch[name] for name in ("sha256", "count", "sum_fen")} if batch["sealed"] else None


@fills("payment", "resolve")
def _resolve(sight: Sight, subject: Row | None, _usual: Data) -> Data:
    result = sight.chance.choice(("paid", "returned", "unknown", "part_paid", "overpaid"))
    ordered_fen = subject["amount_fen"] if subject else 0
    found = {"part_paid": ordered_fen - sight.chance.randrange(3), "overpaid": ordered_fen + sight.chance.randrange(3)}
    told = {"paid_fen": found[result]} if result in found else {}
    return {"result": result, "document": "银行函1号", **told}


@fills("payment", "correct_account")
def _correct(sight: Sight, _subject: Row | None, _usual: Data) -> Data:
    account = sight.any_of(sight.rows("payee_account"))
    return {"account_id": account["id"], "proof": "银行卡"} if account else None


@fills("payment", "create")
def _create(sight: Sight, _subject: Row | None, _usual: Data) -> Data:
    return None
