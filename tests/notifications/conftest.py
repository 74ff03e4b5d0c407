"""Texts of letters that a test may edit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.edited_texts import edited_texts


@pytest.fixture
def edited() -> Iterator[dict[str, str]]:
    """The edited texts by file name, to be filled in."""
    with edited_texts() as texts:
        yield texts
