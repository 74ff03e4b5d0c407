"""What must hold of stored cases at every moment: the pilot's invariants, and some that only tests ask for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping

from claims.store.rows import Row
from pilot.invariants.holding import INVARIANTS
from tests.support.world import World
from workflows.checks.record import RECORD
from workflows.checks.stored import Invariant, Stored
from workflows.clock_rules import OPEN
from workflows.machines.claim_rows.states import GONE
from workflows.payees import counted_fen

AFTER_THE_END = {
    "T13", "T23", "T24", "T25", "T26", "T28", "T29", "T30", "T31", "T34", "T35", "service_sending", "service_chase",
    "approval_norm", "paper_copy", "account_check",
    "gongshang_reminder", "civil_first_instance", "second_instance", "appeal", "arbitration_acceptance",
    "arbitration_award", "arbitration_lawsuit", "mediation", "execution",
}  # fmt: skip
DEAD_ITEMS = ("superseded", "revoked", "waived", "refused")


def versions_are_told_by_events(stored: Stored) -> Iterator[str]:
    """The version of a subject is the one its last event made."""
    told = {event["subject"]: json.loads(event["consequences"])["version"] for event in in_order(stored)}
    for subject, row in stored.subjects.items():
        if row["version"] != told.get(subject):
            yield f"{subject}: version {row['version']}, its last event says {told.get(subject)}"


def in_order(stored: Stored) -> list[Row]:
    """All events, case by case."""
    return [event for events in stored.events.values() for event in events]


def clocks_of_an_ended_case_are_of_what_follows(stored: Stored) -> Iterator[str]:
    """On a case that is over nothing of its own runs: only service, remedies, disputes, and what is kept in mind."""
    states = {row["no"]: row["state"] for row in stored.rows("claim")}
    for clock in stored.rows("clock"):
        if clock["state"] in OPEN and states[clock["claim_no"]] in GONE and clock["code"] not in AFTER_THE_END:
            yield f"{clock['id']}: {clock['code']} runs on a case that is {states[clock['claim_no']]}"


def clocks_are_of_one_mind(stored: Stored) -> Iterator[str]:
    """A paused clock has one open pause, no other has any; a closed one names its day and its event."""
    events = {event["id"] for event in stored.rows("event")}
    open_pauses = Counter(row["clock_id"] for row in stored.rows("clock_pause") if row["resumed_on"] is None)
    for clock in stored.rows("clock"):
        is_open = clock["state"] in OPEN
        if open_pauses[clock["id"]] != (clock["state"] == "paused") and is_open:
            yield f"{clock['id']}: {clock['state']} with {open_pauses[clock['id']]} open pauses"
        if is_open != (clock["closed_on"] is None) or is_open != (clock["closed_by"] is None):
            yield f"{clock['id']}: {clock['state']}, closed on {clock['closed_on']} by {clock['closed_by']}"
        if not is_open and clock["closed_by"] not in events:
            yield f"{clock['id']}: closed by no event"


def nobody_is_paid_more_than_awarded(stored: Stored) -> Iterator[str]:
    """Paid is within awarded, awarded within allowed, allowed within claimed."""
    for row in stored.rows("award_item"):
        if not row["paid_fen"] <= row["awarded_fen"] <= row["allowed_fen"] <= row["claimed_fen"]:
            yield f"{row['id']}: paid {row['paid_fen']}, awarded {row['awarded_fen']} fen"
        sent = [one for one in stored.rows("payment") if one["item_id"] == row["id"] and one["state"] == "paid"]
        if row["state"] not in DEAD_ITEMS and not row["monthly"] and sum(map(counted_fen, sent)) > row["paid_fen"]:
            yield f"{row['id']}: {row['paid_fen']} fen counted as paid, the bank paid {sent}"


def every_key_has_its_answer(stored: Stored) -> Iterator[str]:
    """A command that was taken made events or was refused, never both and never neither."""
    made = {event["command_id"] for event in stored.rows("event")}
    refused = {row["command_id"] for row in stored.rows("attempt")}
    for key in stored.rows("command_key"):
        if (key["id"] in made) == (key["id"] in refused):
            yield f"{key['command']} on {key['target']}: made {key['id'] in made}, refused {key['id'] in refused}"


OWN: Mapping[str, Invariant] = {
    "versions_are_told_by_events": versions_are_told_by_events,
    "clocks_are_of_one_mind": clocks_are_of_one_mind,
    "nobody_is_paid_more_than_awarded": nobody_is_paid_more_than_awarded,
    "every_key_has_its_answer": every_key_has_its_answer,
}
ALL: Mapping[str, Invariant] = {
    **INVARIANTS,
    **OWN,
    "open_clocks_belong_to_open_cases": clocks_of_an_ended_case_are_of_what_follows,
}
WRITTEN_TOO: Mapping[str, Invariant] = {
    "states_are_the_fold_of_events": RECORD["states_are_the_fold_of_events"],
    "chains_hold": RECORD["chains_hold"],
    "versions_are_told_by_events": versions_are_told_by_events,
}


def faults(world: World, invariants: Mapping[str, Invariant] = ALL) -> list[str]:
    """Everything that breaks one of the invariants; each fault says which."""
    stored = Stored(world.desk)
    return [f"{name}: {fault}" for name, holds in invariants.items() for fault in holds(stored)]
