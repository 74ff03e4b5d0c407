"""Claim rows of the account that a beneficiary is paid to: asked for by himself, put forward, registered or declined 收款账户."""

from __future__ import annotations

from workflows import fields as f
from workflows.machines.claim_rows.states import OPEN
from workflows.roles import Role
from workflows.table import SAME, Move

RD, IN, SYS = Role.RIDER, Role.INTAKE, Role.SYSTEM
BASIS = "社会保险经办条例第四十条"
ACCOUNTED = (*OPEN, "closed", "closed_periodic")
# Before the application an account is of no use; whoever asks for one has shown an ID card (`asker_identified`).
APPLIED = tuple(state for state in ACCOUNTED if state != "reported")
ACCOUNT = (
    f.text("beneficiary", "收款权利人"),
    f.text("basis", "账户依据"),
    f.text("bank", "开户银行", private=True),
    f.text("account", "账号", private=True),
    f.text("account_name", "户名", private=True),
)

ROWS: tuple[Move, ...] = (
    Move(
        "ask_payee_account",
        "申请登记收款账户",
        APPLIED,
        SAME,
        (RD,),
        BASIS,
        needs=ACCOUNT,
        guards=(
            "asked_by_beneficiary",
            "asker_identified",
            "basis_is_own",
            "holder_is_beneficiary",
            "account_of_digits",
            "phone_rested",
        ),
        stops=("account_check",),
        starts=("account_check",),
    ),
    Move(
        "register_asked_account",
        "登记本人申请的账户",
        ACCOUNTED,
        SAME,
        (SYS,),
        BASIS,
        needs=ACCOUNT,
        when="account_asked",
        guards=("account_as_asked", "holder_is_beneficiary", "account_number_right"),
        approval="payee_account",
        proposers=(IN,),
        stops=("account_check",),
        effects=("keep_payee_account",),
    ),
    Move(
        "decline_asked_account",
        "不登记本人申请的账户",
        ACCOUNTED,
        SAME,
        (IN,),
        BASIS,
        needs=(ACCOUNT[0], f.REASON),
        when="account_asked",
        guards=("asked_by_whom_it_names",),
        stops=("account_check",),
    ),
    Move(
        "set_payee_account",
        "登记收款账户",
        ACCOUNTED,
        SAME,
        (SYS,),
        BASIS,
        needs=(*ACCOUNT, f.text("paper", "账户依据另附的材料", private=True, optional=True)),
        guards=(
            "beneficiary_known",
            "basis_listed",
            "basis_has_paper",
            "holder_is_beneficiary",
            "account_number_right",
            "request_answered_first",
        ),
        approval="payee_account",
        proposers=(IN,),
        effects=("keep_payee_account",),
    ),
)
