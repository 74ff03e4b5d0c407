"""What if 试算: what a case would come to under other facts. Nothing is kept, and nothing can be handed in from it."""

from __future__ import annotations

from collections.abc import Mapping

from claims.benefits import Assessment, assess
from claims.facts_reading import read_facts
from claims.store.rows import Row
from workflows.transaction import Desk


def what_if(desk: Desk, claim: Row, given: Mapping[str, object]) -> Assessment:
    """The items of a case with these facts in place of its own.

    Raises BadInput with all that makes no sense, RuleMissing for a value that is not loaded.
    """
    facts = {"province": claim["province"], "accident_date": claim["accident_on"].isoformat(), **given}
    return assess(read_facts(facts), desk.rules, desk.today(), provisional=True)
