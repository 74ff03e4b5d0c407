"""Consent to electronic service 电子送达同意: given and withdrawn by the recipient, one record a recipient and case.

Who agrees at a letter agrees to that letter alone: the system ends such a consent once the letter is served."""

from __future__ import annotations

from workflows import fields as f
from workflows.roles import Role
from workflows.table import NEW, Move, Table

RD, PF, IN, SYS = Role.RIDER, Role.PLATFORM, Role.INTAKE, Role.SYSTEM
ELECTRONIC = "民事诉讼法第九十条（参照）"
RECIPIENT = f.text("recipient", "受送达人")

STATES = {"given": "已同意", "withdrawn": "已撤回同意", "used": "已用完"}

TABLE = Table(
    name="consent",
    label="电子送达同意",
    states=STATES,
    final=frozenset({"withdrawn", "used"}),
    stored_in="consent",
    short="consent",
    moves=(
        Move(
            "grant",
            "同意电子送达",
            (NEW,),
            "given",
            (RD, PF, IN),
            ELECTRONIC,
            needs=(
                RECIPIENT,
                f.text("document", "同意书"),
                f.day("signed_on", "同意书载明的日期（补记以前的同意时填写）", optional=True),
                f.text("address", "电子送达地址", private=True, optional=True),
            ),
            guards=("said_by_recipient", "no_consent_yet", "earlier_consent_is_on_paper"),
            effects=("note_consent",),
        ),
        Move(
            "withdraw_consent",
            "撤回电子送达同意",
            ("given",),
            "withdrawn",
            (RD, PF, IN),
            ELECTRONIC,
            needs=(RECIPIENT, f.text("reason", "理由", private=True, optional=True)),
            guards=("said_by_recipient",),
            effects=("note_withdrawal",),
        ),
        Move(
            "use_up_consent",
            "只同意这一封，已用完",
            ("given",),
            "used",
            (SYS,),
            ELECTRONIC,
            effects=("note_withdrawal",),
        ),
    ),
)
