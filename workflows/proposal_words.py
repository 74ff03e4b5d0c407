"""What is put forward, field by field as people read it, and what has become other since the version before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.criteria import citation
from claims.errors import BadInput, known_code, words
from claims.masking import masked_account
from claims.money import yuan
from claims.rules import Rules
from workflows.fact_words import NAMES
from workflows.table import Field, Kind

CASES = frozenset({"criterion", "refusal"})
ACCOUNT = "account"
VERDICT_WORDS = {"confirmed": "予以确认", "refused": "不予确认"}
CLAUSES = frozenset({"evidence_weighed"})


@dataclass(frozen=True, slots=True)
class Told:
    """One datum of a proposal: its lines as people read them, and whether the law it names is still to be confirmed."""

    name: str
    label: str
    lines: tuple[str, ...]
    is_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that was changed 改, added 增 or taken out 删 since the version before; `before` is empty but for 改."""

    mark: str
    label: str
    text: str
    before: str = ""


def told(rules: Rules, fields: Sequence[Field], proposal: Mapping[str, Any]) -> list[Told]:
    """The data of a proposal in the order of its row in the table; what was not given is left out."""
    return [
        Told(field.name, field.label, _lines(rules, field, proposal[field.name]), _open(rules, field, proposal))
        for field in fields
        if proposal.get(field.name) not in (None, "", [])
    ]


def differences(before: Sequence[Told], after: Sequence[Told]) -> list[Difference]:
    """What is other in `after`, in its order; then what is not in it any more."""
    earlier = {one.name: one for one in before}
    found = [diff for one in after for diff in _of_field(earlier.pop(one.name, None), one)]
    return [*found, *(Difference("删", one.label, line) for one in earlier.values() for line in one.lines)]


def _of_field(before: Told | None, after: Told) -> Iterator[Difference]:
    gone = [line for line in before.lines if line not in after.lines] if before else []
    new = [line for line in after.lines if before is None or line not in before.lines]
    if len(gone) == len(new):
        yield from (Difference("改", after.label, text, old) for old, text in zip(gone, new, strict=True))
        return
    yield from (Difference("增", after.label, line) for line in new)
    yield from (Difference("删", after.label, line) for line in gone)


def _lines(rules: Rules, field: Field, value: Any) -> tuple[str, ...]:
    if field.name in CASES:
        return (case_words(rules, str(value)),)
    if field.name == ACCOUNT:
        return (masked_account(str(value)),)
    if field.kind is Kind.RECORDS:
        return tuple(_record(dict(record)) for record in value)
    if field.kind is Kind.LIST:
        return tuple(str(one) for one in value)
    if field.kind is Kind.FEN and isinstance(value, int):
        return (yuan(value),)
    if field.kind is Kind.FLAG:
        return ("是" if value in (True, "1", "是", "true") else "否",)
    if field.name in CLAUSES:
        return tuple(line for line in str(value).split("；") if line)
    text = str(value)
    if field.choices and known_code(text):
        return (words(text),)
    return (NAMES.get(field.name, {}).get(text, text) if field.choices else text,)


def _record(record: Mapping[str, Any]) -> str:
    """An injured part with its verdict; of any other record its values."""
    if "part" in record:
        reason = f"（{record['reason']}）" if record.get("reason") else ""
        return f"{record['part']}：{VERDICT_WORDS.get(str(record.get('verdict')), '')}{reason}"
    return "，".join(str(value) for value in record.values() if not isinstance(value, dict | list))


def case_words(rules: Rules, code: str) -> str:
    """A case of the law with its article, paragraph and item; a code that no text has stands for itself."""
    try:
        cited = citation(code, rules)
    except BadInput:
        return code
    return f"{_value(rules, code).label}（{cited}）"


def _open(rules: Rules, field: Field, proposal: Mapping[str, Any]) -> bool:
    if field.name not in CASES:
        return False
    try:
        citation(str(proposal[field.name]), rules)
    except BadInput:
        return False
    return bool(_value(rules, str(proposal[field.name])).unconfirmed)


def _value(rules: Rules, code: str) -> Any:
    keys = (f"criteria.case.{code}", f"criteria.exclusion.{code}")
    return next(value for value in rules.values() if value.key in keys)
