"""Claim rows of the telephone by which a person is reached and signs in: changed at the counter, or by himself 换手机号."""

from __future__ import annotations

from workflows import fields as f
from workflows.machines.claim_rows.account import ACCOUNTED
from workflows.roles import Role
from workflows.table import SAME, Move

RD, IN, SYS = Role.RIDER, Role.INTAKE, Role.SYSTEM
BASIS = "社会保险经办条例：经办机构核验身份（待核）"
HOLDER = f.text("holder", "换谁的手机号")
NEW_PHONE = f.text("new_phone", "现在的手机号", private=True)
AT_THE_COUNTER = (HOLDER, NEW_PHONE, f.flag("id_shown", "本人到场，已核对身份证原件"), f.REASON)
WITHOUT_MONEY = tuple(state for state in ACCOUNTED if state not in ("settled", "closed_periodic"))
CHANGED = ("phone_is_mobile", "another_phone")

ROWS: tuple[Move, ...] = (
    Move(
        "change_phone",
        "更换手机号",
        WITHOUT_MONEY,
        SAME,
        (IN,),
        BASIS,
        needs=AT_THE_COUNTER,
        guards=("no_money_by_phone", "holder_identified", "holder_on_case", "id_shown", *CHANGED),
        effects=("change_phone",),
    ),
    Move(
        "change_phone_checked",
        "更换手机号（另一人复核）",
        ACCOUNTED,
        SAME,
        (SYS,),
        BASIS,
        needs=AT_THE_COUNTER,
        guards=("holder_identified", "holder_on_case", "id_shown", *CHANGED),
        approval="phone_change",
        proposers=(IN,),
        effects=("change_phone",),
    ),
    Move(
        "change_own_phone",
        "本人更换手机号",
        ACCOUNTED,
        SAME,
        (RD,),
        BASIS,
        needs=(HOLDER, NEW_PHONE),
        guards=("changed_by_holder", "holder_identified", *CHANGED),
        effects=("change_phone",),
    ),
)
