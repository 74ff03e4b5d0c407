"""Data that could be right for a row, given what the walker sees; None where the row makes no sense now."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from stdnum import luhn

from claims.store.rows import Row
from tests.support.fixtures.standing import PARTS
from tests.support.fixtures.values import data_for
from tests.support.walking.sight import Sight
from tests.support.world import INJURED, KIN, STRANGER
from workflows.table import Move, Table

Data = dict[str, Any] | None
Fill = Callable[[Sight, Row | None, Data], Data]
FILLS: dict[tuple[str, str], Fill] = {}
CONCLUDED = ("final",)


def fills(machine: str, *triggers: str) -> Callable[[Fill], Fill]:
    """Mark what fills the data of these rows."""

    def keep(fill: Fill) -> Fill:
        FILLS.update({(machine, trigger): fill for trigger in triggers})
        return fill

    return keep


def filled(sight: Sight, table: Table, subject: Row | None, move: Move) -> Data:
    """Data for the row."""
    usual = data_for(move.needs)
    usual.update(
        {
            field.name: sight.chance.choice(field.choices)
            for field in move.needs
            if field.name in usual and field.choices
        }
    )
    usual.update({name: sight.day for name in ("effective_on", "hearing_on", "granted_on", "day") if name in usual})
    fill = FILLS.get((table.name, move.trigger))
    return fill(sight, subject, usual) if fill else usual


@fills("claim", "merge")
def _merge(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    other = sight.any_of([row for row in sight.world.rows("claim") if row["no"] != sight.no])
    return {"into": other["no"]} if other else None


@fills("claim", "apply")
def _apply(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return {"kind": "injury", "consent": sight.chance.random() < 0.9, "form": True, "papers": ["application_form"]}


@fills("claim", "accept")
def _accept(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return {**(usual or {}), "labour_signs": sight.chance.random() < 0.05}


@fills("claim", "receive_data")
def _receive(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return {"record": f"MT-{len(sight.rows('event'))}"}


@fills("claim", "explain_overdue")
def _overdue(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return {**(usual or {}), "expected_on": tomorrow(sight)}


@fills("claim", "reassign_platform")
def _reassign(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return {"new_platform": "饿了么" if sight.claim["platform"] == "美团" else "美团", "order_no": "E2"}


@fills("claim", "suspend")
def _suspend(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return {**(usual or {}), "reason": "劳动关系争议正在处理"}


@fills("claim", "confirm", "redo_confirm")
def _confirm(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return {**(usual or {}), "parts": PARTS, "facts_found": f"第{len(sight.rows('event'))}次查明的事实"}


@fills("claim", "refuse_confirm", "redo_refuse")
def _refuse(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return {**(usual or {}), "facts_found": f"第{len(sight.rows('event'))}次查明的事实"}


@fills("claim", "remand", "set_aside")
def _ordered(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    binding = sight.any_of([row for row in sight.rows("dispute") if row["state"] == "effective"])
    return {**(usual or {}), "dispute": binding["id"]} if binding else None


@fills("claim", "substitute")
def _substitute(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return {**(usual or {}), "claimant_id": KIN if sight.claim["claimant_id"] != KIN else STRANGER}


@fills("claim", "register_relative")
def _related(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return {**(usual or {}), "relative": sight.chance.choice((KIN, STRANGER)), "shown": "户口簿"}


@fills("claim", "strike_relative")
def _struck(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    kin = sight.any_of([row for row in sight.rows("relative") if row["struck_on"] is None])
    return {**(usual or {}), "relative": kin["person_id"]} if kin else None


def own_account(owner: str, place: int) -> dict[str, str]:
    """An account in a person's own name, another one for every place."""
    number = f"6222{place:011d}"
    return {"account": number + luhn.calc_check_digit(number), "account_name": f"合成人员{owner[-2:]}"}


