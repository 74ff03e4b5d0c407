"""The formats by name. A bank's own format is one more module with the same six functions and one more name here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from claims.bank import sheets
from claims.bank.lines import Answer, Movement, Order, Query
from claims.bank.plain import Plain
from claims.errors import BadInput


class BankFormat(Protocol):
    """What a format of bank files can do."""

    @property
    def name(self) -> str:
        """The name by which settings and commands know it."""

    @property
    def suffix(self) -> str:
        """The ending of its files."""

    def orders(self, orders: Sequence[Order]) -> bytes:
        """The file of a batch."""

    def queries(self, queries: Sequence[Query]) -> bytes:
        """The list of payments whose outcome is asked for."""

    def answers(self, answers: Sequence[Answer]) -> bytes:
        """A return file, as a bank would write it."""

    def movements(self, movements: Sequence[Movement]) -> bytes:
        """A statement, as a bank would write it."""

    def read_answers(self, content: bytes) -> list[Answer]:
        """The lines of a return file. Raises BadInput."""

    def read_movements(self, content: bytes) -> list[Movement]:
        """The lines of a statement, oldest first. Raises BadInput."""


PLAIN_CSV = Plain("plain-csv", ".csv", sheets.csv_bytes, sheets.csv_rows)
PLAIN_XLSX = Plain("plain-xlsx", ".xlsx", sheets.xlsx_bytes, sheets.xlsx_rows)
FORMATS: dict[str, BankFormat] = {known.name: known for known in (PLAIN_CSV, PLAIN_XLSX)}


def format_named(name: str) -> BankFormat:
    """The format of that name. Raises BadInput with those that there are."""
    if name not in FORMATS:
        raise BadInput("bank_format_unknown", name=name, known="、".join(FORMATS))
    return FORMATS[name]


def format_of(content: bytes, usual: str) -> BankFormat:
    """The format in which bytes are to be read: the bank's usual one, but for a plain file that came as the other kind."""
    known = format_named(usual)
    if known.name in (PLAIN_CSV.name, PLAIN_XLSX.name):
        return PLAIN_XLSX if sheets.is_xlsx(content) else PLAIN_CSV
    return known
