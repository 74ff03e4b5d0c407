"""The letters of a case that are for one person: those served on him, in the copy that he gets, and the claimant's receipts.

Who has not agreed to electronic service may read a letter here and is not served by it. Who agrees at the letter agrees to
that letter alone and is served the same day, by the same rules as by any other way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.store.rows import Row, select_rows
from notifications.blocks import Letter
from notifications.kinds import Variant, letter_kind
from workflows.advance import advance, advance_all
from workflows.command import Command, Outcome
from workflows.letter_checks import kept_files
from workflows.letter_view import stored_letter
from workflows.moves import choices
from workflows.recipients import OPEN, PERSON
from workflows.roles import SYSTEM
from workflows.transaction import Desk, reading

AGREED = "本人在网页上同意本案以后的信都电子送达，送到即算送达"
AGREED_TO_ONE = "本人在网页上只对这一封信同意电子送达"
FIRST_VERSION = 1  # of a subject that has just been made
SIGNED = "本人登录后在网页上签收"
ELECTRONIC = "electronic"
ASK_PAPER = "ask_paper"


@dataclass(frozen=True, slots=True)
class OwnLetter:
    """A letter for one person: what it is called, his copy, and the record of its service on him (None: a mere receipt)."""

    row: Row
    name: str
    variant: str
    service: Row | None

    @property
    def place(self) -> str:
        """What stands for it in an address of its case."""
        return str(self.row["id"]).partition("/")[2]

    @property
    def awaits(self) -> bool:
        """Whether it has still to be served."""
        return self.service is not None and self.service["state"] in OPEN


def letters_for(connection: Connection, claim: Row, person_id: str) -> list[OwnLetter]:
    """The letters of a case for a person, the latest first."""
    mine = {
        row["letter_id"]: row
        for row in select_rows(connection, "service", claim_no=claim["no"], recipient=person_id)
        if row["state"] != "replaced"
    }
    found = []
    for row in select_rows(connection, "letter", claim_no=claim["no"]):
        kind, service = letter_kind(row["kind"]), mine.get(row["id"])
        to_person = any(copy.to == PERSON for copy in kind.copies)
        if service is not None or (not kind.served and to_person and claim["claimant_id"] == person_id):
            found.append(OwnLetter(row, kind.name, service["variant"] if service else Variant.FULL.value, service))
    return sorted(found, key=lambda one: (one.row["dated_on"], int(one.row["id"].rpartition("-")[2])), reverse=True)


def read_letter(connection: Connection, own: OwnLetter) -> tuple[Letter | None, Row | None]:
    """The letter in the person's copy (None where it has been erased), and its file where that has been made."""
    file = next((one for one in kept_files(connection, own.row) if one["variant"] == own.variant), None)
    return stored_letter(connection, own.row, own.variant), file


def standing_consent(connection: Connection, claim_no: str, person_id: str) -> Row | None:
    """The consent of a person to electronic service on a case that has not been withdrawn."""
    rows = select_rows(connection, "consent", claim_no=claim_no, recipient=person_id, state="given")
    return rows[-1] if rows else None


def receive(desk: Desk, username: str, person_id: str, letter: OwnLetter, key: str) -> Outcome:
    """Be served with a letter today. Who has not agreed to electronic service agrees by it to this letter and to no other:
    the consent is recorded, the letter served, and the consent ended, all or nothing.

    Raises Conflict where the letter was served meanwhile, Refused where the case moved meanwhile, ValueError for a letter
    that is not to be served.
    """
    if letter.service is None:
        raise ValueError(letter.row["id"])
    claim_no, today = letter.row["claim_no"], desk.today()
    with reading(desk) as connection:
        agreed = standing_consent(connection, claim_no, person_id) is not None
        claim = select_rows(connection, "claim", no=claim_no)[0]
    proof = {"method": ELECTRONIC, "evidence": SIGNED}
    service = letter.service
    serving = Command(service["id"], "serve", SYSTEM.username, today, key, service["version"], proof)
    if agreed:
        return advance(desk, serving)
    granting = _grant(username, person_id, claim_no, today, key, AGREED_TO_ONE)
    consent = f"{claim_no}/consent-{claim['subject_seq'] + 1}"
    ending = Command(consent, "use_up_consent", SYSTEM.username, today, key, FIRST_VERSION)
    outcomes = advance_all(desk, [granting, serving, ending])
    return next((one for one in outcomes if not one.done), outcomes[1])


def agree(desk: Desk, username: str, person_id: str, claim_no: str, key: str) -> Outcome:
    """Agree to electronic service on a case, from today on."""
    return advance(desk, _grant(username, person_id, claim_no, desk.today(), key))


def withdraw(desk: Desk, username: str, person_id: str, consent: Row, key: str) -> Outcome:
    """Take consent back from today on; what was served before stands."""
    return advance(desk, _withdrawal(username, person_id, consent, desk.today(), key))


def may_ask_paper(desk: Desk, username: str, letter: OwnLetter) -> bool:
    """Whether this person may ask for the letter on paper: a decision that came electronically, and not asked for yet."""
    if letter.service is None or letter.service["state"] != "served":
        return False
    found = choices(desk, username, letter.row["claim_no"])
    return any(one.allowed for one in found if (one.target, one.move.trigger) == (letter.service["id"], ASK_PAPER))


def ask_paper(desk: Desk, username: str, person_id: str, letter: OwnLetter, key: str) -> Outcome:
    """Ask for a letter on paper too; the bureau owes it (民事诉讼法第九十条). Raises ValueError for one that is not served."""
    if letter.service is None:
        raise ValueError(letter.row["id"])
    service, data = letter.service, {"recipient": person_id}
    return advance(desk, Command(service["id"], ASK_PAPER, username, desk.today(), key, service["version"], data))


def _grant(username: str, person_id: str, claim_no: str, on: date, key: str, document: str = AGREED) -> Command:
    data = {"recipient": person_id, "document": document}
    return Command(f"{claim_no}/consent", "grant", username, on, key, 0, data)


def _withdrawal(username: str, person_id: str, consent: Row, on: date, key: str) -> Command:
    data = {"recipient": person_id}
    return Command(consent["id"], "withdraw_consent", username, on, key, consent["version"], data)
