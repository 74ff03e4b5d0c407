"""The pages of which docs/screens keeps a picture, and the page that lists them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

RIDER = "rider:"  # before the number of a person of the pilot, who comes by telephone
KIN = "kin"  # one of the family of a dead rider, who is in no pilot
FOLDER = Path(__file__).parent.parent.parent.parent / "docs" / "screens"
WIDTHS = {1280: "宽屏", 390: "手机"}
HEAD = """# 页面

从业人员、公众、平台企业的页面，和办案台、审计室、管理的主要页面，宽屏（1280 像素）和手机（390 像素）各一张。
数据是试点的合成案件，停在 2025年7月1日 10:00；`make screens` 写成本页和图片。长的页面只画开头。

| 页面 | 谁在看 | 图 |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Screen:
    """A page of which there are pictures: the name of its files, what it is, who looks at it, and its address.

    Who looks is a user name, `rider:2` for the second person of the pilot, `kin`, or nobody whom the system knows.
    """

    name: str
    title: str
    username: str
    path: str


SCREENS = (
    Screen("start", "首页：受伤了先做什么，一键报案", "", "/"),
    Screen("report", "报案第一步：谁受伤了", "", "/r/report/1"),
    Screen("rider-login", "用手机号查进度", "", "/r/login"),
    Screen("help", "帮助：谁可以申请，要准备什么，待遇怎么算", "", "/help"),
    Screen("verify", "核验文书", "", "/verify"),
    Screen("verified", "核验结果：是不是真的，现在还算不算数", "", "/verify/{code:12}"),
    Screen("api-docs", "平台接口的说明", "", "/api/v1/docs"),
    Screen("login", "登录", "", "/login"),
    Screen("rider-case", "进度：现在、下一步、最晚、您要做的", "rider:47", "/r/cases/{case:47}"),
    Screen("rider-papers", "材料：还缺什么，为什么要，拍照上传", "rider:47", "/r/cases/{case:47}/papers"),
    Screen("rider-letters", "文书：一份一份，说的是什么", "rider:2", "/r/cases/{case:2}/letters"),
    Screen("rider-letter", "一封信：先说要点，再给原文", "rider:2", "/r/cases/{case:2}/letters/{place:2}"),
    Screen("rider-money", "钱怎么算：每一项的算式和依据", "rider:2", "/r/cases/{case:2}/money"),
    Screen("rider-object", "不服怎么办：先问不同意哪一项", "rider:40", "/r/cases/{case:40}/object"),
    Screen("rider-objection", "走哪条路、向谁提、最晚哪天", "rider:40", "/r/cases/{case:40}/object?about=award"),
    Screen("rider-bank", "收款账户：看和申请更换", "rider:40", "/r/me/bank?no={case:40}"),
    Screen("rider-me", "我的：谁看过我的信息", "rider:40", "/r/me"),
    Screen("platform", "平台待办：什么快到期", "meituan", "/p"),
    Screen("platform-cases", "平台的案件", "meituan", "/p/reports"),
    Screen("platform-allowance", "生活保障费：由平台支付的每一笔", "meituan", "/p/allowance"),
    Screen("platform-orders", "订单和轨迹：一个文件，逐行说明", "meituan", "/p/orders"),
    Screen("platform-api", "平台的密钥和调用记录", "meituan", "/p/api"),
    Screen("desk", "今日工作台：什么快到期，按到期日分组", "intake1", "/desk"),
    Screen("cases", "案件：筛选、排序、期限灯", "intake1", "/desk/cases"),
    Screen("case-new", "电话、窗口登记报案", "intake1", "/desk/cases/new"),
    Screen("case", "一个案件：现在、期限、经办、金额，能办什么", "intake1", "/desk/cases/{case:48}"),
    Screen("evidence", "材料清单：法律要求的每一项，收到没有", "intake1", "/desk/cases/{case:46}/evidence"),
    Screen("awards", "待遇：每一元都能打开看怎样算出", "intake1", "/desk/cases/{case:2}/awards"),
    Screen("clocks", "期限：依据哪一条，怎样推算", "intake1", "/desk/cases/{case:48}/clocks"),
    Screen("timeline", "时间线：谁在什么时候做了什么", "intake1", "/desk/cases/{case:46}/timeline"),
    Screen("letters", "文书与送达：文号连续，送到没有", "intake1", "/desk/letters"),
    Screen("letter", "一份文书：正文、文件、送达和它开始的期限", "intake1", "/desk/letters/{letter:12}"),
    Screen("act", "办理：这一步会改变什么，要填什么", "intake1", "/desk/cases/{case:48}/act?on={case:48}&do=accept"),
    Screen("approvals", "审批：等谁签，前手怎么说", "approver1", "/desk/approvals"),
    Screen("approval", "一件审批：拟办内容在左，将要出具的文书在右", "approver1", "/desk/approvals/{approval:46}"),
    Screen("payments", "已付的款项", "cashier1", "/desk/payments?tab=paid"),
    Screen("batch", "支付批次：制单、封存、另一人放款", "cashier1", "/desk/payments/batches/{batch:2}"),
    Screen("fund", "基金账务：一人拟办，另一人确认", "cashier1", "/desk/payments/fund"),
    Screen("disputes", "争议：各条途径和答复期限", "legal1", "/desk/disputes"),
    Screen("rules", "参数：来源、可信度、待核的有多少", "chief1", "/desk/rules/params"),
    Screen("calendar", "日历：放假、调休，尚未公布的年份", "chief1", "/desk/rules/calendar/2027"),
    Screen("imports", "导入：先试读，再决定", "intake1", "/desk/imports"),
    Screen("question", "一张报表：先说答案，再给图和表", "chief1", "/desk/reports/persons_confirmed"),
    Screen("audit", "审计总览：四句话，各有记号", "auditor1", "/audit"),
    Screen("ledger", "账本截至 2024-06-30", "auditor1", "/audit/ledger?asof=2024-06-30"),
    Screen("entry", "凭证链：从一笔分录到它的证据", "auditor1", "/audit/entries/{entry:23}"),
    Screen("recon", "对账：与银行、与公布数、账与核定与支付", "auditor1", "/audit/recon"),
    Screen("integrity", "完整性：每夜核对和立即检查", "auditor1", "/audit/integrity"),
    Screen("admin", "运行状况", "admin1", "/admin"),
    Screen("people", "人员与岗位", "admin1", "/admin/people"),
    Screen("jobs", "任务：没有办成的事项", "admin1", "/admin/jobs"),
)

