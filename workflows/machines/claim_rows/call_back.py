"""Claim rows of calls 回电: a person asks to be rung, takes it back, and an officer notes that he has rung.

A call moves no legal day: it may be noted for a day before the last act, and no act has to be dated after it.
"""

from __future__ import annotations

from workflows import fields as f
from workflows.machines.claim_rows.states import FINAL, STATES
from workflows.roles import Role
from workflows.table import SAME, Move

RD = Role.RIDER
RINGS = (Role.INTAKE, Role.REVIEWER, Role.APPROVER, Role.APPRAISAL, Role.LEGAL, Role.CASHIER)
BASIS = "社会保险经办条例：经办机构提供咨询服务（待核）"
RUNG = tuple(state for state in STATES if state not in FINAL)
PERSON = f.text("person", "打给谁")

ROWS: tuple[Move, ...] = (
    Move(
        "ask_call",
        "请我局打电话",
        RUNG,
        SAME,
        (RD,),
        BASIS,
        needs=(
            PERSON,
            f.choice("about", "说什么事", f.CALL_ABOUT),
            f.choice("suits", "什么时候方便", f.CALL_SUITS),
            f.text("note", "补充的话", private=True, optional=True),
        ),
        guards=("rung_himself", "has_phone", "no_call_asked_yet"),
        effects=("open_call",),
        any_day=True,
    ),
    Move(
        "take_back_call",
        "不用打电话了",
        RUNG,
        SAME,
        (RD,),
        BASIS,
        needs=(PERSON,),
        guards=("rung_himself", "call_asked"),
        effects=("take_back_call",),
        any_day=True,
    ),
    Move(
        "note_call",
        "登记回电",
        RUNG,
        SAME,
        RINGS,
        BASIS,
        needs=(
            PERSON,
            f.choice("call_result", "接通没有", f.CALL_RESULTS),
            f.text("note", "通话要点", private=True, optional=True),
        ),
        when="call_waits",
        guards=("call_waits_for_person",),
        effects=("note_call",),
        any_day=True,
    ),
)
