"""How the ledger stands, in the line under the bar: up to which seal, and what the last daily checks found."""

from __future__ import annotations

from dataclasses import dataclass

from claims.clock import minute_text
from workflows.case_list import platforms_of
from workflows.checks.daily import Run, last_run
from workflows.sealing import last_seal
from workflows.transaction import Desk, reading


@dataclass(frozen=True, slots=True)
class Standing:
    """The number of the last seal (0: none), the last run of the daily checks, and the platforms that cases name."""

    batch_no: int
    run: Run | None
    platforms: tuple[str, ...]

    @property
    def seals(self) -> str:
        """「账本已封存至第 58 批」."""
        return f"账本已封存至第 {self.batch_no} 批" if self.batch_no else "账本还没有封存"

    @property
    def checks(self) -> str:
        """「完整性 ✓ 2025-06-30 02:00」."""
        if self.run is None:
            return "完整性 还没有核对过"
        found = len(self.run.findings)
        return f"完整性 {'✕' if found else '✓'} {minute_text(self.run.ran_at)}" + (
            f"（{found} 处不符）" if found else ""
        )


def standing_of(desk: Desk) -> Standing:
    """How the ledger stands now."""
    with reading(desk) as connection:
        seal, run, platforms = last_seal(connection), last_run(connection), platforms_of(connection, desk.rules)
    return Standing(int(seal["batch_no"]) if seal else 0, run, tuple(platforms))
