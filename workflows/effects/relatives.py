"""Effects of registering one of the kin: a row for him, which is ended and never taken away."""

from __future__ import annotations

from workflows.kin import registered
from workflows.situation import Situation


def register_as_relative(s: Situation) -> None:
    """He stands on the case as one of the kin from this day."""
    row = {
        "id": s.file.next_id("relative"),
        "claim_no": s.file.no,
        "person_id": s.data["relative"],
        "kinship": s.data["kinship"],
        "registered_on": s.occurred_on,
        "event_id": s.event_id,
        "struck_on": None,
    }
    s.file.add("relative", row)


def strike_as_relative(s: Situation) -> None:
    """He has been registered by mistake: with the row that stands ends what it gave him."""
    row = registered(s.file.rows("relative"))[s.data["relative"]]
    s.file.change("relative", row, struck_on=s.occurred_on)
