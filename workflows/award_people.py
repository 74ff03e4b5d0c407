"""Who may be owed something on a case: the injured person, the claimant, kin, those with an account or an item there, and those
who have asked for an account.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from claims.store.rows import Row, select_rows
from workflows.account_requests import requests_on
from workflows.case_heads import names_of
from workflows.fact_words import fact_word
from workflows.kin import registered
from workflows.plain_names import numbered
from workflows.transaction import Desk, reading


def people_of(desk: Desk, claim: Row) -> dict[str, str]:
    """The registered persons of a case by id, each as it is shown: masked name, of kin how they are related, and id; the
    injured person first.
    """
    with reading(desk) as connection:
        kin = registered(select_rows(connection, "relative", claim_no=claim["no"]))
        ids = [claim["person_id"], claim["claimant_id"], *kin]
        for name in ("payee_account", "award_item"):
            ids += sorted({row["beneficiary"] for row in select_rows(connection, name, claim_no=claim["no"])})
        ids += [one.beneficiary for one in requests_on(connection, claim["no"])]
        names = names_of(connection, ids)
    return {one: _shown(names[one], one, kin) for one in dict.fromkeys(ids) if one in names}


def relatives_of(connection: Connection, claim_no: str) -> dict[str, str]:
    """The registered kin of a case by id, each as it is shown."""
    kin = registered(select_rows(connection, "relative", claim_no=claim_no))
    names = names_of(connection, kin)
    return {one: _shown(names.get(one, ""), one, kin) for one in kin}


def _shown(name: str, person_id: str, kin: Mapping[str, Row]) -> str:
    related = kin.get(person_id)
    how = f"{fact_word('kinship', related['kinship'])}，" if related else ""
    return f"{name}（{how}{person_id}）"


def earlier_versions(desk: Desk, claim_no: str, code: str, states: tuple[str, ...]) -> dict[str, str]:
    """The items of a kind that stand in one of `states` and may be replaced, by id."""
    with reading(desk) as connection:
        rows = select_rows(connection, "award_item", claim_no=claim_no, code=code)
    return {row["id"]: numbered(row["id"]) for row in rows if row["state"] in states}
