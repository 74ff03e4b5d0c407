"""总览: four statements with their marks, the figures of the pilot, and what is unusual."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from portal.audit.bar import Bar
from portal.audit.room import AUDITOR, Room, enter
from portal.signed_in import SignedIn
from workflows.check_runs import last_result
from workflows.exporting.cut import Cut
from workflows.paid_over import paid_over_awarded
from workflows.three_ways import Balanced, differing, figures
from workflows.trial_balance import trial_balance
from workflows.unusual import refused_by_person, unusual

OK, NO, UNKNOWN = "✓", "✕", "?"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with its mark (✓, ✕, or ? where it was never checked), what was counted, and where it is shown."""

    text: str
    mark: str
    counted: str
    href: str


def overview_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get("/audit")
    def overview(request: Request, who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        until = last_day(room.bar, room.desk.today())
        return room.page(
            "audit/overview.html",
            statements=_statements(room),
            cards=[one for one in figures(room.desk, until) if not one.year],
            unusual=unusual(room.desk),
            refused=refused_by_person(room.desk),
            until=until,
        )

    return routes


def last_day(bar: Bar, today: date) -> date:
    """The last value date that a page looks at: the one of the bar, else that of its as-of, else today."""
    as_of = date.fromisoformat(bar.as_of[:10])
    return bar.cut.value_to or min(as_of, today)


def _statements(room: Room) -> list[Statement]:
    books = trial_balance(room.desk, Cut(known_before=room.bar.known_before, value_to=room.bar.cut.value_to))
    over = paid_over_awarded(room.desk)
    total, wrong = differing(room.desk)
    return [
        Statement("借贷相等", _mark(books.is_balanced), f"{len(books.accounts)} 个科目", "/audit/accounts"),
        Statement("已付 ≤ 核定", _mark(not over), _over(over, total), "/audit/recon#c"),
        Statement(
            "核定 = 应付 + 在途 + 已付 − 退回，与银行逐笔相符", _mark(not wrong), _wrong(total, wrong), "/audit/recon#c"
        ),
        _of_seals(room),
    ]


def _of_seals(room: Room) -> Statement:
    last = last_result(room.desk)
    if last is None:
        counted, mark = "还没有检查过", UNKNOWN
    else:
        counted = f"{last.counted} 条，{last.when}" + (f"：{last.first_flaw}" if last.first_flaw else "")
        mark = OK if last.is_whole else NO
    return Statement("封存链完整", mark, f"{counted} · {room.standing.seals}", "/audit/integrity")


def _mark(holds: bool) -> str:
    return OK if holds else NO


def _over(over: tuple[str, ...], total: int) -> str:
    return f"{total} 件案件" if not over else f"{len(over)} 项超过：{'、'.join(over[:3])}"


def _wrong(total: int, wrong: tuple[Balanced, ...]) -> str:
    return (
        f"{total} 件案件逐件相符"
        if not wrong
        else f"{len(wrong)} 件不符：{'、'.join(one.claim_no for one in wrong[:3])}"
    )
