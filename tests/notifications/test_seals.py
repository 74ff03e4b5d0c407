"""A seal's picture is read once: what is drawn is what the fingerprint of the page engine names."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from notifications import seals


def test_a_picture_that_is_replaced_while_a_process_runs_changes_nothing_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = tmp_path / "bureau.png"
    picture.write_bytes(b"first")
    monkeypatch.setattr(seals, "seal_dir", lambda: str(tmp_path))
    before = seals.seal_sha256()
    assert before == {"bureau.png": sha256(b"first").hexdigest()}
    picture.write_bytes(b"second")
    (tmp_path / "appraisal_committee.png").write_bytes(b"new")
    assert seals.seal_bytes(picture) == b"first"
    assert seals.seal_picture("appraisal_committee", str(tmp_path)) is None
    assert seals.seal_sha256() == before
