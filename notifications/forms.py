"""Forms that are printed on demand from what is on record: the proof of service 送达回证 and the public notice 公告.

They are no letters: they decide nothing, take no number of a series, and are not served themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from notifications.facts import FACTS, Fact, Shape
from notifications.kinds import LETTER_KINDS, Force, Issuer, LetterKind, Remedy, letter_kind

_TEXT = Shape.TEXT
_BOTH = (
    FACTS["organ"],
    FACTS["synthetic"],
    Fact("recipient_name", "受送达人", _TEXT),
    Fact("served_name", "送达的文书", _TEXT),
    Fact("served_number", "送达的文书文号", _TEXT),
)


def _form(code: str, name: str, facts: tuple[Fact, ...], optional: tuple[Fact, ...]) -> LetterKind:
    return LetterKind(
        code=code,
        name=name,
        series="",
        force=Force.RECORD,
        remedy=Remedy.NONE,
        issuer=Issuer.BUREAU,
        copies=(),
        facts=(*_BOTH, *facts),
        optional=optional,
        one_of=(),
    )


FORMS: Mapping[str, LetterKind] = {
    form.code: form
    for form in (
        _form(
            "service_receipt",
            "送达回证",
            (
                FACTS["claim_no"],
                FACTS["dated_on"],
                Fact("recipient_role", "受送达人身份", _TEXT),
                Fact("copy_name", "送达的文本", _TEXT),
            ),
            (
                Fact("service_method", "送达方式", _TEXT),
                Fact("service_place", "送达地点", _TEXT),
                Fact("sent_on", "发出日期", Shape.DAY),
                Fact("served_on", "送达日期", Shape.DAY),
                Fact("signed_by", "签收人", _TEXT),
                Fact("signer_role", "签收人身份", _TEXT),
                Fact("witness", "见证人", _TEXT),
                Fact("server", "送达人", _TEXT),
                Fact("proof", "送达凭证", _TEXT),
                Fact("remarks", "备注", Shape.LINES),
            ),
        ),
        _form(
            "public_notice",
            "公告",
            (
                Fact("published_on", "公告日期", Shape.DAY),
                Fact("announcement_days", "公告期（日）", Shape.COUNT),
                FACTS["contact"],
            ),
            (),
        ),
    )
}


KNOWN_KINDS: Mapping[str, LetterKind] = {**LETTER_KINDS, **FORMS}


def known_kind(code: str) -> LetterKind:
    """The letter or the form called `code`. Raises BadInput (letter_kind_unknown)."""
    return FORMS[code] if code in FORMS else letter_kind(code)
