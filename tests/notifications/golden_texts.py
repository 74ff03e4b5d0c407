"""The agreed wording of every letter, and how to write it anew: `python -m tests.notifications.golden_texts`."""

from __future__ import annotations

from pathlib import Path

from notifications.compose import compose, letter_text
from notifications.forms import KNOWN_KINDS
from notifications.kinds import Variant
from notifications.samples import sample, sample_number

FOLDER = Path(__file__).parent / "golden"
CASES = [(code, "full") for code in KNOWN_KINDS] + [
    (code, "party") for code, kind in KNOWN_KINDS.items() if any(copy.variant is Variant.PARTY for copy in kind.copies)
]


def golden_file(code: str, variant: str) -> Path:
    """Where the wording of a letter stands."""
    return FOLDER / (f"{code}.txt" if variant == "full" else f"{code}.{variant}.txt")


def present_text(code: str, variant: str) -> str:
    """The wording the program gives now."""
    return letter_text(compose(code, sample(code), variant).numbered(sample_number(code)))


def write() -> None:
    """Write every wording, and take away those of kinds that are no more."""
    known = {golden_file(code, variant) for code, variant in CASES}
    for stale in set(FOLDER.glob("*.txt")) - known:
        stale.unlink()
    for code, variant in CASES:
        golden_file(code, variant).write_text(present_text(code, variant), encoding="utf-8")


if __name__ == "__main__":
    write()
