"""Dispute rows of the fast track 绿色通道: asked for by the rider or found by the rule, decided by a named officer."""

from __future__ import annotations

from claims.fast_track import GROUNDS
from workflows import fields as f
from workflows.machines.dispute_rows.states import UNDECIDED
from workflows.roles import Role
from workflows.table import SAME, Move

RD, LG = Role.RIDER, Role.LEGAL
BASIS = "维权绿色通道：快立快审（铜人社函〔2025〕186号，办理时限待核）"
GROUND = f.choice("ground", "适用绿色通道的情形", GROUNDS)

ROWS: tuple[Move, ...] = (
    Move(
        "ask_fast",
        "申请绿色通道",
        UNDECIDED,
        SAME,
        (RD,),
        BASIS,
        needs=(GROUND, f.REASON),
        guards=("dispute_not_fast", "fast_not_asked"),
        effects=("note_fast_motion",),
    ),
    Move(
        "grant_fast",
        "适用绿色通道",
        UNDECIDED,
        SAME,
        (LG,),
        BASIS,
        needs=(GROUND, f.REASON, f.text("area", "仲裁员联系片区")),
        guards=("dispute_not_fast", "fast_ground_holds", "area_has_arbitrator"),
        letter="dispute_fast",
        effects=("grant_fast_track",),
    ),
    Move(
        "refuse_fast",
        "不适用绿色通道",
        UNDECIDED,
        SAME,
        (LG,),
        BASIS,
        needs=(f.REASON,),
        guards=("fast_asked",),
        letter="dispute_fast_refused",
        effects=("refuse_fast_track",),
    ),
    Move(
        "revoke_fast",
        "取消绿色通道",
        UNDECIDED,
        SAME,
        (LG,),
        BASIS,
        needs=(f.REASON,),
        guards=("dispute_is_fast",),
        effects=("revoke_fast_track",),
    ),
)
