"""The full copy of what is kept of one person 完整副本: what `workflows/own_data.py` tells, with every number whole, and more of
each case. Only for who has just shown that the telephone is his (个人信息保护法第四十五条、第五十一条).

Nothing in it is of other people: of a case of which he has a part it holds that part, and of files those that he handed in.
What was written as a letter and what was handed in as a file is named here, and stands whole on its own page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, select

from claims.clock import minute_text
from claims.dispute_routes import MATTER_NAMES, ROUTE_NAMES
from claims.store.rows import Row, select_among, select_rows
from claims.store.tables import table
from notifications.messages.kinds import TOPICS
from workflows.account_requests import request_of
from workflows.case_sums import arrived_on
from workflows.evidence_kinds import kind_name
from workflows.evidence_sight import evidence_rows
from workflows.fact_words import fact_word, grade_word
from workflows.locking import read_person
from workflows.machines import MACHINES
from workflows.own_data import REPORTED, Plain, case_body, is_own_injury, kept_in_lists, told_of_case
from workflows.own_periods import own_disputes
from workflows.payees import moved_fen
from workflows.phone_changes import CHANGED_ON
from workflows.rider_letters import letters_for
from workflows.rider_money import own_money
from workflows.rider_view import own_cases
from workflows.roles import Actor
from workflows.sessions import whence_of
from workflows.sight import Part
from workflows.transaction import Desk, reading
from workflows.unsubscribing import unsubscribed

SESSION = table("sign_in_session")
TAIL = "收款账户尾号"
PERSON = {
    "name": "姓名", "id_number": "身份证号", "phone": "手机号", CHANGED_ON: "手机号更换日期", "address": "住址",
    "mail": "电子邮箱",
}  # fmt: skip
DAYS = {
    "reported_on": "报案日期", "received_on": "申请收到日期", "accepted_on": "受理日期", "decided_on": "作出结论日期",
    "effective_on": "结论生效日期", "order_no": "订单号",
}  # fmt: skip
FOUND = {
    **REPORTED, "platform_told": "报案时说的平台", "industry_told": "报案时说的行业", "order_told": "报案时说的订单号",
    "facts_found": "查明的事实",
}  # fmt: skip
VERDICTS = {"confirmed": "确认", "refused": "没有确认"}
SESSIONS = 1000


def full_copy(desk: Desk, actor: Actor) -> Plain:
    """Everything that is kept of the person, with his own numbers whole."""
    person_id = str(actor.person_id)
    cases, lists = own_cases(desk, actor), kept_in_lists(desk, actor)
    with reading(desk) as connection:
        return {
            "本人": _person(connection, person_id),
            "案件": [_case(desk, connection, claim, part, person_id) for claim, part in cases],
            **lists,
            "不收的短信和邮件": [
                {"种类": TOPICS[str(one.topic)], "从什么时候起": minute_text(since)}
                for one, since in unsubscribed(connection, [person_id]).items()
            ],
            "登录": _sessions(connection, actor.username),
        }


def _person(connection: Connection, person_id: str) -> Plain:
    kept = read_person(connection, person_id) or {}
    return {label: kept.get(name, "") for name, label in PERSON.items()}


def _sessions(connection: Connection, username: str) -> list[Plain]:
    found = select(SESSION).where(SESSION.c.username == username).order_by(SESSION.c.started_at.desc()).limit(SESSIONS)
    return [_session(connection, dict(row)) for row in connection.execute(found).mappings()]


def _session(connection: Connection, row: Row) -> Plain:
    whence = whence_of(connection, row["id"])
    return {"时间": minute_text(row["started_at"]), "网络地址": whence.address, "浏览器": whence.agent}


def _case(desk: Desk, connection: Connection, claim: Row, part: Part, person_id: str) -> Plain:
    """A case as the masked copy tells it, with what that leaves out."""
    told = told_of_case(connection, claim, part, person_id)
    told.pop(TAIL)
    if part is Part.WHOLE:
        told |= _days(claim)
        told |= _found(connection, claim) if is_own_injury(claim, person_id) else {}
    return {
        **told,
        "文书": _letters(connection, claim, person_id),
        "收款账户": _accounts(connection, claim["no"], person_id),
        "待遇": _items(desk, connection, claim, person_id),
        "付款": _payments(connection, claim["no"], person_id),
        "追回": _recoveries(connection, claim["no"], person_id),
        "争议": _disputes(connection, claim, person_id),
        "电子送达同意": _consents(connection, claim["no"], person_id),
        "您交来的材料": _files(desk, connection, claim["no"], person_id),
    }


def _days(claim: Row) -> Plain:
    return {label: _said(claim[name]) for name, label in DAYS.items()}


def _found(connection: Connection, claim: Row) -> Plain:
    """What was told and found of the injury, and how it was graded."""
    body = case_body(connection, claim["no"])
    appraisals = select_rows(connection, "appraisal", claim_no=claim["no"])
    return {
        **{label: body.get(name, "") for name, label in FOUND.items()},
        "伤到的部位": [{"部位": one["part"], "结论": VERDICTS[one["verdict"]]} for one in body.get("parts", ())],
        "劳动能力鉴定": [
            {
                "种类": fact_word("appraisal", row["kind"]),
                "提出日期": _said(row["requested_on"]),
                "结论日期": _said(row["concluded_on"]),
                "伤残等级": grade_word(row["grade"]),
                "护理依赖": fact_word("care_level", row["care_level"]),
            }
            for row in appraisals
        ],
    }


def _letters(connection: Connection, claim: Row, person_id: str) -> list[Plain]:
    return [
        {
            "名称": one.name,
            "文号": one.row["number"],
            "日期": _said(one.row["dated_on"]),
            "送达日期": _said(one.service["served_on"]) if one.service else "",
        }
        for one in letters_for(connection, claim, person_id)
    ]


def _accounts(connection: Connection, no: str, person_id: str) -> list[Plain]:
    """Every account that was registered for the person, and that which he asked for last where it waits."""
    bodies = _account_bodies(connection, no, person_id)
    rows = select_rows(connection, "payee_account", claim_no=no, beneficiary=person_id)
    found = [
        _account({**bodies[row["id"]], **row}, f"{row['approved_on']} 批准") for row in rows if row["id"] in bodies
    ]
    asked = request_of(connection, no, person_id)
    if asked is not None:
        found.append(_account({**asked.data}, f"{asked.asked_on} 申请，还没有批准"))
    return found


def _account_bodies(connection: Connection, no: str, person_id: str) -> dict[str, Mapping[str, str]]:
    rows = select_rows(connection, "payee_account", claim_no=no, beneficiary=person_id)
    private = select_among(connection, "payee_account_private", "account_id", [row["id"] for row in rows])
    return {row["account_id"]: json.loads(row["body"]) for row in private}


def _account(facts: Mapping[str, str], standing: str) -> Plain:
    names = {"account_name": "户名", "bank": "开户银行", "account": "账号", "basis": "依据"}
    return {**{label: facts.get(name, "") for name, label in names.items()}, "状态": standing}


def _items(desk: Desk, connection: Connection, claim: Row, person_id: str) -> list[Plain]:
    money, states = own_money(connection, desk.rules, claim, person_id), MACHINES["award_item"].states
    return [
        {
            "项目": line.label,
            "申报（分）": line.claimed_fen,
            "允许（分）": line.allowed_fen,
            "核定（分）": line.awarded_fen,
            "状态": states[line.state],
            "怎么算的": "；".join(line.lines),
            "依据": "；".join(line.sources),
        }
        for line in (*(one.line for one in money.items), *money.by_platform)
    ]


def _payments(connection: Connection, no: str, person_id: str) -> list[Plain]:
    bodies = _account_bodies(connection, no, person_id)
    accounts = select_rows(connection, "payee_account", claim_no=no, beneficiary=person_id)
    numbers = {row["account_hash"]: bodies[row["id"]].get("account", "") for row in accounts if row["id"] in bodies}
    arrived = arrived_on(connection, no).by_payment
    return [
        {
            "金额（分）": moved_fen(row),
            "已到账（分）": arrived.get(row["id"], 0),
            "状态": MACHINES["payment"].states[row["state"]],
            "账号": numbers.get(row["account_hash"], ""),
            "付款日期": _said(row["paid_on"]),
            "银行流水号": row["bank_ref"] or "",
        }
        for row in select_rows(connection, "payment", claim_no=no, beneficiary=person_id)
    ]


def _recoveries(connection: Connection, no: str, person_id: str) -> list[Plain]:
    return [
        {
            "金额（分）": row["amount_fen"],
            "已收回（分）": row["received_fen"] + row["set_off_fen"],
            "状态": MACHINES["recovery"].states[row["state"]],
            "决定日期": _said(row["decided_on"]),
        }
        for row in select_rows(connection, "recovery", claim_no=no, beneficiary=person_id)
    ]


def _disputes(connection: Connection, claim: Row, person_id: str) -> list[Plain]:
    return [
        {
            "事项": MATTER_NAMES[row["matter"]],
            "途径": ROUTE_NAMES[row["route"]],
            "提出日期": _said(row["lodged_on"]),
            "状态": MACHINES["dispute"].states[row["state"]],
            "结果": row["outcome"] or "",
        }
        for row in own_disputes(connection, claim, person_id)
    ]


def _consents(connection: Connection, no: str, person_id: str) -> list[Plain]:
    return [
        {"内容": row["document"], "同意日期": _said(row["given_on"]), "撤回日期": _said(row["withdrawn_on"])}
        for row in select_rows(connection, "consent", claim_no=no, recipient=person_id)
    ]


def _files(desk: Desk, connection: Connection, no: str, person_id: str) -> list[Plain]:
    rows = [row for row in evidence_rows(connection, claim_no=no) if row["by_person"] == person_id]
    private = select_among(connection, "evidence_file_private", "file_id", [row["id"] for row in rows])
    names = {row["file_id"]: row["name"] for row in private}
    return [
        {
            "材料": kind_name(desk.rules, row["kind"]),
            "文件名": names.get(row["id"], ""),
            "交来时间": minute_text(row["recorded_at"]),
            "大小（字节）": row["size_bytes"],
        }
        for row in rows
    ]


def _said(day: date | str | None) -> str:
    return "" if day is None else str(day)
