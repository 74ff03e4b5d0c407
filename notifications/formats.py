"""Which format of GB/T 9704-2012 a letter takes: decisions that of a document, what only tells or proves that of a letter."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from notifications.blocks import Letter
from notifications.forms import known_kind
from notifications.kinds import Force


class Format(StrEnum):
    """The format of a page."""

    DOCUMENT = "document"  # 公文格式
    LETTER = "letter"  # 信函格式
    PLAIN = "plain"  # a form or minutes: no letterhead


FORMATS: Mapping[Force, Format] = {
    Force.DECISION: Format.DOCUMENT,
    Force.NOTICE: Format.LETTER,
    Force.RECEIPT: Format.LETTER,
    Force.RECORD: Format.PLAIN,
    Force.FORM: Format.PLAIN,
}


def format_of(letter: Letter) -> Format:
    """The format of `letter`."""
    return FORMATS[known_kind(letter.kind).force]
