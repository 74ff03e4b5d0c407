"""登记近亲属: an officer has seen who he is and how he is related; he is registered as a person, and as kin on the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from claims.clock import legal_day, parse_instant
from claims.errors import BadInput
from claims.store.rows import select_rows
from notifications.messages.routes import mobile
from workflows.command import Command, Outcome
from workflows.evidence_kinds import kind_name
from workflows.evidence_sight import evidence_rows
from workflows.identity import read_index_key
from workflows.kin import registered
from workflows.people import PersonFacts, add_address, register_person
from workflows.person_index import normal_phone
from workflows.present_phone import Present, advance_with_phone, keep_phone
from workflows.transaction import Desk, in_one_transaction, reading

MOVE = "register_relative"
PROOF_KIND = "kin_proof"


@dataclass(frozen=True, slots=True)
class Kinship:
    """How one of the kin is related, and what proves it: a file of the case, what was shown at the counter, or both."""

    relation: str
    paper: str = ""
    shown: str = ""


def register_relative(
    desk: Desk,
    username: str,
    claim: Mapping[str, Any],
    facts: PersonFacts,
    kinship: Kinship,
    key: str,
    present: Present | None = None,
) -> Outcome:
    """Register one of the kin on a case, today. `claim` is the row that the officer saw.

    What is known of the person already stays; a telephone or address is added where there was none. Raises BadInput for an ID
    number that cannot be or that is known under another name, and for a telephone that no SMS reaches; PhonesDiffer where
    which number is the present one has to be said; Conflict where the case has moved on.
    """
    if not facts.id_number:
        raise BadInput("id_number_form", length=0)
    if facts.phone and not mobile(normal_phone(facts.phone)):
        raise BadInput("relative_phone_form")
    person_id = _person(desk, claim, facts, present)
    told = {"kinship": kinship.relation, "paper": kinship.paper, "shown": kinship.shown}
    data = {"relative": person_id, **{name: text for name, text in told.items() if text}}
    command = Command(str(claim["no"]), MOVE, username, desk.today(), key, int(claim["version"]), data)
    return advance_with_phone(desk, command, person_id, facts.phone, present)


def _person(desk: Desk, claim: Mapping[str, Any], facts: PersonFacts, present: Present | None) -> str:
    """The person of the card. Nothing is written of one who cannot be registered as kin here: the move says why."""
    index_key = read_index_key(desk.var_dir)

    def register(connection: Connection) -> str:
        named = PersonFacts(facts.name, facts.id_number)
        person_id = register_person(connection, index_key, named, desk.instant())
        there = registered(select_rows(connection, "relative", claim_no=claim["no"]))
        if person_id != claim["person_id"] and person_id not in there:
            keep_phone(connection, person_id, facts.phone, present, desk.today())
            add_address(connection, person_id, facts.address)
        return person_id

    return in_one_transaction(desk, register)


def proofs_on(desk: Desk, claim_no: str) -> dict[str, str]:
    """The files of a case that can prove how somebody is related, by id, each as it is shown."""
    with reading(desk) as connection:
        files = [row for row in evidence_rows(connection, claim_no=claim_no) if row["kind"] == PROOF_KIND]
    name = kind_name(desk.rules, PROOF_KIND)
    days = {row["id"]: legal_day(parse_instant(row["recorded_at"])) for row in files}
    return {row["id"]: f"{name}，{days[row['id']]} 收到，{row['by_name']}交" for row in files}
