"""运行状况: who works, what waits and since when, and what needs a human."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from portal.days import instant_shown
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, of_roles
from workflows.health import Health, health
from workflows.roles import Role

ADMINISTRATOR = Depends(of_roles(Role.ADMINISTRATOR))
WORK = {"sweep": "巡查到期事项", "drain": "制作文书、发消息", "seal": "封存分类账"}
FINE = "一切正常。"


def overview_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get("/admin")
    def overview(request: Request, who: SignedIn = ADMINISTRATOR) -> Response:
        desk = desk_of(request)
        found = health(desk, desk.instant())
        troubles = troubles_of(found)
        said = Said("warning", f"有 {len(troubles)} 件事要人处理。") if troubles else Said("success", FINE)
        facts = {"pulses": pulses_of(found), "troubles": troubles, "state": state_of(found), "said": said}
        return show(request, who, "admin/overview.html", **facts)

    return routes


def pulses_of(found: Health) -> list[tuple[str, str, str, int, bool]]:
    """The kinds of work: name, when it was last done, by which process, how much, and whether that is recent enough."""
    return [
        (
            WORK[one.name],
            "从来没有" if one.age is None else f"{spoken(one.age)}前",
            one.worker or "",
            one.done,
            one.alive,
        )
        for one in found.pulses
    ]


def troubles_of(found: Health) -> list[tuple[str, str]]:
    """What a human must do, each with the page where it is done (empty where that is not here)."""
    set_aside = len(found.in_state("quarantined")) + sum(bool(row["set_aside"]) for row in found.stuck)
    doubt = len(found.in_state("unknown"))
    dead = [WORK[one.name] for one in found.pulses if not one.alive]
    told = (
        (bool(dead), f"没有进程在做：{'、'.join(dead)}。请启动 claims worker。", ""),
        (set_aside > 0, f"搁置的事项 {set_aside} 项。", "/admin/jobs"),
        (doubt > 0, f"下落不明的对外事项 {doubt} 项，须向对方查明。", "/admin/jobs"),
        (
            bool(found.untold),
            f"没有人听到的提醒 {len(found.untold)} 个：应当告诉的岗位空缺，请任命人员。",
            "/admin/people",
        ),
        (bool(found.undelivered), f"没有送到的消息 {len(found.undelivered)} 条，由受理岗改用其他方式通知。", ""),
        (found.key_fault is not None, f"签名密钥：{found.key_fault.message() if found.key_fault else ''}", ""),
        (bool(found.checked and found.checked.findings), "每日完整性核对有不符，请审计查看。", ""),
        (bool(found.seals.unmatched), found.seals.message, ""),
    )
    return [(text, href) for is_so, text, href in told if is_so]


def state_of(found: Health) -> list[tuple[str, str]]:
    """The figures that are no trouble by themselves."""
    waits = f"，最早的等了 {spoken(found.waits)}" if found.waits is not None else ""
    sealed = "还没有封存过" if found.seals.age is None else f"{spoken(found.seals.age)}前"
    checked = "还没有核对过" if found.checked is None else instant_shown(found.checked.ran_at)
    facts = [
        ("待发事项", f"{found.waiting} 项{waits}"),
        ("稍后自己再试", f"{len(found.in_state('pending'))} 项"),
        ("过期的期限", f"{found.overdue} 个（由经办岗位处理）"),
        ("等待签名的文书", f"{found.unsigned} 份"),
        ("分类账上次封存", f"{sealed}，等待封存 {found.seals.waiting} 条"),
        ("上次完整性核对", checked),
    ]
    if found.no_channel:
        facts.append(("对外通道", "没有设置短信和邮件，消息只在网上显示"))
    if found.page_is_local:
        facts.append(("文书上的二维码", "指向本机，公众打不开：请改参数“核验文书的网页地址”"))
    return facts


def spoken(age: timedelta) -> str:
    """How long ago, in the largest unit that fits."""
    seconds = max(0, int(age.total_seconds()))
    for size, unit in ((86_400, "天"), (3_600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} 秒"
