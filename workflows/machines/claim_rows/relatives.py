"""Claim rows of the kin of the injured person: registered by an officer, and struck off where that was a mistake 近亲属."""

from __future__ import annotations

from workflows import fields as f
from workflows.machines.claim_rows.states import FINAL, STATES
from workflows.roles import Role
from workflows.table import SAME, Move

IN, RV = Role.INTAKE, Role.REVIEWER
BASIS = "民法典第一千零四十五条第二款"
# As long as something may still be served or owed; a case that went elsewhere has nothing more to give.
HERE = tuple(state for state in STATES if state not in FINAL)
RELATIVE = f.text("relative", "近亲属")

ROWS: tuple[Move, ...] = (
    Move(
        "register_relative",
        "登记近亲属",
        HERE,
        SAME,
        (IN, RV),
        BASIS,
        needs=(
            RELATIVE,
            f.choice("kinship", "与受伤人员的关系", f.KINSHIPS),
            f.text("paper", "案件材料里的证明", optional=True),
            f.text("shown", "当场看过的证明", private=True, optional=True),
        ),
        guards=(
            "relative_in_register",
            "relative_is_another",
            "relative_not_registered",
            "kinship_proven",
            "proof_on_case",
        ),
        effects=("register_as_relative",),
    ),
    Move(
        "strike_relative",
        "撤销登记近亲属",
        HERE,
        SAME,
        (IN, RV),
        BASIS,
        needs=(RELATIVE, f.REASON),
        guards=("relative_registered", "relative_not_claimant", "relative_not_served", "relative_owed_nothing"),
        effects=("strike_as_relative",),
    ),
)
