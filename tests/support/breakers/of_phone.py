"""Breakers of the guards of a telephone that changes 换手机号."""

from __future__ import annotations

import json

from claims.canonical import canonical_json
from tests.support.breakers.breaking import breaks
from tests.support.fixtures.of_claim_intake import UNNUMBERED
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import account
from tests.support.keys import write_private
from tests.support.told import give_phone
from tests.support.world import INJURED, KIN, STRANGER, TODAY
from workflows.phone_changes import CHANGED_ON


@breaks("holder_on_case")
def _of_another_case(ready: Ready) -> None:
    ready.data.update(holder=STRANGER)


@breaks("no_money_by_phone")
def _owed_something(ready: Ready) -> None:
    account(ready.case)


@breaks("holder_identified")
def _known_by_phone_alone(ready: Ready) -> None:
    write_private(ready.world.engine, "person_private", INJURED, body=canonical_json(UNNUMBERED))


@breaks("id_shown")
def _no_card(ready: Ready) -> None:
    ready.data.update(id_shown=False)


@breaks("phone_is_mobile")
def _a_telephone_with_a_cord(ready: Ready) -> None:
    ready.data.update(new_phone="02345646728")


@breaks("another_phone")
def _that_which_stands(ready: Ready) -> None:
    give_phone(ready.world, INJURED, ready.data["new_phone"])


@breaks("changed_by_holder")
def _for_another(ready: Ready) -> None:
    ready.data.update(holder=KIN)


@breaks("phone_rested")
def _changed_today(ready: Ready) -> None:
    body = json.loads(ready.world.one("person_private", person_id=INJURED)["body"])
    changed = canonical_json({**body, CHANGED_ON: TODAY.isoformat()})
    write_private(ready.world.engine, "person_private", INJURED, body=changed)
