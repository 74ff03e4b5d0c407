"""Messages: whoever must be told is told once, of what happened, and nothing personal stands where everybody may look."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from claims.store.rows import Row
from notifications.messages.kinds import MESSAGE_KINDS
from notifications.messages.routes import OUTSIDE
from workflows.checks.stored import Stored
from workflows.clock_rules import CLOCK_RULES
from workflows.message_moves import TOLD_OF_MOVES, TOLD_OF_RUNGS, Telling
from workflows.message_rows import EARLIER
from workflows.promises import SEND_MESSAGE, effect_key

Told = tuple[str, str, str]  # the command, the case, and the kind of message
PUBLIC = ("id", "recipient", "letter_id", "provider_id", "last_error", "informed_by")
PERSONAL = ("name", "id_number", "phone", "address", "mail")


def moves_tell_once(stored: Stored) -> Iterator[str]:
    """A move that tells somebody has told each side, and each recipient once a command (some kinds once a day), beside what
    went to a telephone that he has given up; nothing tells of what did not happen.
    """
    events = {row["id"]: row for row in stored.rows("event")}
    told: Counter[Told] = Counter()
    recipients: Counter[tuple[Told, str]] = Counter()
    for row in stored.rows("message"):
        if row["event_id"] is None:
            continue
        event = events.get(row["event_id"])
        if event is None or row["kind"] not in {telling.kind for telling in _tellings(event)}:
            yield f"{row['id']}: no move tells this"
            continue
        if EARLIER in row["id"]:
            continue
        key = (event["command_id"], row["claim_no"], row["kind"])
        told[key] += 1
        recipients[key, row["recipient"]] += 1
    for key, sides in _sides(events.values()).items():
        if told[key] < len(sides) and not MESSAGE_KINDS[key[2]].merges:
            yield f"{key}: {len(sides)} sides are to be told, {told[key]} were"
    yield from (f"{key}: told {times} times" for key, times in recipients.items() if times > 1)


def _tellings(event: Row) -> tuple[Telling, ...]:
    return TOLD_OF_MOVES.get((event["machine"], event["trigger"]), ())


def _sides(events: Iterable[Row]) -> dict[Told, set[str]]:
    """The sides that each kind of message must have reached, by command and case; without those under a condition."""
    wanted: dict[Told, set[str]] = defaultdict(set)
    for event in events:
        for telling in _tellings(event):
            if telling.when is None:
                wanted[event["command_id"], event["claim_no"], telling.kind].add(telling.side)
    return wanted


def rungs_tell_the_party(stored: Stored) -> Iterator[str]:
    """Every rung that a party hears is a message to it, a right only where it may be wanted; no reminder is without its rung."""
    clocks = {row["id"]: row for row in stored.rows("clock")}
    wanted = {
        f"{row['clock_id']}/{row['generation']}/{row['rung']}/{TOLD_OF_RUNGS[code].kind}"
        for row in stored.rows("rung")
        if (code := clocks[row["clock_id"]]["code"]) in TOLD_OF_RUNGS and row["rung"] in TOLD_OF_RUNGS[code].rungs
        and clocks[row["clock_id"]]["party"] != "bureau"
    }  # fmt: skip
    told = {row["id"].rpartition("/")[0] for row in stored.rows("message") if row["clock_id"]}
    rights = {row["id"] for row in clocks.values() if CLOCK_RULES[row["code"]].is_right}
    yield from (f"{key}: not told" for key in sorted(wanted - told) if key.rsplit("/", 3)[0] not in rights)
    yield from (f"{key}: no rung" for key in sorted(told - wanted))


def messages_are_whole(stored: Stored) -> Iterator[str]:
    """Every message has its text and, where it goes outside, one effect that sends it; its kind is known."""
    private = {row["message_id"] for row in stored.rows("message_private")}
    rows = stored.rows("message")
    yield from (f"{key}: a text without its message, or none" for key in sorted(private ^ {row["id"] for row in rows}))
    yield from (f"{row['id']}: {row['kind']} is no kind" for row in rows if row["kind"] not in MESSAGE_KINDS)
    outside = {effect_key(SEND_MESSAGE, row["id"]) for row in rows if row["channel"] in OUTSIDE}
    there = {row["effect_key"] for row in stored.rows("outbox") if row["kind"] == "send_message"}
    yield from (f"{key}: {'not there' if key in outside else 'no message'}" for key in sorted(outside ^ there))


def messages_name_nobody(stored: Stored) -> Iterator[str]:
    """No row of a message, and no text of one, holds a name, an ID number or an address of a person."""
    bodies = [json.loads(row["body"]) for row in stored.rows("person_private")]
    words = [body[field] for body in bodies for field in PERSONAL if body.get(field)]
    texts = [(row["id"], " ".join(str(row[column]) for column in PUBLIC)) for row in stored.rows("message")]
    texts += [(row["message_id"], row["text"]) for row in stored.rows("message_private")]
    for where, text in texts:
        if any(word in text for word in words):
            yield f"{where}: names a person"


MESSAGES = {
    "moves_tell_once": moves_tell_once,
    "rungs_tell_the_party": rungs_tell_the_party,
    "messages_are_whole": messages_are_whole,
    "messages_name_nobody": messages_name_nobody,
}
