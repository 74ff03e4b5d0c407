"""The catalogue of errors of the platforms' interface, docs/api/errors.md, out of the words of the program.

python -m tests.support.api_errors
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from claims.errors import wording
from portal.api.faults import NOT_THERE, STATUS

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "api" / "errors.md"
HEAD = """# 平台接口的错误码

由程序的文字生成（`make docs`），不要手改。`…` 是填进去的值。
状态是 422 而 `field` 为空的其他代码，是案件现在的状态或者条件不允许，`message` 写明是哪一条、怎么办。

| 代码 | 状态 | 什么、为什么 | 怎么办 |
|---|---|---|---|
"""
READERS = (
    "claims/json_reader.py",
    "portal/api/bodies.py",
    *(
        f"workflows/{name}.py"
        for name in ("platform_bodies", "platform_acts", "api_once", "import_columns", "identity")
    ),
    "workflows/counter_reports.py",
)
CODE = re.compile(r'"((?:api|fault|import|id_number|accident_later)_[a-z_]+)"')
CONFLICTS = frozenset({"api_key_other_body"})
PLACE = re.compile(r"\{[^}]*\}")


def codes() -> Iterator[tuple[str, int]]:
    """Every code with its status: those of who asks, then those of what is sent."""
    yield from ((code, status) for code, status in STATUS.items() if code not in NOT_THERE)
    found = {code for path in READERS for code in CODE.findall((ROOT / path).read_text(encoding="utf-8"))}
    yield from ((code, 409 if code in CONFLICTS else 422) for code in sorted(found - set(STATUS)) if _is_said(code))


def _is_said(code: str) -> bool:
    try:
        return bool(wording(code))
    except KeyError:
        return False  # the beginning of a name, not a code


def page() -> str:
    """The page as it should be."""
    return HEAD + "".join(_line(code, status) for code, status in codes())


def _line(code: str, status: int) -> str:
    return f"| `{code}` | {status} | {_text(code, 'what')}{_text(code, 'why')} | {_text(code, 'do')} |\n"


def _text(code: str, part: str) -> str:
    return PLACE.sub("…", wording(code, part).replace("{{", "").replace("}}", "")).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
