"""The words of the help pages, read from `portal/help.toml`; numbers stand in the rules, not there."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def help_texts() -> Mapping[str, Any]:
    """Everything in the file."""
    return tomllib.loads(files("portal").joinpath("help.toml").read_text(encoding="utf-8"))
