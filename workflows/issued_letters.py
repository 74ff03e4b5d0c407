"""The letters of the house: which were issued, on whom each is to be served, and each made again from its snapshot."""

from __future__ import annotations

from hashlib import sha256

from claims.errors import BadInput, ClaimsError, Refused
from claims.store.rows import Row, select_one, select_rows
from notifications.fingerprint import engine_sha256
from notifications.kinds import LETTER_KINDS, letter_kind
from notifications.texts import template_sha256
from workflows.letter_lookup import letter_numbered
from workflows.rendering import rendered
from workflows.transaction import Desk, reading


def issued_letters(desk: Desk, claim_no: str = "", series: str = "", year: int = 0) -> list[Row]:
    """Letters in the order of series, year and number; of one case, one series, one year where these are given.

    Raises Refused no_such_claim, BadInput letter_series_unknown.
    """
    if series:
        require_series(series)
    given = {"claim_no": claim_no, "series": series, "year": year}
    with reading(desk) as connection:
        if claim_no and select_one(connection, "claim", no=claim_no) is None:
            raise Refused("no_such_claim", claim=claim_no)
        rows = select_rows(connection, "letter", **{name: value for name, value in given.items() if value})
    return sorted(rows, key=lambda row: (row["series"], row["year"], row["serial"]))


def require_series(series: str) -> None:
    """Raises BadInput letter_series_unknown, with those that there are."""
    known = sorted({kind.series for kind in LETTER_KINDS.values() if kind.series})
    if series not in known:
        raise BadInput("letter_series_unknown", series=series, known="、".join(known))


def services(desk: Desk, letter: Row) -> list[Row]:
    """The service records of a letter, one a recipient."""
    with reading(desk) as connection:
        return select_rows(connection, "service", letter_id=letter["id"])


def rendered_again(desk: Desk, number: str, variant: str) -> bytes:
    """A letter made from its snapshot, to the byte as it was kept; another wording never goes out under an old number.

    Raises Refused letter_number_unknown, ClaimsError letter_not_rendered, letter_snapshot_erased; and where the bytes are
    others: letter_render_text, letter_render_engine (the fingerprint tells which was changed) or letter_render_altered.
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
    if sha256(content).hexdigest() != kept[-1]["unsigned_sha256"]:
        raise ClaimsError(_why_other(letter, kept[-1]), number=letter["number"])
    return content


def _why_other(letter: Row, kept: Row) -> str:
    """What has changed since the file was made, by its fingerprints, as a code."""
    if kept["template_sha256"] != template_sha256(letter_kind(letter["kind"])):
        return "letter_render_text"
    return "letter_render_engine" if kept["engine_sha256"] != engine_sha256() else "letter_render_altered"
