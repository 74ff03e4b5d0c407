"""What is kept of one person, for the person himself 个人信息副本: who he is, his cases and what they hold of him.

Numbers by which others could act in his name (ID, telephone, account) stand with their first and last digits, as on his pages;
the whole of it is in `workflows/own_copy.py`. What the injured person was found to have is his; of the dead, the kin's who
has taken the case on (个人信息保护法第四十五条、第四十九条).
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from claims.clock import minute_text
from claims.masking import masked_id_number, masked_phone
from claims.store.rows import Row, select_one, select_rows
from workflows.access_log import reads_of_person
from workflows.access_words import done_by, looked_by
from workflows.call_backs import REACHED, said_with
from workflows.case_sums import arrived_on
from workflows.fact_words import fact_word
from workflows.kin import registered
from workflows.locking import read_person
from workflows.machines import MACHINES
from workflows.recipients import KIN
from workflows.rider_accounts import own_accounts
from workflows.rider_letters import letters_for
from workflows.rider_notices import notices_of
from workflows.rider_view import own_cases
from workflows.roles import Actor
from workflows.sight import Part
from workflows.transaction import Desk, reading

Plain = dict[str, Any]
REPORTED = {
    "accident_place": "受伤地点", "accident_course": "受伤经过", "injury": "伤情", "care": "就医情况", "other_party": "对方",
    "reporter": "报案人", "reporter_relation": "报案人与您的关系", "diagnosis": "诊断",
}  # fmt: skip
ROWS = 10_000


def kept_of_person(desk: Desk, person_id: str) -> Plain:
    """Who the person is, as he is registered."""
    with reading(desk) as connection:
        person = read_person(connection, person_id) or {}
    number, phone = str(person.get("id_number") or ""), str(person.get("phone") or "")
    return {
        "姓名": person.get("name", ""),
        "身份证号": masked_id_number(number) if number else "",
        "手机号": masked_phone(phone) if phone else "",
    }


def own_data(desk: Desk, actor: Actor) -> Plain:
    """Everything that is kept of the person, and who looked at it."""
    person_id, cases = str(actor.person_id), own_cases(desk, actor)
    with reading(desk) as connection:
        told = [told_of_case(connection, claim, part, person_id) for claim, part in cases]
    return {"本人": kept_of_person(desk, person_id), "案件": told, **kept_in_lists(desk, actor)}


def kept_in_lists(desk: Desk, actor: Actor) -> Plain:
    """What was sent to the person, and who looked at what is kept of him; by the time of Shanghai."""
    person_id = str(actor.person_id)
    looks = reads_of_person(desk, person_id, ROWS)
    return {
        "发给您的通知": [{"时间": minute_text(one.at), "内容": one.text} for one in notices_of(desk, person_id, ROWS)],
        "谁看过": [
            {
                "时间": minute_text(one.at),
                "谁": looked_by(one, actor.username),
                "做了什么": done_by(one),
                "案号": one.claim_no or "",
            }
            for one in looks
        ],
    }


def told_of_case(connection: Connection, claim: Row, part: Part, person_id: str) -> Plain:
    """What a case holds of the person; of a part no more than what was written and paid to him."""
    told: Plain = {"案号": claim["no"]}
    if part is Part.WHOLE:
        told |= _whole(connection, claim, is_own=is_own_injury(claim, person_id))
    kin = registered(select_rows(connection, "relative", claim_no=claim["no"])).get(person_id)
    if kin is not None:
        told["与受伤人员的关系"] = fact_word("kinship", kin["kinship"])
    payments = select_rows(connection, "payment", claim_no=claim["no"], beneficiary=person_id)
    arrived = arrived_on(connection, claim["no"]).by_payment
    (account,) = own_accounts(connection, [claim], person_id)
    return {
        **told,
        "文书": [
            {"名称": one.name, "文号": one.row["number"], "日期": str(one.row["dated_on"])}
            for one in letters_for(connection, claim, person_id)
        ],
        "收款账户尾号": account.tail,
        "请我局打的电话": [
            {
                "记下的日子": str(row["asked_on"]),
                "说什么事": row["about"],
                "您补充的话": said_with(connection, row),
                "打通的日子": _reached_on(row),
            }
            for row in select_rows(connection, "call_back", claim_no=claim["no"], person_id=person_id)
        ],
        "付款": [{"金额（分）": row["amount_fen"], "已到账（分）": arrived.get(row["id"], 0)} for row in payments],
    }


def is_own_injury(claim: Row, person_id: str) -> bool:
    """Whether the injury of a case is the person's own to hear of: he is who was hurt, or applies for kin who died."""
    of_the_dead = claim["death_on"] is not None and claim["claimant_relation"] == KIN
    return person_id == claim["person_id"] or (person_id == claim["claimant_id"] and of_the_dead)


def case_body(connection: Connection, claim_no: str) -> Plain:
    """The private facts of a case."""
    private = select_one(connection, "claim_private", claim_no=claim_no)
    return dict(json.loads(private["body"])) if private else {}


def _reached_on(call: Row) -> str:
    return str(call["closed_on"]) if call["state"] == REACHED else ""


def _whole(connection: Connection, claim: Row, *, is_own: bool) -> Plain:
    body = case_body(connection, claim["no"]) if is_own else {}
    files = select_rows(connection, "evidence_file", claim_no=claim["no"], of_kin="")
    return {
        "状态": MACHINES["claim"].states[claim["state"]],
        "平台": claim["platform"],
        "受伤日期": str(claim["accident_on"]),
        **({label: body.get(name, "") for name, label in REPORTED.items()} if is_own else {}),
        "材料份数": len(files),
    }
