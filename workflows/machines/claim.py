"""The claim 案件: the main line of the law, and nothing else.

Money lives in the award items, so medical costs are paid while appraisal runs; a decision binds on service, and the
approval is the only command that decides: rows that need one are fired by the system when it is given.
The rows stand in `claim_rows/`, a module a chapter: intake, inquiry, decision, account, phone, relatives, call_back, settlement,
correction.
"""

from __future__ import annotations

from workflows.machines.claim_rows import (
    account,
    call_back,
    correction,
    decision,
    inquiry,
    intake,
    phone,
    relatives,
    settlement,
)
from workflows.machines.claim_rows.states import FINAL, STATES
from workflows.table import Table

CHAPTERS = (intake, inquiry, decision, account, phone, relatives, call_back, settlement, correction)

TABLE = Table(
    name="claim",
    label="案件",
    states=STATES,
    final=FINAL,
    moves=tuple(row for chapter in CHAPTERS for row in chapter.ROWS),
    stored_in="claim",
)
