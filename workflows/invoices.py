"""The lines of invoices as they are compared: one form of a number, whatever keyboard it was typed on."""

from __future__ import annotations

import unicodedata


def plain_number(number: object) -> str:
    """An invoice code or number without spaces and in half-width characters, so that one invoice is one invoice."""
    return "".join(unicodedata.normalize("NFKC", str(number)).split()).upper()
