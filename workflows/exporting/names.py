"""Names and the last digits of bank accounts, for who has the right to them; everybody else pulls ids."""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlalchemy import Connection

from claims.store.rows import select_one
from workflows.exporting.columns import PLACE, RawRow

SHOWN_DIGITS = 4
KEPT = 1_000  # as many of each as are remembered, however long the ledger is


class Names:
    """Looks up names by person id, and accounts by payment; remembers some."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._names: dict[str, str] = {}
        self._accounts: dict[str, str] = {}

    def of(self, row: RawRow) -> tuple[str, str]:
        """The name of the beneficiary, and the last four digits of the account of the payment; empty where there is none."""
        return self.person(row[PLACE["beneficiary"]]), self.account(row[PLACE["payment_id"]])

    def person(self, person_id: str | None) -> str:
        """The name of a person; empty for what is no person, and for one whose name has been erased."""
        return _kept(self._names, person_id, self._name)

    def account(self, payment_id: str | None) -> str:
        """The last four digits of the account that a payment went to."""
        return _kept(self._accounts, payment_id, self._last_digits)

    def _name(self, person_id: str) -> str:
        row = select_one(self._connection, "person_private", person_id=person_id)
        return str(json.loads(row["body"]).get("name", "")) if row else ""

    def _last_digits(self, payment_id: str) -> str:
        payment = select_one(self._connection, "payment", id=payment_id)
        if payment is None:
            return ""
        account = select_one(self._connection, "payee_account", account_hash=payment["account_hash"])
        private = account and select_one(self._connection, "payee_account_private", account_id=account["id"])
        return str(json.loads(private["body"]).get("account", ""))[-SHOWN_DIGITS:] if private else ""


def _kept(known: dict[str, str], key: str | None, look_up: Callable[[str], str]) -> str:
    if key is None:
        return ""
    if key not in known:
        if len(known) >= KEPT:
            known.clear()
        known[key] = look_up(key)
    return known[key]
