"""Whether a message was overtaken while it waited: the case has moved on from what it asks for or tells."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from claims.store.rows import Row, select_one, select_rows
from workflows.kin import registered
from workflows.machines import MACHINES
from workflows.machines.claim_rows.states import BEFORE_DECISION, HEARD

# These hold as long as what they are about stays in the state to which the move brought it.
HOLD_IN_THE_STATE_OF_THE_MOVE = frozenset(
    {
        "report_received",
        "report_received_platform",
        "papers_missing",
        "case_suspended",
        "appraisal_papers_missing",
        "appraisal_arranged",
        "appraisal_rearranged",
        "payment_returned",
    }
)
HOLD_IN_STATES_OF_THE_CASE: Mapping[str, tuple[str, ...]] = {
    "application_received": ("applied", "supplementing"),
    "application_accepted": tuple(state for state in HEARD if state not in ("applied", "supplementing")),
    "case_resumed": tuple(state for state in BEFORE_DECISION if state != "suspended"),
}
HOLD_WHILE_HE_IS_KIN = frozenset({"relative_registered"})
HOLD_WHILE_A_CLOCK_RUNS: Mapping[str, str] = {"data_asked": "data_request"}
ASK_THE_PLATFORM = frozenset({"report_received_platform", "data_asked", "remind_apply_platform", "remind_data"})


def message_is_overtaken(connection: Connection, message: Row, claim: Row) -> bool:
    """Whether what `message` says of the case, or asks of its platform, is not so any more."""
    kind = message["kind"]
    if kind in ASK_THE_PLATFORM and message["recipient"] != claim["platform"]:
        return True
    if kind in HOLD_WHILE_HE_IS_KIN:
        return message["recipient"] not in registered(select_rows(connection, "relative", claim_no=claim["no"]))
    if kind in HOLD_IN_STATES_OF_THE_CASE:
        return claim["state"] not in HOLD_IN_STATES_OF_THE_CASE[kind]
    if kind in HOLD_WHILE_A_CLOCK_RUNS and message["due_on"] is not None:
        where: Row = {"claim_no": claim["no"], "code": HOLD_WHILE_A_CLOCK_RUNS[kind], "state": "running"}
        return not any(row["due_on"] == message["due_on"] for row in select_rows(connection, "clock", **where))
    return kind in HOLD_IN_THE_STATE_OF_THE_MOVE and _has_moved(connection, message["event_id"])


def _has_moved(connection: Connection, event_id: str | None) -> bool:
    event = select_one(connection, "event", id=event_id) if event_id else None
    if event is None:
        return False
    stored_in = MACHINES[event["machine"]].stored_in
    key = "no" if stored_in == "claim" else "id"
    subject = select_one(connection, stored_in, **{key: event["subject"]})
    return subject is not None and subject["state"] != event["target"]
