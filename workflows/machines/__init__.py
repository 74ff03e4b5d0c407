"""The machines: one file each, every row of every table is data."""

from __future__ import annotations

from workflows.machines import (
    appraisal,
    approval,
    award_item,
    claim,
    consent,
    dispute,
    instalment,
    payment,
    platform_support,
    recourse,
    recovery,
    service,
)
from workflows.table import Table

MACHINES: dict[str, Table] = {
    module.TABLE.name: module.TABLE
    for module in (
        claim,
        approval,
        appraisal,
        award_item,
        instalment,
        payment,
        recovery,
        recourse,
        platform_support,
        dispute,
        service,
        consent,
    )
}
SHORT_NAMES = {table.short: table.name for table in MACHINES.values() if table.short}
