"""Breakers of the guards of a missing rider."""

from __future__ import annotations

from tests.support.breakers.breaking import breaks
from tests.support.breakers.of_approval import of
from tests.support.fixtures.of_recovery import recovery
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import item
from tests.support.world import KIN


@breaks("loss_or_death_stands")
def _returned_before(ready: Ready) -> None:
    ready.case.claim.update(application_kind="missing", returned_on=ready.day)
    death = {"date": ready.case.claim["accident_on"].isoformat(), "cause": "missing"}
    ready.data.update(code="death_advance", facts=[{"death": death}], hardship="证明1号")


@breaks("no_advance_undecided")
def _advance_in_draft(ready: Ready) -> None:
    item(ready.case, "draft", code="death_advance", beneficiary=KIN)
    death = {"date": ready.day.isoformat(), "cause": "injury"}
    ready.data.update(code="death_lump_sum", facts=[{"death": death}])


@breaks("rider_is_missing")
def _declared_dead(ready: Ready) -> None:
    ready.case.claim.update(death_on=ready.day)


@breaks("rider_has_not_returned")
def _came_back(ready: Ready) -> None:
    ready.case.claim.update(application_kind="missing", returned_on=ready.day)
    of(ready).update(code="survivor_pension")


@breaks("rider_was_missing")
def _nobody_was_lost(ready: Ready) -> None:
    ready.case.claim.update(application_kind="injury")


@breaks("not_claimed_back_already")
def _claimed_back_as_returned(ready: Ready) -> None:
    recovery(ready.case, "opened", of(ready), account="5104")
