"""The letters of the house: which were issued, on whom each is to be served, and each made again from its snapshot."""

from __future__ import annotations

from hashlib import sha256

from claims.errors import ClaimsError
from claims.store.rows import Row, select_one, select_rows
from workflows.letter_lookup import letter_numbered
from workflows.rendering import rendered
from workflows.transaction import Desk, reading


def issued_letters(desk: Desk, claim_no: str = "", series: str = "", year: int = 0) -> list[Row]:
    """Letters in the order of series, year and number; of one case, one series, one year where these are given."""
    given = {"claim_no": claim_no, "series": series, "year": year}
    with reading(desk) as connection:
        rows = select_rows(connection, "letter", **{name: value for name, value in given.items() if value})
    return sorted(rows, key=lambda row: (row["series"], row["year"], row["serial"]))


def services(desk: Desk, letter: Row) -> list[Row]:
    """The service records of a letter, one a recipient."""
    with reading(desk) as connection:
        return select_rows(connection, "service", letter_id=letter["id"])


def rendered_again(desk: Desk, number: str, variant: str) -> tuple[bytes, bool]:
    """A letter made from its snapshot, and whether these are the bytes that were kept of it.

    Raises Refused letter_number_unknown, ClaimsError letter_not_rendered, letter_snapshot_erased.
    """
    letter = letter_numbered(desk, number)
    with reading(desk) as connection:
        private = select_one(connection, "letter_private", letter_id=letter["id"])
        kept = select_rows(connection, "letter_file", letter_id=letter["id"], variant=variant)
    if private is None:
        raise ClaimsError("letter_snapshot_erased", number=letter["number"])
    if not kept:
        raise ClaimsError("letter_not_rendered", number=letter["number"])
    content = rendered(letter, private["snapshot"], variant)
    return content, sha256(content).hexdigest() == kept[-1]["unsigned_sha256"]
