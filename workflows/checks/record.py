"""The record: what is stored is what the events tell, the chains hold, and nothing happened past the machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from claims.canonical import commitment
from claims.chain import check, fold
from claims.store.rows import Row
from workflows.chaining import PRIVATE
from workflows.checks.stored import Stored
from workflows.letterbox import GROUPED
from workflows.machines import MACHINES
from workflows.table import SAME, Move

SIGNERS = ("draft", "review", "approve")


def states_are_the_fold_of_events(stored: Stored) -> Iterator[str]:
    """Folding the events gives the stored state of every subject, and there is no subject without events."""
    folded: dict[str, str] = {}
    for events in stored.events.values():
        folded.update(fold(events))
    for subject in sorted({*folded, *stored.subjects}):
        told, kept = folded.get(subject), stored.subjects.get(subject, {}).get("state")
        if told != kept:
            yield f"{subject}: stored as {kept}, by its events {told}"


def chains_hold(stored: Stored) -> Iterator[str]:
    """Every event continues the one before it, and the case knows its head."""
    heads = {row["no"]: (row["head_hash"], row["event_seq"]) for row in stored.rows("claim")}
    for no, events in stored.events.items():
        fault = check(no, events)
        if fault:
            yield f"{no}: event {fault.seq} {fault.reason}"
        if not events or heads.get(no) != (events[-1]["hash"], events[-1]["seq"]):
            yield f"{no}: the case does not know its last event"


def commitments_hold(stored: Stored) -> Iterator[str]:
    """The personal part of every event and letter, and of a case and a proposal as they are now, is the one committed to."""
    kept = {row["event_id"]: row for row in stored.rows("event_private")}
    for event in stored.rows("event"):
        if event["private_commitment"] is not None:
            private = kept[event["id"]]
            if commitment(private["salt"], json.loads(private["body"])) != event["private_commitment"]:
                yield f"{event['id']}: its personal part is another"
    snapshots = {row["letter_id"]: row for row in stored.rows("letter_private")}
    for letter in stored.rows("letter"):
        private = snapshots[letter["id"]]
        if commitment(private["salt"], json.loads(private["snapshot"])) != letter["snapshot_commitment"]:
            yield f"{letter['id']}: its snapshot is another"
    yield from _put_back(stored)


def _put_back(stored: Stored) -> Iterator[str]:
    """What a case or a proposal holds now, where it is not what was committed to last."""
    told = {
        (name, key): promised
        for events in stored.events.values()
        for event in events
        for name, key, promised in json.loads(event["consequences"]).get("private", ())
    }
    for name, key in PRIVATE.items():
        for row in stored.rows(name):
            promised = told.get((name, row[key]))
            if promised is not None and commitment(row["salt"], json.loads(row["body"])) != promised:
                yield f"{name} {row[key]}: it holds something else than its last event committed to"


def every_event_is_a_row_of_a_table(stored: Stored) -> Iterator[str]:
    """Each event is a row of its machine's table, made by a role that may; what needs an approval has one."""
    for event in stored.rows("event"):
        rows = [
            move for move in MACHINES[event["machine"]].rows(event["trigger"], event["source"]) if _fits(move, event)
        ]
        if not rows:
            yield f"{event['id']}: {event['source']} → {event['target']} by {event['role']} is in no table"
        elif rows[0].approval and event["cause"] is None:
            yield f"{event['id']}: needs an approval and has none"


def _fits(move: Move, event: Row) -> bool:
    target = event["source"] if move.target == SAME else move.target
    return target == event["target"] and event["role"] in {role.value for role in move.who}


def everything_has_its_event(stored: Stored) -> Iterator[str]:
    """Transfers, letters, clocks and calls are those that the events name, no more and no fewer."""
    told, kept = _told(stored), _kept(stored)
    for key in sorted((told - kept) | (kept - told)):
        yield f"{' '.join(key)}: told {told[key]} times, stored {kept[key]} times"
    events = {event["id"] for event in stored.rows("event")}
    yield from (f"{row['id']}: no event started it" for row in stored.rows("clock") if row["started_by"] not in events)
    yield from (
        f"{row['id']}: no event opened it" for row in stored.rows("call_back") if row["opened_by"] not in events
    )


