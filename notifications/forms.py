"""Which form of GB/T 9704-2012 a letter takes: decisions that of a document, what only tells or proves that of a letter."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from notifications.blocks import Letter
from notifications.kinds import Force, letter_kind


class Form(StrEnum):
    """The form of a page."""

    DOCUMENT = "document"  # 公文格式
    LETTER = "letter"  # 信函格式
    PLAIN = "plain"  # a form or minutes: no letterhead


FORMS: Mapping[Force, Form] = {
    Force.DECISION: Form.DOCUMENT,
    Force.NOTICE: Form.LETTER,
    Force.RECEIPT: Form.LETTER,
    Force.RECORD: Form.PLAIN,
    Force.FORM: Form.PLAIN,
}


def form_of(letter: Letter) -> Form:
    """The form of `letter`."""
    return FORMS[letter_kind(letter.kind).force]
