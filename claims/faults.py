"""Faults of one input, gathered so that a person is told all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from claims.errors import BadInput, words


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where it stands, which words say so, and what they need beside `where`."""

    where: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def message(self) -> str:
        return words(self.code, where=self.where or "输入", **self.facts)

    def as_json(self) -> dict[str, object]:
        return {"field": self.where, "code": self.code, "message": self.message()}


def refuse_faults(faults: Sequence[Fault]) -> None:
    """Raises BadInput `facts_faulty` that carries every one of `faults`; does nothing when there are none."""
    if faults:
        details = "".join(f"（{number}）{fault.message()}" for number, fault in enumerate(faults, 1))
        raise BadInput("facts_faulty", count=len(faults), details=details, faults=[fault.as_json() for fault in faults])
