"""备份: what was backed up when, and what the last look at a backup found. Both are made by commands, not from here."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from claims.clock import parse_instant
from portal.admin.overview import spoken
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, of_roles
from workflows.backup_log import BACKUP, CHECK, Run, last_run, runs
from workflows.roles import Role
from workflows.transaction import Desk, reading

PATH = "/admin/backups"
RUNS_SHOWN = 50
KINDS = {BACKUP: "备份", CHECK: "恢复检验"}
DAY, QUARTER = 1, 92  # how many days old a backup and a look at one may be before the page says so


def backup_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def backups(request: Request, who: SignedIn = Depends(of_roles(Role.ADMINISTRATOR))) -> Response:
        desk = desk_of(request)
        with reading(desk) as connection:
            found, backup, check = runs(connection, RUNS_SHOWN), *(last_run(connection, kind) for kind in KINDS)
        facts = {
            "runs": [(KINDS[one.kind], one) for one in found],
            "last": [("上次备份", _age(desk, backup)), ("上次恢复检验", _age(desk, check))],
            "said": _said(desk, backup, check),
        }
        return show(request, who, "admin/backups.html", **facts)

    return routes


def _age(desk: Desk, run: Run | None) -> str:
    return "从来没有" if run is None else f"{spoken(desk.instant() - parse_instant(run.at))}前"


def _said(desk: Desk, backup: Run | None, check: Run | None) -> Said | None:
    """What somebody must do about it; nothing where a young backup and a good look at one are there."""
    if check is not None and check.findings:
        return Said("failure", "上次检验的备份不能用来恢复，请换一份检验，并重新备份。")
    if backup is None or (desk.instant() - parse_instant(backup.at)).days > DAY:
        return Said("warning", "超过一天没有备份。")
    if check is None or (desk.instant() - parse_instant(check.at)).days > QUARTER:
        return Said("warning", "超过一个季度没有检验过备份能不能恢复。")
    return None