def _told(stored: Stored) -> Counter[tuple[str, ...]]:
    """The transfers and letters that events say they caused. Items awarded together share one letter."""
    told: Counter[tuple[str, ...]] = Counter()
    for event in stored.rows("book_event"):
        told.update(
            ("transfer", event["id"], *map(str, line)) for line in json.loads(event["consequences"])["transfers"]
        )
    for event in stored.rows("event"):
        consequences = json.loads(event["consequences"])
        told.update(("transfer", event["id"], *map(str, line)) for line in consequences["transfers"])
        for kind in consequences["letters"]:
            if kind in GROUPED:
                told["letter", event["command_id"], kind] = 1
            else:
                told["letter", event["id"], kind] += 1
    return told


def _kept(stored: Stored) -> Counter[tuple[str, ...]]:
    kept: Counter[tuple[str, ...]] = Counter()
    for row in stored.rows("transfer"):
        line = (row["line"], row["entry"], row["debit"], row["credit"], row["amount_fen"], row["item_id"])
        kept["transfer", row["event_id"], *map(str, line)] += 1
    commands = {event["id"]: event["command_id"] for event in stored.rows("event")}
    for row in stored.rows("letter"):
        if row["kind"] in GROUPED:
            kept["letter", commands.get(row["event_id"], ""), row["kind"]] = 1
        else:
            kept["letter", row["event_id"], row["kind"]] += 1
    return kept


def signers_are_different_persons(stored: Stored) -> Iterator[str]:
    """Who drafted, reviewed, approved and voted are different natural persons, as many as the act needs."""
    approvals = [row for row in stored.rows("approval") if row["state"] == "approved" and row["levels"] > 1]
    for approval in approvals:
        signatures = [
            row
            for row in stored.rows("signature")
            if row["approval_id"] == approval["id"] and row["round"] == approval["round"] and row["valid"]
        ]
        signers = [row["id_index"] for row in signatures if row["step"] in SIGNERS]
        voters = [row["id_index"] for row in signatures if row["step"] == "vote"]
        wanted = approval["levels"] - bool(voters)
        if len({*signers, *voters}) != len(set(signers)) + len(voters):
            yield f"{approval['id']}: one person voted twice, or on what he had signed"
        if len(set(signers)) != len(signers) or len(signers) != wanted:
            yield f"{approval['id']}: {len(set(signers))} persons signed {len(signers)} times, {wanted} were needed"


def nothing_personal_is_in_the_chain(stored: Stored) -> Iterator[str]:
    """No event, attempt or outbox row holds a name or an ID number."""
    bodies = [json.loads(row["body"]) for row in stored.rows("person_private")]
    words = [body[field] for body in bodies for field in ("name", "id_number") if field in body]
    texts = [(row["id"], row["data"] + row["consequences"]) for row in stored.rows("event")]
    texts += [(row["id"], row["data"] + row["consequences"]) for row in stored.rows("book_event")]
    texts += [(f"attempt {row['id']}", row["reasons"]) for row in stored.rows("attempt")]
    texts += [(row["effect_key"], row["payload"]) for row in stored.rows("outbox")]
    for where, text in texts:
        if any(word in text for word in words):
            yield f"{where}: names a person"


RECORD = {
    "states_are_the_fold_of_events": states_are_the_fold_of_events,
    "chains_hold": chains_hold,
    "commitments_hold": commitments_hold,
    "every_event_is_a_row_of_a_table": every_event_is_a_row_of_a_table,
    "everything_has_its_event": everything_has_its_event,
    "signers_are_different_persons": signers_are_different_persons,
    "nothing_personal_is_in_the_chain": nothing_personal_is_in_the_chain,
}
