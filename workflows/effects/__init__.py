"""The effects by name: what a permitted move changes on the case, beyond its state, its clocks and its letter."""

from __future__ import annotations

from types import ModuleType

from workflows.effects import (
    appraisal,
    approval,
    award_item,
    award_item_months,
    bank_finding,
    call_back,
    claim,
    claim_intake,
    consent,
    dispute,
    dispute_fast,
    dispute_result,
    instalment,
    payment,
    phone,
    platform_support,
    recourse,
    recovery,
    relatives,
    service,
)
from workflows.situation import Effect

_MODULES = (
    claim_intake,
    claim,
    approval,
    appraisal,
    award_item,
    award_item_months,
    instalment,
    payment,
    bank_finding,
    phone,
    relatives,
    call_back,
    platform_support,
    recourse,
    recovery,
    dispute,
    dispute_fast,
    dispute_result,
    service,
    consent,
)


def _named(module: ModuleType) -> dict[str, Effect]:
    return {
        name: value
        for name, value in vars(module).items()
        if callable(value) and not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
    }


EFFECTS: dict[str, Effect] = {}
for _module in _MODULES:
    EFFECTS.update(_named(_module))
