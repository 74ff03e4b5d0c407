"""Breakers of the guards of calls 回电."""

from __future__ import annotations

from claims.canonical import canonical_json
from tests.support.breakers.breaking import breaks
from tests.support.fixtures.of_call_back import call
from tests.support.fixtures.ready import Ready
from tests.support.keys import write_private
from tests.support.world import INJURED, KIN


@breaks("rung_himself")
def _for_another(ready: Ready) -> None:
    ready.data.update(person=KIN)


@breaks("has_phone")
def _no_telephone(ready: Ready) -> None:
    write_private(ready.world.engine, "person_private", INJURED, body=canonical_json({"name": "合成人员01"}))


@breaks("no_call_asked_yet")
def _asked_before(ready: Ready) -> None:
    call(ready.case)


@breaks("call_asked")
def _promised_only(ready: Ready) -> None:
    for row in ready.case.of("call_back"):
        row.update(promised=True)


@breaks("call_waits_for_person")
def _another_was_rung(ready: Ready) -> None:
    ready.data.update(person=KIN)
