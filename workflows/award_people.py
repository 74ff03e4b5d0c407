"""Who may be owed something on a case: the injured person, the claimant, and those with an account or an item there, or
who have asked for an account."""

from __future__ import annotations

from claims.store.rows import Row, select_rows
from workflows.account_requests import requests_on
from workflows.case_heads import names_of
from workflows.plain_names import numbered
from workflows.transaction import Desk, reading


def people_of(desk: Desk, claim: Row) -> dict[str, str]:
    """The registered persons of a case by id, each as it is shown: masked name and id; the injured person first."""
    with reading(desk) as connection:
        ids = [claim["person_id"], claim["claimant_id"]]
        for name in ("payee_account", "award_item"):
            ids += sorted({row["beneficiary"] for row in select_rows(connection, name, claim_no=claim["no"])})
        ids += [one.beneficiary for one in requests_on(connection, claim["no"])]
        names = names_of(connection, ids)
    return {one: f"{names[one]}（{one}）" for one in dict.fromkeys(ids) if one in names}


def earlier_versions(desk: Desk, claim_no: str, code: str, states: tuple[str, ...]) -> dict[str, str]:
    """The items of a kind that stand in one of `states` and may be replaced, by id."""
    with reading(desk) as connection:
        rows = select_rows(connection, "award_item", claim_no=claim_no, code=code)
    return {row["id"]: numbered(row["id"]) for row in rows if row["state"] in states}
