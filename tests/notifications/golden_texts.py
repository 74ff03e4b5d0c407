"""The agreed wording of the first letters, and how to write it anew: `python -m tests.notifications.golden_texts`."""

from __future__ import annotations

from pathlib import Path

from notifications.compose import compose, letter_text
from tests.notifications.samples import FIRST_SET, first_set

FOLDER = Path(__file__).parent / "golden"
CASES = [(code, "full") for code in FIRST_SET] + [
    (code, "party") for code in ("confirmation", "non_confirmation", "appraisal_conclusion")
]


def golden_file(code: str, variant: str) -> Path:
    """Where the wording of a letter stands."""
    return FOLDER / (f"{code}.txt" if variant == "full" else f"{code}.{variant}.txt")


def present_text(code: str, variant: str) -> str:
    """The wording the program gives now."""
    return letter_text(compose(code, first_set(code), variant).numbered(FIRST_SET[code][0]))


if __name__ == "__main__":
    for code, variant in CASES:
        golden_file(code, variant).write_text(present_text(code, variant), encoding="utf-8")
