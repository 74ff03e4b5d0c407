"""What is kept of one person, for the person himself 个人信息副本: who he is, his cases and what they hold of him.

Numbers by which others could act in his name (ID, telephone, account) stand with their first and last digits, as on his pages.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from claims.masking import masked_id_number, masked_phone
from claims.store.rows import Row, select_one, select_rows
from workflows.access_log import reads_of_person
from workflows.case_sums import arrived_on
from workflows.locking import read_person
from workflows.machines import MACHINES
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
        told = [_case(connection, claim, part, person_id) for claim, part in cases]
    looks = reads_of_person(desk, person_id, ROWS)
    return {
        "本人": kept_of_person(desk, person_id),
        "案件": told,
        "发给您的通知": [{"时间": one.at, "内容": one.text} for one in notices_of(desk, person_id, ROWS)],
        "谁看过": [{"时间": one.at, "谁": one.display_name, "案号": one.claim_no or ""} for one in looks],
    }


def _case(connection: Connection, claim: Row, part: Part, person_id: str) -> Plain:
    """What a case holds of the person; of a part no more than what was written and paid to him."""
    told: Plain = {"案号": claim["no"]}
    if part is Part.WHOLE:
        told |= _whole(connection, claim)
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
        "付款": [{"金额（分）": row["amount_fen"], "已到账（分）": arrived.get(row["id"], 0)} for row in payments],
    }


def _whole(connection: Connection, claim: Row) -> Plain:
    private = select_one(connection, "claim_private", claim_no=claim["no"])
    body = json.loads(private["body"]) if private else {}
    files = select_rows(connection, "evidence_file", claim_no=claim["no"], of_kin="")
    return {
        "状态": MACHINES["claim"].states[claim["state"]],
        "平台": claim["platform"],
        "受伤日期": str(claim["accident_on"]),
        **{label: body.get(name, "") for name, label in REPORTED.items()},
        "材料份数": len(files),
    }
