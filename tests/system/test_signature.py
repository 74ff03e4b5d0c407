"""What poppler says of a signed letter. Needs poppler-utils."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from notifications.compose import compose
from notifications.keys import DEMO_NAME, read_signer
from notifications.render import render_pdf
from notifications.signing import sign
from tests.notifications.samples import snapshot
from tests.support.signing import demo_key

NOW = datetime(2025, 6, 26, 1, 2, 3, tzinfo=UTC)


def pdfsig(content: bytes, folder: Path) -> str:
    path = folder / "letter.pdf"
    path.write_bytes(content)
    return subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout


def test_poppler_finds_the_signature_valid_over_the_whole_file(tmp_path: Path) -> None:
    page = render_pdf(compose("confirmation", snapshot("confirmation")).numbered("铜人社职认〔2025〕12号"))
    with ThreadPoolExecutor(1) as apart:  # in this thread the loop of a browser may run
        signed = apart.submit(sign, page, read_signer(demo_key()), NOW).result()
    told = pdfsig(signed, tmp_path)
    for line in ("Signature is Valid", "Total document signed", "ETSI.CAdES.detached", "SHA-256", DEMO_NAME):
        assert line in told
    altered = bytearray(signed)
    altered[len(page) // 2] ^= 1
    assert "Signature is Valid" not in pdfsig(bytes(altered), tmp_path)
