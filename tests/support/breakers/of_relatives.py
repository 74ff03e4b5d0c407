"""Breakers of the guards of registering kin, and of striking them off."""

from __future__ import annotations

from tests.support.breakers.breaking import NOBODY, breaks
from tests.support.fixtures.of_relatives import relative
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import account
from tests.support.world import INJURED, KIN, REPORTED, STRANGER


@breaks("relative_in_register")
def _of_nobody(ready: Ready) -> None:
    ready.data.update(relative=NOBODY)


@breaks("relative_is_another")
def _kin_of_himself(ready: Ready) -> None:
    ready.data.update(relative=INJURED)


@breaks("relative_not_registered")
def _there_already(ready: Ready) -> None:
    relative(ready.case)


@breaks("kinship_proven")
def _without_proof(ready: Ready) -> None:
    del ready.data["shown"]


@breaks("proof_on_case")
def _by_a_paper_of_another_case(ready: Ready) -> None:
    ready.data.update(paper="F" + "0" * 24)


@breaks("relative_registered")
def _never_registered(ready: Ready) -> None:
    ready.data.update(relative=STRANGER)


@breaks("relative_not_claimant")
def _who_applies(ready: Ready) -> None:
    ready.case.claim.update(claimant_id=KIN, claimant_relation="kin")


@breaks("relative_not_served")
def _who_was_written_to(ready: Ready) -> None:
    letter = ready.case.letter("acceptance", REPORTED)
    ready.case.subject(
        "service", "pending", letter_id=letter["id"], recipient=KIN, recipient_kind="kin", variant="party"
    )


@breaks("relative_owed_nothing")
def _who_is_paid(ready: Ready) -> None:
    account(ready.case, KIN)
