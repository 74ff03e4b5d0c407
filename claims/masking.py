"""Personal data as it may stand on a screen: enough to tell persons apart, too little to use."""

from __future__ import annotations

SHORT = 2
STAR = "*"


def masked_name(name: str) -> str:
    """「王*鸣」, 「王*」: the first character, a star for each that is hidden, and of a longer name the last."""
    if len(name) <= SHORT:
        return name[:1] + STAR * max(0, len(name) - 1)
    return name[0] + STAR * (len(name) - SHORT) + name[-1]
