"""The columns of each area, and which of them a person has: only what the posts held may open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflows.roles import OFFICERS, Role

READERS = OFFICERS | {Role.INVESTIGATOR}
MONEY = frozenset({Role.CASHIER, Role.APPROVER, Role.REVIEWER, Role.SECTION_HEAD, Role.LEADER})
SIGNERS = frozenset(
    {Role.INTAKE, Role.REVIEWER, Role.APPROVER, Role.CASHIER, Role.APPRAISAL, Role.LEGAL, Role.SECTION_HEAD}
)


OF_COLUMN = {
    "/audit/ledger": ("/audit/entries",),
    "/audit/exceptions": ("/audit/notes",),
    "/p/reports": ("/p/apply", "/p/requests"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an area: its address, its name, and the posts that have it. Pages that begin with `also` are of it too."""

    path: str
    label: str
    roles: frozenset[Role]
    also: tuple[str, ...] = ()

    def begins(self, path: str) -> str:
        """The longest address of the column that begins `path`; empty where none does."""
        mine = (self.path, *self.also)
        return max((one for one in mine if path == one or path.startswith(one + "/")), key=len, default="")


@dataclass(frozen=True, slots=True)
class Shown:
    """A column in the navigation of a page; `here` marks the one that the page belongs to."""

    path: str
    label: str
    here: bool


COLUMNS: dict[str, tuple[Column, ...]] = {
    "desk": (
        Column("/desk", "今日工作台", READERS),
        Column("/desk/cases", "案件", READERS),
        Column("/desk/approvals", "审批", SIGNERS),
        Column("/desk/appraisals", "鉴定", OFFICERS),
        Column("/desk/payments", "支付", MONEY),
        Column("/desk/disputes", "争议", OFFICERS),
        Column("/desk/letters", "文书与送达", OFFICERS),
        Column("/desk/reports", "报表", OFFICERS),
        Column("/desk/rules", "日历与参数", OFFICERS),
        Column("/desk/imports", "导入", frozenset({Role.INTAKE})),
    ),
    "audit": tuple(
        Column(path, label, frozenset({Role.AUDITOR}), OF_COLUMN.get(path, ()))
        for path, label in (
            ("/audit", "总览"),
            ("/audit/ledger", "账本"),
            ("/audit/accounts", "科目余额"),
            ("/audit/integrity", "完整性"),
            ("/audit/seals", "封存"),
            ("/audit/recon", "对账"),
            ("/audit/reports", "报表"),
            ("/audit/exceptions", "疑点"),
            ("/audit/samples", "抽样"),
            ("/audit/cases", "按案审"),
            ("/audit/rules", "参数史"),
            ("/audit/exports", "导出"),
            ("/audit/access", "访问记录"),
        )
    ),
    "admin": tuple(
        Column(path, label, frozenset({Role.ADMINISTRATOR}))
        for path, label in (
            ("/admin", "运行状况"),
            ("/admin/people", "人员与岗位"),
            ("/admin/posts", "岗位提议"),
            ("/admin/jobs", "任务"),
            ("/admin/numbers", "文号"),
            ("/admin/platforms", "平台名单"),
            ("/admin/templates", "模板"),
            ("/admin/backups", "备份"),
            ("/admin/emergency", "应急查看"),
            ("/admin/acts", "管理记录"),
        )
    ),
    "p": tuple(
        Column(path, label, frozenset({Role.PLATFORM}), OF_COLUMN.get(path, ()))
        for path, label in (
            ("/p", "待办"),
            ("/p/reports", "案件"),
            ("/p/orders", "订单和轨迹"),
            ("/p/allowance", "生活保障费"),
            ("/p/people", "人员"),
            ("/p/api", "接口"),
        )
    ),
}
OWN_PAGES = frozenset({"files", "kept", "live", "me"})  # of whoever has signed in, in no area
PLACES = {"desk": "办案台", "audit": "审计室（只读）", "admin": "管理", "p": "平台端"}


def area_of(path: str) -> str:
    """The area that an address belongs to: desk, audit, admin, p (the platforms'), or none (empty)."""
    first = path.strip("/").partition("/")[0]
    return first if first in COLUMNS else ""


def is_inside(path: str) -> bool:
    """Whether an address is one of those that are there only for who has signed in."""
    return bool(area_of(path)) or path.strip("/").partition("/")[0] in OWN_PAGES


def columns_for(area: str, roles: Iterable[Role], path: str) -> list[Shown]:
    """The columns of an area for these posts; the longest address that begins the page's own is where one is."""
    held = frozenset(roles)
    mine = [column for column in COLUMNS.get(area, ()) if column.roles & held]
    here = max(mine, key=lambda one: len(one.begins(path)), default=None)
    return [Shown(one.path, one.label, one is here and bool(one.begins(path))) for one in mine]


def areas_for(roles: Iterable[Role]) -> list[str]:
    """The areas in which these posts have anything, the working desk first."""
    held = frozenset(roles)
    return [area for area, columns in COLUMNS.items() if any(column.roles & held for column in columns)]


def home_of(roles: Iterable[Role]) -> str:
    """Where somebody with these posts begins."""
    areas = areas_for(roles)
    return f"/{areas[0]}" if areas else "/login"
