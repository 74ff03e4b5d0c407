"""登记近亲属: an officer has seen who he is and how he is related; he is registered as a person, and as kin on the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from claims.clock import legal_day, parse_instant
from claims.errors import BadInput
from notifications.messages.routes import mobile
from workflows.command import Command, Outcome
from workflows.evidence_kinds import kind_name
from workflows.evidence_sight import evidence_rows
from workflows.identity import read_id_number, read_index_key
from workflows.people import PersonFacts, add_address, person_of_number, register_person
from workflows.person_index import normal_phone
from workflows.present_phone import Present, Shown, advance_with_phone
from workflows.transaction import Desk, reading

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
    told = {"kinship": kinship.relation, "paper": kinship.paper, "shown": kinship.shown}
    index_key = read_index_key(desk.var_dir)

    def move(shown: Shown) -> Command:
        data = {"relative": shown.person_id, **{name: text for name, text in told.items() if text}}
        return Command(str(claim["no"]), MOVE, username, desk.today(), key, int(claim["version"]), data)

    def find(connection: Connection) -> Shown:
        return _person(connection, desk, index_key, facts)

    return advance_with_phone(desk, find, move, present, told_himself=True)


def _person(connection: Connection, desk: Desk, index_key: bytes, facts: PersonFacts) -> Shown:
    """The person of the card, whose number is his from the first where he is new; refused, nothing of it stays."""
    is_new = person_of_number(connection, index_key, read_id_number(facts.id_number, desk.today())) is None
    named = PersonFacts(facts.name, facts.id_number, facts.phone if is_new else "")
    person_id = register_person(connection, index_key, named, desk.instant())
    add_address(connection, person_id, facts.address)
    return Shown(person_id, facts.phone)


def proofs_on(desk: Desk, claim_no: str) -> dict[str, str]:
    """The files of a case that can prove how somebody is related, by id, each as it is shown."""
    with reading(desk) as connection:
        files = [row for row in evidence_rows(connection, claim_no=claim_no) if row["kind"] == PROOF_KIND]
    name = kind_name(desk.rules, PROOF_KIND)
    days = {row["id"]: legal_day(parse_instant(row["recorded_at"])) for row in files}
    return {row["id"]: f"{name}，{days[row['id']]} 收到，{row['by_name']}交" for row in files}
