"""The family of a rider who died of the accident: who takes the case on, and survivors, each with a telephone of his own.

What officers do is done by the acts that their pages make, without a browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection
from stdnum.cn import ric

from claims.store.rows import Row
from pilot.persons import TONGLIANG
from tests.support.browsing.cases import CRITERION, REPORT, done, drafted
from tests.support.browsing.house import House
from workflows.account_requests import REGISTER, requests_on
from workflows.acting import propose
from workflows.counter_reports import read_report_form, take_report
from workflows.identity import NEVER_ISSUED, read_index_key
from workflows.people import PersonFacts, open_rider_account, register_person
from workflows.person_index import TAIL_DIGITS
from workflows.relatives import Kinship, register_relative
from workflows.transaction import in_one_transaction, reading

BORN = date(1970, 1, 1)
PANEL = ("approver1", "approver2", "approver3")
PROOF = {"death_proof": "死亡证明1号", "kin_proof": "户口簿"}
DIAGNOSIS = "重度颅脑损伤"


@dataclass(frozen=True, slots=True)
class Relative:
    """One of the family, as registered: what he signs in by, and what he is of the dead."""

    person_id: str
    name: str
    phone: str
    tail: str
    relation: str


@dataclass(frozen=True, slots=True)
class Family:
    """The case, who has taken it on, and the other survivors."""

    no: str
    heir: Relative
    others: tuple[Relative, ...]


def id_number(serial: int) -> str:
    """An ID number with the order code that is never issued and the right check digit, of another day of birth each."""
    body = f"{TONGLIANG}{BORN + timedelta(days=serial):%Y%m%d}{NEVER_ISSUED}"
    return body + str(ric.calc_check_digit(body + "0"))


def registered(house: House, serial: int, phone: str, relation: str) -> Relative:
    """The bureau has seen the ID card of a relative, and knows his telephone."""
    desk, name, number = house.office.desk, f"合成亲属{serial:04d}", id_number(serial)
    key = read_index_key(desk.var_dir)

    def work(connection: Connection) -> str:
        person_id = register_person(connection, key, PersonFacts(name, number, phone), desk.instant())
        open_rider_account(connection, person_id, desk.today())
        return person_id

    return Relative(in_one_transaction(desk, work), name, phone, number[-TAIL_DIGITS:], relation)


def related(house: House, no: str, serial: int, phone: str, kinship: str) -> Relative:
    """A relative who is registered on a case, as his page does it."""
    desk, name, number = house.office.desk, f"合成亲属{serial:04d}", id_number(serial)
    (claim,) = house.rows("claim", no=no)
    facts, proof = PersonFacts(name, number, phone), Kinship(kinship, shown=PROOF["kin_proof"])
    outcome = register_relative(desk, "intake1", claim, facts, proof, f"kin-{serial}")
    assert outcome.done, [one.message() for one in outcome.refusals]
    person_id = house.rows("relative", claim_no=no)[-1]["person_id"]
    return Relative(str(person_id), name, phone, number[-TAIL_DIGITS:], kinship)


def taken_on(house: House, no: str, heir: Relative) -> None:
    """The rider has died: the bureau lets a relative be the claimant."""
    done(house, "reviewer1", no, "substitute", claimant_id=heir.person_id, **PROOF)


def decided_family(house: House, serial: int, phones: Sequence[str]) -> Family:
    """A death is confirmed and the pensions are awarded, the first telephone being the claimant's; nobody has been served."""
    heir = registered(house, serial, phones[0], "spouse")
    dead = serial + len(phones)
    told = {**REPORT, "person_name": f"合成人员{dead:04d}", "id_number": id_number(dead), "phone": heir.phone}
    data, faults = read_report_form(told, house.office.desk.today())
    assert faults == {}
    no = str(take_report(house.office.desk, "intake1", data, told["id_number"]).claim_no)
    taken_on(house, no, heir)
    done(house, "intake1", no, "apply", kind="death", consent=True, form=True, kin_proof=PROOF["kin_proof"])
    others = tuple(
        related(house, no, serial + place, phone, "child") for place, phone in enumerate(phones[1:], start=1)
    )
    done(house, "intake1", no, "accept", criterion=CRITERION, diagnosis=DIAGNOSIS)
    done(house, "reviewer1", no, "report_done", criterion=CRITERION, evidence=["订单数据"], interview=f"{no}调查笔录")
    _signed(house, drafted(house, no))
    (letter,) = house.rows("letter", claim_no=no, kind="confirmation")
    for one in others:
        _served_as_kin(house, letter, one)
    for one in (heir, *others):
        _pension(house, no, one, (heir, *others))
    return Family(no, heir, others)


def registered_as_asked(house: House, no: str) -> None:
    """Two officers have looked at the account that waits on the case: it is registered."""
    desk = house.office.desk
    with reading(desk) as connection:
        (asked,) = requests_on(connection, no)
    put = propose(desk, "intake1", REGISTER, [no], asked.data, desk.today())
    assert put.done, [refusal.message() for refusal in put.refusals]
    done(house, PANEL[0], str(put.subject), "approve")


def own_letter(house: House, no: str, kind: str, to: Relative) -> str:
    """The address of the page of a letter of this kind to one of the family."""
    letters = {row["id"] for row in house.rows("letter", claim_no=no, kind=kind)}
    (service,) = [row for row in house.rows("service", recipient=to.person_id) if row["letter_id"] in letters]
    return letter_page(str(service["letter_id"]))


def letter_page(letter: str) -> str:
    """The address of the page of a letter for whom it is for."""
    no, _, place = letter.partition("/")
    return f"/r/cases/{no}/letters/{place}"


def _served_as_kin(house: House, letter: Row, to: Relative) -> None:
    kin = {
        "recipient": to.person_id,
        "recipient_kind": "kin",
        "variant": "party",
        "interest": "子女",
        "proof": "户口簿",
    }
    done(house, "intake1", f"{letter['claim_no']}/service", "add_recipient", letter=letter["id"], **kin)


def _pension(house: House, no: str, to: Relative, family: Sequence[Relative]) -> None:
    """The share of one survivor, by a letter of his own."""
    survivors = [{"id": one.person_id, "relation": one.relation} for one in family]
    death = {"date": REPORT["accident_on"], "cause": "injury", "survivors": survivors}
    facts = {"code": "survivor_pension", "facts": [{"death": death}], "beneficiary": to.person_id}
    item = done(house, "intake1", f"{no}/item", "draft", **facts).subject
    done(house, "intake1", item, "allow")
    put = propose(house.office.desk, "intake1", "approve", [item], {}, house.office.desk.today())
    assert put.done, [refusal.message() for refusal in put.refusals]
    _signed(house, str(put.subject))


def _signed(house: House, approval: str) -> None:
    """The panel decides, as it must on a death."""
    done(house, "reviewer1", approval, "review")
    for username in PANEL:
        done(house, username, approval, "vote", agrees=True)
    done(house, PANEL[0], approval, "panel_approve")
