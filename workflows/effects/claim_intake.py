"""Effects of intake: 报案、并案、申请、补正、受理。"""

from __future__ import annotations

from claims.canonical import canonical_json
from workflows import clockwork
from workflows.as_reported import LABELS
from workflows.call_backs import is_open
from workflows.effects.casekeeping import keep_private
from workflows.remedies import party_of
from workflows.situation import Situation
from workflows.successors import pass_on_as_claimant
from workflows.told_of_order import AS_TOLD

PRIVATE = (*LABELS, *AS_TOLD.values())
TOLD_OF_ORDER = ("platform", "industry", "order_state")
PROCEDURE = ("claim", "appraisal", "approval")
OPEN_APPROVALS = ("drafted", "reviewed", "panel", "returned")


def open_case(s: Situation) -> None:
    """Fill the new case from the report; personal facts go to a row of their own."""
    data = s.data
    s.set(
        person_id=data["person_id"],
        claimant_id=data.get("claimant_id", data["person_id"]),
        claimant_relation=data.get("relation", "self"),
        reported_on=s.occurred_on,
        platform=data["platform"],
        industry=data["industry"],
        channel=data["channel"],
        accident_on=data["accident_on"],
        order_state=data["order_state"],
        order_no=data.get("order_no"),
        order_accepted_at=data.get("order_accepted_at"),
        order_completed_at=data.get("order_completed_at"),
        successor_of=data.get("successor_of"),
    )
    private = {name: data[name] for name in PRIVATE if name in data}
    s.file.add("claim_private", {"claim_no": s.file.no, "salt": s.salt(), "body": canonical_json(private)})


def name_person(s: Situation) -> None:
    """The case, and what he asked to be rung about, is of the person with this ID number from now on, and what was reported
    wrong is put right.
    """
    before, named = s.claim["person_id"], s.data["person_id"]
    s.set(person_id=named, **{name: s.data[name] for name in TOLD_OF_ORDER if name in s.data})
    if s.claim["claimant_id"] == before:
        s.set(claimant_id=named)
        pass_on_as_claimant(s, before)
    for row in s.file.where("call_back", lambda row: is_open(row) and row["person_id"] == before):
        s.file.change("call_back", row, person_id=named)


def merge_into(s: Situation) -> None:
    """Point at the surviving case, which keeps the earliest start of the platform's period."""
    s.set(merged_into=s.data["into"])
    running = clockwork.open_clocks(s.file, "T2")
    told: dict[str, object] = {"t2": running[0]["started_on"].isoformat()} if running else {}
    if s.file.where("call_back", is_open):
        told["call"] = True
    s.then(s.data["into"], "absorb", merged=s.file.no, **told)


def keep_earliest_start(s: Situation) -> None:
    """The survivor's period for the platform runs from the earliest report."""
    started_on = s.data.get("t2")
    for clock in clockwork.open_clocks(s.file, "T2"):
        if started_on and started_on < clock["started_on"]:
            s.file.change("clock", clock, started_on=started_on)
            clockwork.rederive(s, clock, "earlier_start")


def end_clocks(s: Situation) -> None:
    """The procedure ends, and its clocks; those of money on its way, of disputes and of service run on."""
    clockwork.end_all(s, machines=PROCEDURE)


def end_every_clock(s: Situation) -> None:
    """The case is closed: nothing runs any more."""
    clockwork.end_all(s)


def end_other_clocks(s: Situation) -> None:
    """The case goes another way; only the reminder of that way will run."""
    clockwork.end_all(s, keep=("gongshang_reminder",), machines=PROCEDURE)


def lapse_approvals(s: Situation) -> None:
    """Drafts that are still undecided lapse with the case."""
    _lapse(s, except_for=None)


def lapse_other_approvals(s: Situation) -> None:
    """Drafts that are still undecided lapse, but for the approval that fires this move."""
    _lapse(s, except_for=s.via)


def _lapse(s: Situation, except_for: str | None) -> None:
    for approval in s.file.rows("approval"):
        if approval["state"] in OPEN_APPROVALS and approval["id"] != except_for:
            s.then(approval["id"], "lapse")


def take_application(s: Situation) -> None:
    """The application has been received; its papers go on file."""
    by = s.data.get("applicant") or party_of(s)
    s.set(received_on=s.data.get("received_on", s.occurred_on), application_kind=s.data["kind"], applied_by=by)
    _file_papers(s, s.data.get("papers", []))


def start_from_receipt(s: Situation) -> None:
    """The bureau's periods run from the day the late application was received, not from the day it was let in."""
    for code in ("T5", "T8"):
        clockwork.start(s, code, on=s.data["received_on"])


def take_papers(s: Situation) -> None:
    """Papers that came later go on file; the period counts from the complete papers."""
    if s.machine == "claim":
        s.set(received_on=s.occurred_on)
    _file_papers(s, s.data["papers"])


def _file_papers(s: Situation, kinds: list[str]) -> None:
    """A paper for each file of the kind that no earlier paper rests on; one without a hash where there is no file.

    What kin handed in for their own parts is no paper of the case.
    """
    taken = {row["document"] for row in s.file.rows("paper")}
    files = [row for row in s.file.rows("evidence_file") if row["id"] not in taken and not row["of_kin"]]
    for kind in kinds:
        own = [(row["id"], row["sha256"]) for row in files if row["kind"] == kind]
        for document, digest in own or [(f"{s.event_id}:{kind}", None)]:
            row = {
                "claim_no": s.file.no,
                "kind": kind,
                "document": document,
                "received_on": s.occurred_on,
                "sha256": digest,
            }
            s.file.add("paper", row)


def count_supplement(s: Situation) -> None:
    """Remember that papers were asked for."""
    s.set(supplement_count=s.claim["supplement_count"] + 1)


def take_on(s: Situation) -> None:
    """The case is accepted: what the intake officer found."""
    s.set(
        accepted_on=s.occurred_on,
        criterion=s.data["criterion"],
        gongshang_enrolled=s.data.get("gongshang_enrolled", False),
        labour_signs=s.data.get("labour_signs", False),
        other_line=s.data.get("other_line"),
    )
    keep_private(s, diagnosis=s.data["diagnosis"])


def ask_platform(s: Situation) -> None:
    """The platform is asked in writing for the order's data; only a platform that was served can be said to be silent."""
    s.letter("assistance")


def note_refusal(s: Situation) -> None:
    """Why the case was not accepted; a withdrawal that was still waiting falls away."""
    s.set(refusal_reason=s.data["reason_code"], decided_on=s.occurred_on, withdrawal_requested_at=None)
