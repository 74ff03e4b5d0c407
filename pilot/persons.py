"""The synthetic persons of a pilot: visibly so by name, by an ID number whose order code is never issued, and a phone
that cannot be one."""

from __future__ import annotations

from sqlalchemy import Connection
from stdnum.cn import ric

from pilot.facts import Case
from pilot.office import Office
from workflows.identity import NEVER_ISSUED, read_index_key
from workflows.people import PersonFacts, open_rider_account, register_person
from workflows.transaction import in_one_transaction

TONGLIANG = "500151"
NEVER_A_PHONE = "10000000"  # no mobile phone begins with 10


def id_number(case: Case) -> str:
    """The ID number: the area of 铜梁, the birth date, the order code that is never issued, the right check digit."""
    body = f"{TONGLIANG}{case.born_on:%Y%m%d}{NEVER_ISSUED}"
    return body + str(ric.calc_check_digit(body + "0"))


def enter(office: Office, case: Case) -> tuple[str, str]:
    """Register the person of a case and open a sign-in; returns the person's id and the sign-in's name."""
    office.clock.tick()
    key = read_index_key(office.desk.var_dir)
    facts = PersonFacts(case.name, id_number(case), phone=f"{NEVER_A_PHONE}{case.person:03d}")

    def work(connection: Connection) -> tuple[str, str]:
        person_id = register_person(connection, key, facts, office.desk.instant())
        return person_id, open_rider_account(connection, person_id, office.today)

    return in_one_transaction(office.desk, work)
