"""Service 送达: one record a recipient. The day of service starts that recipient's remedy periods, and only his."""

from __future__ import annotations

from workflows import fields as f
from workflows.roles import Role
from workflows.table import NEW, Move, Table

IN, RV, SYS = Role.INTAKE, Role.REVIEWER, Role.SYSTEM
CIVIL = "民事诉讼法第八十七条至第九十五条（参照）"

STATES = {
    "pending": "待送达",
    "sent": "已发出",
    "undelivered": "未能送达",
    "announced": "公告中",
    "served": "已送达",
    "voided": "已作废",
}

TABLE = Table(
    name="service",
    label="文书送达",
    states=STATES,
    final=frozenset({"served", "voided"}),
    stored_in="service",
    short="service",
    moves=(
        Move(
            "prepare",
            "准备送达",
            (NEW,),
            "pending",
            (SYS,),
            CIVIL,
            needs=(
                f.text("letter", "文书"),
                f.text("recipient", "受送达人"),
                f.choice("recipient_kind", "受送达人身份", ("person", "platform", "organ")),
                f.choice("variant", "文本", ("full", "party")),
            ),
            effects=("open_service",),
        ),
        Move(
            "send",
            "发出",
            ("pending", "undelivered"),
            "sent",
            (IN, SYS),
            CIVIL,
            needs=(f.choice("method", "送达方式", f.METHODS),),
            starts=("service_chase",),
            effects=("note_sending",),
        ),
        Move(
            "serve",
            "送达",
            ("pending", "sent"),
            "served",
            (IN, SYS),
            CIVIL,
            needs=(
                f.choice("method", "送达方式", f.METHODS),
                f.EVIDENCE,
                f.text("consent", "电子送达同意书", optional=True),
            ),
            guards=("served_not_before_letter", "electronic_by_consent"),
            stops=("service_chase",),
            effects=("note_service", "start_remedies", "take_effect_on_applicant", "close_service_limit"),
            any_day=True,
        ),
        Move(
            "refuse_left",
            "留置送达",
            ("sent",),
            "served",
            (IN,),
            "民事诉讼法第八十九条（参照）",
            needs=(f.text("witness", "见证人", private=True), f.EVIDENCE),
            guards=("served_not_before_letter",),
            stops=("service_chase",),
            effects=("note_service", "start_remedies", "take_effect_on_applicant", "close_service_limit"),
            any_day=True,
        ),
        Move(
            "return_mail",
            "退件",
            ("sent",),
            "undelivered",
            (IN, SYS),
            CIVIL,
            needs=(f.text("reason", "退件原因", private=True),),
            stops=("service_chase",),
        ),
        Move(
            "announce",
            "公告送达",
            ("undelivered",),
            "announced",
            (RV,),
            "民事诉讼法第九十五条（参照）",
            needs=(f.text("publication", "公告载体"), f.flag("exhausted", "其他方式均无法送达")),
            guards=("other_ways_exhausted",),
            starts=("T34",),
            effects=("note_announcement",),
        ),
        Move(
            "announce_done",
            "公告期满",
            ("announced",),
            "served",
            (SYS,),
            "民事诉讼法第九十五条（参照）",
            guards=("announcement_over",),
            stops=("T34",),
            effects=("note_announced_service", "start_remedies", "take_effect_on_applicant", "close_service_limit"),
            any_day=True,
        ),
        Move(
            "void",
            "作废",
            ("pending",),
            "voided",
            (SYS, RV),
            "文书送达前作废，号码保留",
            needs=(f.REASON,),
            guards=("nobody_served_yet", "not_a_decision"),
            effects=("void_letter",),
        ),
    ),
)
