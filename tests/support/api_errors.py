"""The catalogue of errors of the platforms' interface, docs/api/errors.md, out of the words of the program.

python -m tests.support.api_errors
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from claims.errors import wording
from portal.api.faults import NOT_THERE, STATUS
from workflows.machines import MACHINES
from workflows.platform_acts import ON_CASES, PAYMENT

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "api" / "errors.md"
HEAD = """# 平台接口的错误码

由程序的文字生成（`make docs`），不要手改。`…` 是填进去的值。
最后一段的代码 `field` 为空，是案件现在的状态或者条件不允许，`message` 写明是哪一条、怎么办。
回答里的文字是中文；英文供开发人员对照。

| 代码 | 状态 | 什么、为什么 | 怎么办 | English |
|---|---|---|---|---|
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
CONFLICTS = frozenset({"api_key_other_body", "stale_page"})
OF_ALL_MOVES = ("no_such_move", "bad_datum", "before_last_event", "stale_page")
MOVES = (*(act.move for act in (*ON_CASES, PAYMENT)), MACHINES["claim"].rows_of("report")[0])
PLACE = re.compile(r"\{[^}]*\}")


def codes() -> Iterator[tuple[str, int]]:
    """Every code with its status: of who asks, of what is sent, then of moves that cannot be made as the case stands."""
    yield from ((code, status) for code, status in STATUS.items() if code not in NOT_THERE)
    found = {code for path in READERS for code in CODE.findall((ROOT / path).read_text(encoding="utf-8"))}
    yield from ((code, 409 if code in CONFLICTS else 422) for code in sorted(found - set(STATUS)) if _is_said(code))
    refused = (*OF_ALL_MOVES, *dict.fromkeys(guard for move in MOVES for guard in move.guards))
    yield from ((code, 409 if code in CONFLICTS else 422) for code in refused)


def _is_said(code: str) -> bool:
    try:
        return bool(wording(code))
    except KeyError:
        return False  # the beginning of a name, not a code


def page() -> str:
    """The page as it should be."""
    return HEAD + "".join(_line(code, status) for code, status in codes())


def _line(code: str, status: int) -> str:
    return f"| `{code}` | {status} | {_text(code, 'what')}{_text(code, 'why')} | {_text(code, 'do')} | {_text(code, 'en')} |\n"


def _text(code: str, part: str) -> str:
    return PLACE.sub("…", wording(code, part).replace("{{", "").replace("}}", "")).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
