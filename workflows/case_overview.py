"""The head and the first page of a case: what is known of it in words, what is due and paid, who handles it, what to mind.

Plain data, personal values masked; which of them somebody may see in clear stands beside them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.errors import words
from claims.masking import masked_account, masked_id_number, masked_name, masked_phone
from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from workflows.as_reported import as_reported
from workflows.case_handler import handler_of
from workflows.case_sums import DEAD, arrived_on, decided_fen
from workflows.evidence_marks import last_marks
from workflows.fact_words import fact_word, grade_word, ground_word
from workflows.machines.dispute_rows.states import FINAL
from workflows.person_index import NUMBER_TOLD, PHONE_TOLD, normal_phone
from workflows.phone_changes import phone_of, reported_person
from workflows.roles import Actor
from workflows.told_of_order import AS_TOLD
from workflows.transaction import Desk
from workflows.unmasking import FIELDS, may_unmask
from workflows.unproven_reports import further_reports

EVENT, ACCOUNT = table("event"), table("account")
UNKNOWN = ""
BY_HIMSELF, AT_FIRST = "app", ("reported", "applied", "supplementing")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: what it is and what it says. `person_id` and `field` are set where its masked value may be shown."""

    label: str
    value: str
    person_id: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to mind on every page of the case: `kind` is info, warning or failure."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands on every page of a case: `handler` the officer who last carried it on, by name; in fen what the fund has
    decided, and what has arrived of it."""

    notices: tuple[Notice, ...]
    handler: str
    awarded_fen: int
    paid_fen: int


def overview(connection: Connection, claim: Row) -> Overview:
    """The head of a case for somebody who may see it."""
    no = claim["no"]
    items = select_rows(connection, "award_item", claim_no=no)
    monthly = any(row["monthly"] for row in items)
    return Overview(
        notices=tuple(_notices(connection, claim, [row for row in items if row["state"] not in DEAD])),
        handler=handler_of(connection, no),
        awarded_fen=decided_fen(items, select_rows(connection, "instalment", claim_no=no) if monthly else []),
        paid_fen=arrived_on(connection, no).total_fen,
    )


def chapters(
    desk: Desk, connection: Connection, claim: Row, actor: Actor
) -> tuple[tuple[str, tuple[Fact, ...]], ...]:  # fmt: skip
    """The first page of a case for somebody who may see it: pairs of title and facts."""
    body = _body(connection, "claim_private", claim_no=claim["no"])
    people, *others = _chapters(desk, connection, claim, body, actor)
    return (people, ("报案时说的", _reported(connection, claim, body, actor)), *others)


def reported(connection: Connection, claim: Row, actor: Actor) -> tuple[Fact, ...]:
    """What was told with the report."""
    return _reported(connection, claim, _body(connection, "claim_private", claim_no=claim["no"]), actor)


def _notices(connection: Connection, claim: Row, items: list[Row]) -> list[Notice]:
    no = claim["no"]
    notices = []
    open_disputes = [row for row in select_rows(connection, "dispute", claim_no=no) if row["state"] not in FINAL]
    for row in open_disputes:
        facts = {"route": fact_word("route", row["route"]), "matter": fact_word("matter", row["matter"])}
        notices.append(Notice("warning", words("notice_disputed", **facts)))
    if claim["state"] == "suspended":
        notices.append(Notice("warning", words("notice_suspended")))
    returned = [row for row in select_rows(connection, "payment", claim_no=no) if row["state"] == "returned"]
    if returned:
        notices.append(Notice("failure", words("notice_returned", count=len(returned))))
    fresh = _not_looked_at(connection, no)
    if fresh:
        notices.append(Notice("info", words("notice_new_papers", count=fresh)))
    if claim["state"] == "reported" and claim["channel"] == BY_HIMSELF:
        again = sum(not one.own_no for one in further_reports(connection, no))
        notices += [Notice("info", words("notice_reported_again", count=again))] if again else []
    if claim["state"] in AT_FIRST[1:] and "id_number" not in _body(
        connection, "person_private", person_id=claim["person_id"]
    ):
        notices.append(Notice("warning", words("notice_not_identified")))
    if any(row["provisional"] for row in items):
        notices.append(Notice("info", words("notice_provisional")))
    return notices


def _not_looked_at(connection: Connection, no: str) -> int:
    marked = last_marks(select_rows(connection, "evidence_mark", claim_no=no))
    return sum(row["id"] not in marked for row in select_rows(connection, "evidence_file", claim_no=no))


def _reported(connection: Connection, claim: Row, body: Mapping[str, str], actor: Actor) -> tuple[Fact, ...]:
    """What was told with the report; a name that may be shown, with the way to it."""
    return tuple(
        Fact(one.label, one.said, claim["person_id"], one.field)
        if one.field and may_unmask(actor, one.field)
        else Fact(one.label, one.said)
        for one in as_reported(connection, claim, body, actor)
    )


def _chapters(
    desk: Desk, connection: Connection, claim: Row, body: Mapping[str, str], actor: Actor
) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
    injured = claim["person_id"]
    return (
        ("人员", _persons(connection, claim, actor)),
        ("平台与订单", (
            Fact("平台", claim["platform"]),
            Fact("行业", fact_word("industry", claim["industry"])),
            Fact("订单号", claim["order_no"] or UNKNOWN),
            Fact("受伤时订单状态", fact_word("order_state", claim["order_state"])),
            *(fact for name in AS_TOLD.values() if name in body
              for fact in _private(name, FIELDS[name].label, injured, body, actor)),
        )),
        ("事故与医疗", (
            Fact("受伤日期", _day(claim["accident_on"])),
            Fact("死亡日期", _day(claim["death_on"])) if claim["death_on"] else Fact("省份", claim["province"]),
            *_private("diagnosis", "诊断", injured, body, actor),
        )),
        ("报案与申请", (
            Fact("报案渠道", fact_word("channel", claim["channel"])),
            Fact("报案日期", _day(claim["reported_on"])),
            *_reported_by(connection, claim),
            Fact("收到申请", _day(claim["received_on"])),
            Fact("申请种类", fact_word("application_kind", claim["application_kind"])),
            Fact("谁提出", fact_word("applied_by", claim["applied_by"])),
        )),
        ("决定与等级", _decided(desk, claim)),
        ("其他保险与相关案件", (
            Fact("工伤保险", "已参加" if claim["gongshang_enrolled"] else "没有查到"),
            Fact("劳动关系迹象", "有" if claim["labour_signs"] else "没有查到"),
            *(Fact(label, claim[name]) for name, label in (
                ("other_line", "同一事故的工伤案号"), ("merged_into", "已并入"), ("successor_of", "此前撤回的案件"),
            ) if claim[name]),
        )),
    )  # fmt: skip


def _reported_by(connection: Connection, claim: Row) -> tuple[Fact, ...]:
    """The number that reported, where the injured person has another one now."""
    if claim["state"] not in AT_FIRST:
        return ()
    reporter = reported_person(connection, claim["no"])
    if reporter in ("", claim["person_id"]):
        return ()
    reported, now = (normal_phone(phone_of(connection, one)) for one in (reporter, claim["person_id"]))
    return (Fact("报案时的手机号", masked_phone(reported)),) if reported not in ("", now) else ()


def _decided(desk: Desk, claim: Row) -> tuple[Fact, ...]:
    day = claim["accident_on"]
    return (
        Fact("确认情形", ground_word(claim["criterion"], day, desk.rules)),
        *(
            (Fact("不予的依据", ground_word(claim["refusal_reason"], day, desk.rules)),)
            if claim["refusal_reason"]
            else ()
        ),
        Fact("作出结论", _day(claim["decided_on"])),
        Fact("结论生效", _day(claim["effective_on"])),
        Fact("伤残等级", grade_word(claim["grade"])),
        Fact("护理依赖", fact_word("care_level", claim["care_level"])),
    )


def _persons(connection: Connection, claim: Row, actor: Actor) -> tuple[Fact, ...]:
    facts = person_facts(connection, claim["person_id"], "受伤人员", actor)
    if claim["claimant_id"] == claim["person_id"]:
        return (*facts, *_account(connection, claim, actor), Fact("申请人", "本人"))
    relation = Fact("申请人与受伤人员", fact_word("claimant_relation", claim["claimant_relation"]))
    return (*facts, *person_facts(connection, claim["claimant_id"], "申请人", actor), relation)


def person_facts(connection: Connection, person_id: str, who: str, actor: Actor) -> tuple[Fact, ...]:
    """Who a person is, masked; `who` is what he is on the case."""
    body = _body(connection, "person_private", person_id=person_id)
    number = (NUMBER_TOLD, "证件号码（报的，没看过原件）") if NUMBER_TOLD in body else ("id_number", "证件号码")
    phone = (PHONE_TOLD, "手机号（平台报的，只用来打电话）") if PHONE_TOLD in body else ("phone", "手机号")
    return (
        *_private("name", who, person_id, body, actor),
        *_private(*number, person_id, body, actor),
        *_private(*phone, person_id, body, actor),
        *_private("address", "住址", person_id, body, actor),
    )


def _account(connection: Connection, claim: Row, actor: Actor) -> tuple[Fact, ...]:
    accounts = select_rows(connection, "payee_account", claim_no=claim["no"], beneficiary=claim["person_id"])
    if not accounts:
        return (Fact("收款账户", UNKNOWN),)
    latest = max(accounts, key=lambda one: int(one["generation"]))
    body = _body(connection, "payee_account_private", account_id=latest["id"])
    return _private("account", "收款账户", claim["person_id"], body, actor)


def _address(text: str) -> str:
    return f"{text[:3]}****"


def _noted(_text: str) -> str:
    return "已记录（不显示）"


MASKS: Mapping[str, Callable[[str], str]] = {
    "name": masked_name,
    "id_number": masked_id_number,
    "phone": masked_phone,
    NUMBER_TOLD: masked_id_number,
    PHONE_TOLD: masked_phone,
    "account": masked_account,
    "address": _address,
    "diagnosis": _noted,
    **dict.fromkeys(AS_TOLD.values(), _noted),
}


def _private(field: str, label: str, person_id: str, body: Mapping[str, str], actor: Actor) -> tuple[Fact, ...]:
    """A masked fact, with the way to its clear value where a post of this person has it; nothing recorded says so."""
    value = str(body.get(field) or "")
    if not value:
        return (Fact(label, UNKNOWN),)
    shown = MASKS[field](value)
    return (Fact(label, shown, person_id, field) if may_unmask(actor, field) else Fact(label, shown),)


def _body(connection: Connection, name: str, **keys: str) -> dict[str, str]:
    row = select_one(connection, name, **keys)
    return dict(json.loads(row["body"])) if row else {}


def _day(day: date | None) -> str:
    return day.isoformat() if day else UNKNOWN
