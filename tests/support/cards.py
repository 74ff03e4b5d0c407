"""An officer sees the ID card of who was only told of."""

from __future__ import annotations

from claims.store.rows import select_one
from workflows.command import Outcome
from workflows.identifying import identify
from workflows.people import PersonFacts
from workflows.present_phone import Present
from workflows.transaction import Desk, reading

NOT_HIS = Present(is_told=False)


def card_seen(desk: Desk, no: str, name: str, id_number: str, present: Present = NOT_HIS) -> Outcome:
    """核实身份 of a case by this card, today; `present` says whether the number that was told is his."""
    with reading(desk) as connection:
        claim = select_one(connection, "claim", no=no) or {}
    facts = PersonFacts(name, id_number)
    return identify(desk, "intake1", claim, facts, {}, desk.today(), f"card-{no}", present)