@fills("claim", "set_payee_account")
def _account(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    items = sight.rows("award_item")
    owner = sight.chance.choice([INJURED, *(row["beneficiary"] for row in items)])
    return {**(usual or {}), "beneficiary": owner, **own_account(owner, len(sight.rows("payee_account")))}


@fills("claim", "death_supervenes")
def _death(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return {"death_on": sight.day, "cause": "injury", "death_proof": "死亡证明1号"}


@fills("claim", "rectify")
def _rectify(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    letter = sight.any_of([row for row in sight.rows("letter") if row["state"] == "issued"])
    return {**(usual or {}), "letter": letter["id"]} if letter else None


@fills("claim", "recuse")
def _recuse(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return {"officer": "reviewer2", "reason": "亲属"}


@fills("approval", "review", "approve", "vote")
def _sign(sight: Sight, subject: Row | None, usual: Data) -> Data:
    seen = {"subject_hash": subject["subject_hash"]} if subject else {}
    return {**seen, **({"agrees": sight.chance.random() < 0.8} if usual and "agrees" in usual else {})}


@fills("approval", "redraft")
def _redraft(sight: Sight, subject: Row | None, _usual: Data) -> Data:
    if subject is None:
        return None
    private = next(row for row in sight.rows("approval_private") if row["approval_id"] == subject["id"])
    proposal = {**json.loads(subject["proposal"]), **json.loads(private["body"])}
    changed = next((name for name, value in proposal.items() if isinstance(value, str) and name in CHANGEABLE), None)
    if changed is None:
        return None
    proposal[changed] = f"{proposal[changed]}（修改）"
    return {"act": subject["act"], "targets": json.loads(subject["targets"]), "proposal": [proposal]}


CHANGEABLE = ("facts_found", "reason", "document", "explanation", "basis", "conclusion", "right", "failing", "ground")


@fills("approval", "draft", "amend_subject", "lapse")
def _by_proposing(sight: Sight, _subject: Row | None, _usual: Data) -> Data:
    return None


@fills("approval", "invalidate")
def _invalidate(sight: Sight, subject: Row | None, usual: Data) -> Data:
    signed = [row for row in sight.rows("signature") if subject and row["approval_id"] == subject["id"]]
    one = sight.any_of(signed)
    return {"officer": one["username"], "reason": "应当回避"} if one else None


@fills("appraisal", "request")
def _request(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    again = any(row["state"] in CONCLUDED for row in sight.rows("appraisal"))
    return {"kind": "review" if again else "initial", "stable": True}


@fills("appraisal", "accept")
def _panel(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return {**(usual or {}), "panel_size": sight.chance.choice((3, 3, 5))}


@fills("appraisal", "conclude")
def _conclude(sight: Sight, subject: Row | None, usual: Data) -> Data:
    redo = {"city_number": "渝市鉴再1号"} if subject and subject["kind"] == "redo" else {}
    care = sight.chance.choice(("none", "none", "part"))
    grade = sight.chance.choice((0, 1, 4, 5, 7, 8, 9, 10, 10))
    return {**(usual or {}), **redo, "grade": grade, "care_level": care, "examined_on": sight.day}


@fills("appraisal", "appeal")
def _appeal(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return {"excuse": "住院"} if sight.chance.random() < 0.3 else {}


@fills("service", "prepare", "void")
def _not_by_hand(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    return None


@fills("service", "add_recipient")
def _added(sight: Sight, _subject: Row | None, usual: Data) -> Data:
    letter = sight.any_of(sight.rows("letter"))
    kind = sight.chance.choice(("kin", "third_party"))
    variant = "full" if kind == "kin" else "party"
    to = sight.chance.choice((KIN, STRANGER))
    added = {"recipient": to, "recipient_kind": kind, "variant": variant}
    return {**(usual or {}), "letter": letter["id"], **added} if letter else None


@fills("service", "ask_paper")
def _ask_paper(_sight: Sight, subject: Row | None, _usual: Data) -> Data:
    return {"recipient": subject["recipient"]} if subject else None


@fills("consent", "grant", "withdraw_consent")
def _agreeing(sight: Sight, subject: Row | None, usual: Data) -> Data:
    whose = (
        subject["recipient"] if subject else sight.chance.choice((sight.claim["claimant_id"], sight.claim["platform"]))
    )
    return {**(usual or {}), "recipient": whose}


def tomorrow(sight: Sight) -> object:
    """The day after."""
    return sight.day + timedelta(days=1)
