"""The law as dated data: one folder a topic, one TOML file a jurisdiction, looked up AT A DATE.

`load_rules("重庆").at("limits.acceptance_check", day)` answers with a `Value`: number, unit, source, confidence, dates.
How a file is written: `claims/rules/README.md`.
"""

from __future__ import annotations

from claims.rules.book import PROVINCES, Rules, load_rules
from claims.rules.value import Value

__all__ = ["PROVINCES", "Rules", "Value", "load_rules"]
