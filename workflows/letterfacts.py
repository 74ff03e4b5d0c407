"""The facts of a case as letters name them (`notifications/facts.py`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from claims.dispute_routes import REVIEW_FIRST
from claims.errors import words
from claims.months import month_text
from claims.rules.value import UNNAMED
from claims.store.rows import Row, select_one
from workflows.citations import articles, by_analogy, unmarked
from workflows.invoice_reasons import told_lines
from workflows.locking import read_person
from workflows.platform_answers import told, unanswered
from workflows.recipients import PLATFORM
from workflows.situation import Situation
from workflows.told_of_order import AS_TOLD, named_platform

CASE = frozenset(
    [
        "person_id",
        "platform_name",
        "applicant",
        "applied_on",
        "received_on",
        "accident_on",
        "order_no",
        "reporter",
        "report_channel",
        "reported_on",
        "accepted_on",
        "papers",
        "review_organ",
    ]
)
SCENE = frozenset({"accident_place"})
DECISION = frozenset(
    [
        "facts_found",
        "evidence",
        "diagnosis",
        "death_on",
        "missing_on",
        "confirmed_parts",
        "refused_parts",
        "platform_answer",
        "confirmation_number",
    ]
)
CLOCKS = frozenset(
    [
        "decision_limit_working_days",
        "decision_due_on",
        "platform_apply_by",
        "person_apply_by",
        "conclusion_due_on",
        "reply_by",
        "gongshang_apply_by",
    ]
)
REMEDIES = frozenset(
    [
        "review_organ",
        "review_days",
        "court",
        "court_months",
        "redo_organ",
        "redo_days",
        "inaction_days",
        "review_first",
    ]
)
APPRAISAL = frozenset(
    [
        "appraisal_kind",
        "appraisal_requested_on",
        "grade",
        "care_level",
        "standards",
        "concluded_on",
        "appraisal_number",
        "earlier_number",
    ]
)
RELATIONS = {"self": "本人", "kin": "近亲属", "platform": "平台企业", "representative": "代理人"}
CHANNELS = {
    "app": "通过手机",
    "phone": "通过电话",
    "counter": "到窗口",
    "platform": "通过平台企业接口",
    "transfer": "经转办",
}
IN_FORCE = ("served", "superseding", "final")
PAPERS_ON_FILE = {
    "platform_data": "平台订单数据",
    "platform_no_data": "平台企业没有订单数据的答复",
    "evidence": "调查取得的证据",
    "interview": "调查笔录",
}
APPRAISAL_KINDS = {"initial": "初次", "redo": "再次", "review": "复查"}


def person(s: Situation, person_id: str) -> dict[str, Any]:
    """Name and masked ID number of a person; a beneficiary that is not a person stands for itself."""
    known = s.scratch.setdefault("persons", {})
    if person_id not in known:
        found = read_person(s.connection, person_id)
        known[person_id] = found or {"name": person_id, "synthetic": False}
    return dict(known[person_id])


def masked(number: str) -> str:
    """An ID number or account with its middle hidden."""
    return f"{number[:4]}{'*' * max(0, len(number) - 8)}{number[-4:]}" if len(number) > 8 else "*" * len(number)


def case(s: Situation) -> dict[str, object]:
    """Who, where, when: what every letter about the case may say."""
    claim = s.claim
    injured = person(s, claim["person_id"])
    return {
        "person_id": masked(str(injured.get("id_number", ""))) or None,
        "platform_name": named_platform(claim, s.private()),
        "applicant": _applicant(s),
        "applied_on": claim["received_on"],
        "received_on": claim["received_on"] or s.occurred_on,
        "accident_on": claim["accident_on"],
        "order_no": claim["order_no"] or s.private().get(AS_TOLD["order_no"]),
        "reporter": claim["platform"] if claim["channel"] == "platform" else _claimant_name(s),
        "report_channel": CHANNELS[claim["channel"]],
        "reported_on": claim["reported_on"],
        "accepted_on": claim["accepted_on"],
        "papers": _papers(s),
        "review_organ": s.rules.at("letters.remedy.review_organ", s.occurred_on).as_text(),
    }


def _applicant(s: Situation) -> str:
    """Who applied: the platform for its rider, or the claimant, named with the relation where it is not the rider."""
    if s.claim["applied_by"] == PLATFORM:
        return str(s.claim["platform"])
    return _claimant(s)


def _claimant(s: Situation) -> str:
    relation = s.claim["claimant_relation"]
    return _claimant_name(s) if relation == "self" else f"{_claimant_name(s)}（{RELATIONS[relation]}）"


def _claimant_name(s: Situation) -> str:
    return str(person(s, s.claim["claimant_id"])["name"])


def _papers(s: Situation) -> list[str]:
    given = list(s.data.get("papers", [])) or [row["kind"] for row in s.file.rows("paper")]
    return [paper_name(s, kind) for kind in dict.fromkeys(given)] or ["申请表"]


def paper_name(s: Situation, kind: str) -> str:
    """The name of a kind of paper; a paper that is not on the list goes by its own name."""
    known = s.rules.history(f"papers.{kind}")
    return known[0].label if known else PAPERS_ON_FILE.get(kind, kind)


def scene(s: Situation) -> dict[str, object]:
    """Where it happened."""
    return {"accident_place": s.private().get("accident_place")}


def decision(s: Situation) -> dict[str, object]:
    """What was found and decided."""
    private = s.private()
    parts = private.get("parts", [])
    late = unanswered(s.file, s.occurred_on)
    letter = s.file.find("letter", s.claim["decision_letter"]) if s.claim["decision_letter"] else None
    return {
        "facts_found": private.get("facts_found"),
        "evidence": _lines(private.get("evidence_weighed")),
        "diagnosis": private.get("diagnosis"),
        "death_on": s.claim["death_on"],
        "missing_on": s.claim["accident_on"] if s.claim["application_kind"] == "missing" else None,
        "confirmed_parts": [part["part"] for part in parts if part["verdict"] == "confirmed"] or None,
        "refused_parts": [
            {"part": part["part"], "reason": part["reason"]} for part in parts if part["verdict"] == "refused"
        ]
        or None,
        "platform_answer": s.data.get("platform_answer") or (told(s.rules, s.claim, late) if late else None),
        "confirmation_number": letter["number"] if letter and letter["number"] else None,
    }


def _lines(text: object) -> list[str] | None:
    return [line for line in str(text).split("；") if line] if text else None


def clocks(s: Situation) -> dict[str, object]:
    """The periods that run, with their last days."""
    facts: dict[str, object] = {}
    for clock in s.file.rows("clock"):
        if clock["code"] == "T8":
            facts["decision_limit_working_days"] = clock["amount"]
            facts["decision_due_on"] = clock["due_on"]
            facts["decision_due_provisional"] = bool(clock["provisional"]) or None
        if clock["code"] == "T2":
            facts["platform_apply_by"] = clock["due_on"]
        if clock["code"] == "T3":
            facts["person_apply_by"] = clock["due_on"]
        if clock["code"] == "T15":
            facts["conclusion_due_on"] = clock["due_on"]
        if clock["code"] == "data_request":
            facts["reply_by"] = clock["due_on"]
        if clock["code"] == "gongshang_reminder":
            facts["gongshang_apply_by"] = clock["due_on"]
    return facts


def remedies(s: Situation) -> dict[str, object]:
    """Where to object and by when, out of the rules."""
    day = s.occurred_on
    return {
        "review_organ": s.rules.at("letters.remedy.review_organ", day).as_text(),
        "review_days": s.rules.at("limits.administrative_review", day).as_int(),
        "court": s.rules.at("letters.remedy.court", day).as_text(),
        "court_months": s.rules.at("limits.administrative_suit", day).as_int(),
        "redo_organ": s.rules.at("letters.remedy.redo_organ", day).as_text(),
        "redo_days": s.rules.at("limits.reappraisal_request", day).as_int(),
        "inaction_days": s.rules.at("limits.inaction_review", day).as_int(),
        "review_first": bool(s.rules.at(REVIEW_FIRST, day).value),
    }


def _asked_for(s: Situation, appraisal: Row) -> str:
    """Who asked for an appraisal."""
    return str(s.claim["platform"]) if appraisal["requested_by"] == PLATFORM else _claimant(s)


def appraisal(s: Situation) -> dict[str, object]:
    """The latest appraisal of the case."""
    rows = s.file.rows("appraisal")
    if not rows:
        return {}
    row = s.subject if s.machine == "appraisal" else rows[-1]
    cited = _conclusion_cited(s)
    number = cited["number"] or None if cited else None
    asked = {"applicant": _asked_for(s, row)} if s.machine == "appraisal" else {}
    return {
        **asked,
        "appraisal_kind": APPRAISAL_KINDS[row["kind"]],
        "appraisal_requested_on": row["requested_on"],
        "grade": row["grade"],
        "care_level": row["care_level"],
        "injury_period_from": row["injury_period_from"],
        "injury_period_to": row["injury_period_to"],
        "concluded_on": row["concluded_on"],
        "standards": [s.rules.at("appraisal.standard", s.occurred_on).as_text()],
        "appraisal_number": number,
        "earlier_number": number,
        "earlier_on": cited["dated_on"] if cited else None,
    }


def _conclusion_cited(s: Situation) -> Row | None:
    """The letter of the conclusion in force; in a letter of an appraisal itself, of that which it replaces or revokes."""
    if s.machine == "appraisal":
        replaced = s.subject["replaces"] if s.move.trigger != "void" else None
        prior = s.file.find("appraisal", replaced) if replaced else s.subject
    else:
        in_force = s.file.where("appraisal", lambda row: row["state"] in IN_FORCE and row["letter_id"])
        prior = max(in_force, key=lambda row: (row["concluded_on"], row["kind"] == "redo"), default=None)
    letter = s.file.find("letter", prior["letter_id"]) if prior and prior["letter_id"] else None
    return None if letter is None or letter["state"] == "voided" else letter


def money(situations: Sequence[Situation]) -> dict[str, object]:
    """The items of an award letter, a payment or a return."""
    s = situations[0]
    facts: dict[str, object] = {}
    items = [other.subject for other in situations if other.machine == "award_item" and other.move.trigger == "approve"]
    one_off = [_item(row) for row in items if row["payer"] == "fund" and not row["monthly"]]
    monthly = [_item(row) for row in items if row["payer"] == "fund" and row["monthly"]]
    platform = [_item(row) for row in items if row["payer"] == "platform"]
    facts.update(items=one_off or None, monthly_items=monthly or None, platform_items=platform or None)
    sources = [source for row in items for source in _told(row)["sources"]]
    if items:
        facts["legal_basis"] = articles(s, sources)
        facts["award_notes"] = _notes(s, items) or None
    refused = [other for other in situations if other.machine == "award_item" and other.move.trigger == "refuse"]
    if refused:
        facts["refused_items"] = [_refused(other) for other in refused]
        of_refusal = [by_analogy(other.data["article"]) for other in refused]
        facts["legal_basis"] = list(dict.fromkeys([*(articles(s, sources) if items else []), *of_refusal]))
    if s.machine == "payment":
        facts.update(_payment(s))
    if s.machine == "award_item":
        facts["benefits"] = [_told(s.subject)["label"]]
    return facts


def _notes(s: Situation, items: Sequence[Row]) -> list[str]:
    """Each line of the invoices that was not paid in full, and why."""
    ids = {row["id"] for row in items}
    return told_lines(s.rules, s.file.where("invoice_line", lambda row: row["item_id"] in ids), s.occurred_on)


def _refused(s: Situation) -> dict[str, object]:
    return {"label": _told(s.subject)["label"], "reason": f"{unmarked(s.data['reason'])}（{s.data['article']}）"}


def _told(item: Row) -> dict[str, Any]:
    told = dict(json.loads(item["explanation"]))
    return {**told, "lines": [unmarked(line) for line in told["lines"]]}


def _item(item: Row) -> dict[str, object]:
    told = _told(item)
    base = next((line for line in told["lines"] if line.startswith("计发基数")), None)
    lines = [line for line in told["lines"] if line != base]
    return {
        "label": told["label"],
        "base": base,
        "formula": "；".join(lines) or told["label"],
        "amount_fen": item["awarded_fen"],
        "basis": [by_analogy(source) for source in told["sources"] if source != UNNAMED],
    }


def paid_label(s: Situation, item_id: str, month: str | None = None) -> str:
    """The name of what was paid, with its month; the difference that a later version of an item adds is called one."""
    item = s.file.find("award_item", item_id)
    if item is None:
        return item_id
    if month is not None:
        return words("payment_of_month", label=_told(item)["label"], month=month_text(month))
    earlier = s.file.find("award_item", item["replaces"]) if item["replaces"] else None
    return f"{_told(item)['label']}{words('top_up_mark') if earlier and earlier['paid_fen'] else ''}"


def _payment(s: Situation) -> dict[str, object]:
    item = s.file.find("award_item", s.subject["item_id"])
    if item is None:
        return {}
    award = s.file.find("letter", item["letter_id"])
    account = _account(s)
    return {
        "award_number": award["number"] if award else None,
        "payments": _paid_rows(s),
        "kept_back": _kept_back(s, item),
        "benefits": [_told(item)["label"]],
        "payee_name": account.get("account_name"),
        "payee_account": masked(str(account.get("account", ""))) or None,
        "payee_bank": account.get("bank"),
        "paid_on": s.subject["paid_on"],
        "bank_reference": s.subject["bank_ref"],
        "returned_on": s.occurred_on,
    }


def _paid_rows(s: Situation) -> list[dict[str, object]]:
    """What a payment is made of: the award, and what the person had repaid before the bank gave the money back."""
    repaid_fen = s.subject["repaid_fen"]
    rows = (
        (paid_label(s, s.subject["item_id"], s.subject["month"]), s.subject["amount_fen"] - repaid_fen),
        (words("given_back"), repaid_fen),
    )
    return [{"label": label, "amount_fen": fen} for label, fen in rows if fen]


def _kept_back(s: Situation, item: Row) -> list[dict[str, object]] | None:
    """What a recovery kept back of the month that is paid: the whole, the part kept back, and what reached the person."""
    month = s.subject["month"]
    rows = s.file.where("instalment", lambda row: (row["item_id"], row["month"]) == (item["id"], month))
    kept = [row for row in rows if row["set_off_fen"] and row["state"] in ("due", "paid")]
    return [
        {
            "label": paid_label(s, item["id"], month),
            "gross_fen": row["amount_fen"],
            "set_off_fen": row["set_off_fen"],
            "net_fen": row["amount_fen"] - row["set_off_fen"],
        }
        for row in kept
    ] or None


def _account(s: Situation) -> dict[str, Any]:
    for row in s.file.rows("payee_account"):
        if row["account_hash"] == s.subject["account_hash"]:
            found = select_one(s.connection, "payee_account_private", account_id=row["id"])
            return dict(json.loads(found["body"])) if found else {}
    return {}


def own(s: Situation) -> dict[str, object]:
    """The data of the move itself, where a letter uses the same name for it."""
    return {name: value for name, value in s.data.items() if name in OWN}


OWN = frozenset(
    {
        "reason",
        "examine_at",
        "examine_place",
        "examined_on",
        "opinion",
        "effective_on",
        "hearing",
        "city_organ",
        "city_number",
        "relation",
    }
)
