"""A thousand renders of one snapshot, in processes that hash differently, are one file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.notifications.samples import snapshot

ROOT = Path(__file__).parent.parent.parent
PROCESSES, RENDERS = 4, 250
CHILD = f"""
import json, sys
from hashlib import sha256
from notifications.compose import compose
from notifications.render import render_pdf
facts = json.load(sys.stdin)
letter = lambda: compose("report_receipt", facts).numbered("铜人社职收〔2025〕1号")
print(*{{sha256(render_pdf(letter())).hexdigest() for _ in range({RENDERS})}})
"""


def child(seed: int) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT), "TZ": f"UTC+{seed}"}
    return subprocess.Popen(
        [sys.executable, "-c", CHILD],
        cwd="/",
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def test_a_thousand_renders_have_one_hash() -> None:
    children = [child(seed) for seed in range(1, PROCESSES + 1)]
    given = json.dumps(snapshot("report_receipt"))
    hashes = [one.communicate(given)[0].split() for one in children]
    assert [one.returncode for one in children] == [0] * PROCESSES
    assert len({digest for found in hashes for digest in found}) == 1
    assert [len(found) for found in hashes] == [1] * PROCESSES
