"""Dispute rows of the lane 再次鉴定: the appraisal does the work, the dispute follows it by itself."""

from __future__ import annotations

from workflows.roles import Role
from workflows.table import Move

SYS = (Role.SYSTEM,)
BASIS = "工伤保险条例第二十六条"

ROWS: tuple[Move, ...] = (
    Move(
        "redo_opened",
        "再次鉴定已提起",
        ("lodged",),
        "open",
        SYS,
        BASIS,
        guards=("redo_is_open",),
        effects=("note_redo",),
    ),
    Move(
        "redo_concluded",
        "再次鉴定结论已送达",
        ("open",),
        "decided",
        SYS,
        BASIS,
        guards=("redo_has_concluded",),
        effects=("note_redo_outcome",),
    ),
    Move(
        "redo_withdrawn",
        "再次鉴定申请已撤回",
        ("open",),
        "withdrawn",
        SYS,
        BASIS,
        guards=("redo_is_over",),
    ),
    Move(
        "redo_ended",
        "再次鉴定终止，原结论有效",
        ("open",),
        "closed",
        SYS,
        "工伤保险条例第二十六条、第四十二条",
        guards=("redo_is_over",),
    ),
)