OF_KIN = (
    Screen("relatives", "近亲属：谁登记了，有什么，登记一位", "intake1", "/desk/cases/{no}/relatives"),
    Screen("kin-part", "近亲属自己的部分：现在、下一步、最晚、您要做的", KIN, "/r/cases/{no}"),
    Screen("kin-letters", "写给近亲属的信", KIN, "/r/cases/{no}/letters"),
    Screen("kin-money", "近亲属自己的钱：每月多少，怎么算", KIN, "/r/cases/{no}/money"),
    Screen("kin-papers", "近亲属交自己的材料", KIN, "/r/cases/{no}/papers"),
)


def picture(screen: Screen, width: int) -> Path:
    """Where the picture of a page is kept."""
    return FOLDER / f"{screen.name}-{width}.png"


def written() -> str:
    """The page that lists the pictures."""
    rows = (
        f"| {one.title} | {_reader(one)} | "
        + "　".join(f"[{label}]({picture(one, width).name})" for width, label in WIDTHS.items())
        + " |\n"
        for one in (*SCREENS, *OF_KIN)
    )
    return HEAD + "".join(rows)


def _reader(screen: Screen) -> str:
    if screen.username == KIN:
        return "近亲属"
    if screen.username.startswith(RIDER):
        return "从业人员"
    return f"`{screen.username}`" if screen.username else "任何人"
