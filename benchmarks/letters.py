"""Letters a second, beside a raw canvas that draws the same page, WeasyPrint and typst; all in turn, round after round.

Ours takes a snapshot: it fills the text, breaks the lines, lays out the sheets, checks every character and draws. The raw
canvas is ReportLab as it comes, given lines that are broken and placed already, embedding from the whole font files.
WeasyPrint and typst get the same text in the same fonts, without code and seal. Each runs in a process of its own. What a
signature adds is timed apart.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from claims.clock import now
from notifications.blocks import Letter, Role
from notifications.compose import compose
from notifications.drawing import QUIET, modules_of
from notifications.keys import make_demo_key, read_signer
from notifications.layout import pages
from notifications.page import LEFT, SHEET_HEIGHT, TOP, Code, Mark, Rule, Seal, Text
from notifications.render import render_pdf
from notifications.samples import sample, sample_number
from notifications.signing import sign

KIND = "confirmation"
OURS, RAW = "ours", "raw canvas"
PEERS = (RAW, "weasyprint", "typst")
GOALS = {RAW: 2.2, "weasyprint": 8.0}
SIGNED = 50
VARIED = 20  # letters that differ in name, day and number, so that nothing is drawn twice from memory


def main() -> None:
    """Run the rounds and print the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--letters", type=int, default=40, help="a round")
    options.add_argument("--rounds", type=int, default=7)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        material = Path(folder) / "letters.json"
        material.write_text(json.dumps(_material(), ensure_ascii=False), encoding="utf-8")
        names = [OURS, *(peer for peer in PEERS if peer == RAW or find_spec(peer))]
        runners = {name: _Runner(name, material) for name in names}
        for runner in runners.values():
            runner.run(VARIED)  # warm
        times: dict[str, list[float]] = {name: [] for name in names}
        for _ in range(given.rounds):
            for name, runner in runners.items():
                times[name].append(runner.run(given.letters) / given.letters)
        for runner in runners.values():
            runner.end()
        signing = _signing(Path(folder), json.loads(material.read_text(encoding="utf-8"))[0])
    _report(times)
    print(f"{'signature':12} {signing * 1000:7.2f} ms a letter more (ECDSA P-256, PAdES-B)")


class _Runner:
    """One way of making letters, in a process of its own that makes as many as it is told and says how long it took."""

    def __init__(self, name: str, material: Path) -> None:
        command = [sys.executable, "-m", "benchmarks.letter_peers", name, str(material)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, letters: int) -> float:
        """Seconds for so many letters."""
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        into.write(f"{letters}\n")
        into.flush()
        return float(out.readline())

    def end(self) -> None:
        """Let it end."""
        self._process.communicate(timeout=10)


def _material() -> list[dict[str, Any]]:
    """For every letter: what ours gets, what the raw canvas gets, and the text that the others get."""
    made = []
    for place in range(VARIED):
        # A letter that the engine issues has no list of unconfirmed values; the sample shows all that there can be.
        facts = sample(KIND) | {
            "unconfirmed": None,
            "person_name": f"合成人员{place + 1:02d}",
            "claim_no": f"TL-2025-{place + 1:06d}",
            "verify_at": "http://127.0.0.1:8000/verify",
            "verify_code": f"{place:02d}7K3QM0T9XDABCDEFGHJKMNPQ",
        }
        number = sample_number(KIND)
        letter = compose(KIND, facts).numbered(number)
        made.append({
            "facts": facts, "number": number,
            "sheets": [[item for mark in page for item in _items(mark)] for page in pages(letter)],
            "text": _text(letter),
        })  # fmt: skip
    return made


def _items(mark: Mark) -> list[dict[str, Any]]:
    x, y = LEFT + mark.x, SHEET_HEIGHT - TOP - mark.y
    match mark:
        case Text():
            return [{"do": "text", "x": x, "y": y, "text": mark.text, "role": mark.role.value, "size": mark.size,
                     "spacing": mark.spacing, "colour": mark.colour}]  # fmt: skip
        case Rule():
            return [
                {
                    "do": "rule",
                    "x": x,
                    "y": y,
                    "length": mark.length,
                    "thickness": mark.thickness,
                    "colour": mark.colour,
                }
            ]
        case Code():
            return [{"do": "code", "x": x, "y": y, "squares": _squares(mark)}]
        case Seal():
            return [{"do": "seal", "x": x, "y": y, "diameter": mark.diameter, "ring": mark.ring, "band": mark.band}]


def _squares(mark: Code) -> list[tuple[float, float, float]]:
    matrix, side = modules_of(mark)
    return [
        ((column + QUIET) * side, -(row + QUIET + 1) * side, side)
        for row, cells in enumerate(matrix)
        for column, dark in enumerate(cells)
        if dark
    ]


def _text(letter: Letter) -> list[tuple[str, str]]:
    """Role and text of every paragraph."""
    told: list[tuple[str, str]] = []
    for block in letter.blocks:
        if block.role is not Role.VERIFY:
            told.extend((block.role.value, line) for line in block.strings())
    return told


def _signing(folder: Path, letter: dict[str, Any]) -> float:
    """Seconds that the signature of a letter takes, the median of some."""
    unsigned = render_pdf(compose(KIND, letter["facts"]).numbered(letter["number"]))
    signer = read_signer(make_demo_key(folder))
    times = []
    for _ in range(SIGNED):
        begun = time.perf_counter()
        sign(unsigned, signer, now())
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _report(times: dict[str, list[float]]) -> None:
    ours = times[OURS]
    print(f"{KIND}: median of {len(ours)} rounds")
    for name, seconds in times.items():
        middle = statistics.median(seconds)
        ratios = [other / own for other, own in zip(seconds, ours, strict=True)]
        goal = f", wanted {GOALS[name]}" if name in GOALS else ""
        beside = "" if name == OURS else f"   ours is {statistics.median(ratios):.2f} times as fast{goal}"
        print(f"{name:12} {middle * 1000:7.2f} ms a letter, {1 / middle:6.1f} a second{beside}")
    for peer in PEERS:
        if peer not in times:
            print(f"{peer:12} not installed: pip install --require-hashes -r requirements/bench.lock")


if __name__ == "__main__":
    main()
