"""The guards by name. A guard looks at the situation and returns None where it holds, or the facts of its refusal.

The words of every guard stand in `claims/words/moves.toml` under the guard's own name.
"""

from __future__ import annotations

from types import ModuleType

from workflows.guards import (
    appraisal,
    approval,
    award_item,
    bank_finding,
    call_back,
    claim,
    claim_closing,
    claim_intake,
    consent,
    dispute,
    dispute_fast,
    dispute_lodging,
    dispute_result,
    instalment,
    missing,
    payee,
    payment,
    phone,
    platform_support,
    recourse,
    recovery,
    relatives,
    service,
    shared,
)
from workflows.situation import Guard

_MODULES = (
    shared,
    claim_intake,
    claim,
    claim_closing,
    approval,
    appraisal,
    award_item,
    instalment,
    missing,
    payee,
    phone,
    relatives,
    call_back,
    payment,
    bank_finding,
    platform_support,
    recourse,
    recovery,
    dispute_lodging,
    dispute_fast,
    dispute,
    dispute_result,
    service,
    consent,
)


def _named(module: ModuleType) -> dict[str, Guard]:
    return {
        name: value
        for name, value in vars(module).items()
        if callable(value) and not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
    }


GUARDS: dict[str, Guard] = {}
for _module in _MODULES:
    GUARDS.update(_named(_module))
