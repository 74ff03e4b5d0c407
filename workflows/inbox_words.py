"""The words of what waits: each kind of work says in its own way what is to be done."""

from __future__ import annotations

from datetime import date

from claims.errors import words as told
from workflows.call_backs import NOTE, call_words
from workflows.inbox_clocks import clock_words, machine_of, onward
from workflows.inbox_details import Detail
from workflows.inbox_disputes import DECIDED, dispute_words
from workflows.inbox_drafts import draft_words
from workflows.inbox_eligibility import eligibility_words
from workflows.inbox_entry import Words
from workflows.inbox_identity import IDENTIFY, identity_words
from workflows.inbox_messages import STATES, message_words
from workflows.inbox_tasks import Source, Task
from workflows.inbox_waiting import moves_on, payment_words, service_words
from workflows.roles import Actor


def words_of(actor: Actor, task: Task, detail: Detail, today: date, whose: str = "") -> Words:
    """What is to be done about a task that is not the bank's; `whose` is the person whose period it is, where each has one."""
    source, words = task.source, detail.words
    if source is Source.MESSAGE:
        return Words(message_words(words[0], words[1]), STATES[detail.state], ())
    if source is Source.CALL:
        return Words(call_words(whose, words[0], words[1], int(words[2])), told("call_waiting"), (NOTE,))
    machine = machine_of(task.place.target)
    if source is Source.IDENTITY:
        return Words(identity_words(), machine.states[detail.state], (IDENTIFY,))
    if source is Source.DRAFT:
        return draft_words(actor, detail.state, *words[:3])
    if task.clock is not None and source in (Source.CLOCK, Source.RAISED):
        letter = words[0] if words and machine.name == "service" else ""
        what = clock_words(actor, source, task.clock, letter, whose)
        moves = onward(machine, detail.state, actor, task.clock["code"])
    elif source is Source.SERVICE:
        what, moves = service_words(words[0], words[1]), moves_on(machine, detail.state, actor)
    elif source is Source.PAYMENT:
        what, moves = payment_words(words[0]), moves_on(machine, detail.state, actor)
    elif source is Source.ELIGIBILITY:
        what, moves = eligibility_words(words[0], task.place.day, today), ("confirm_eligibility",)
    else:
        what = dispute_words(source, *words[:3])
        moves = DECIDED if source is Source.MOTION else onward(machine, detail.state, actor)
    return Words(what, machine.states[detail.state], moves)
