"""The pages of which docs/screens keeps a picture, and the page that lists them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent.parent.parent / "docs" / "screens"
WIDTHS = {1280: "宽屏", 390: "手机"}
HEAD = """# 页面

办案台、审计室和管理的主要页面，宽屏（1280 像素）和手机（390 像素）各一张。数据是试点的合成案件，停在 2025年7月1日 10:00；
`make screens` 写成本页和图片。长的页面只画开头。

| 页面 | 谁在看 | 图 |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Screen:
    """A page of which there are pictures: the name of its files, what it is, who looks at it, and its address."""

    name: str
    title: str
    username: str
    path: str


SCREENS = (
    Screen("login", "登录", "", "/login"),
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
    Screen("report", "一张报表：先说答案，再给图和表", "chief1", "/desk/reports/persons_confirmed"),
    Screen("audit", "审计总览：四句话，各有记号", "auditor1", "/audit"),
    Screen("ledger", "账本截至 2024-06-30", "auditor1", "/audit/ledger?asof=2024-06-30"),
    Screen("entry", "凭证链：从一笔分录到它的证据", "auditor1", "/audit/entries/{entry:23}"),
    Screen("recon", "对账：与银行、与公布数、账与核定与支付", "auditor1", "/audit/recon"),
    Screen("integrity", "完整性：每夜核对和立即检查", "auditor1", "/audit/integrity"),
    Screen("admin", "运行状况", "admin1", "/admin"),
    Screen("people", "人员与岗位", "admin1", "/admin/people"),
    Screen("jobs", "任务：没有办成的事项", "admin1", "/admin/jobs"),
)


def picture(screen: Screen, width: int) -> Path:
    """Where the picture of a page is kept."""
    return FOLDER / f"{screen.name}-{width}.png"


def written() -> str:
    """The page that lists the pictures."""
    rows = (
        f"| {one.title} | {f'`{one.username}`' if one.username else '任何人'} | "
        + "　".join(f"[{label}]({picture(one, width).name})" for width, label in WIDTHS.items())
        + " |\n"
        for one in SCREENS
    )
    return HEAD + "".join(rows)
