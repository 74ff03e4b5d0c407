"""Who looked at what of a thing, as the log of looks says it to people: the log itself holds codes."""

from __future__ import annotations

import re

from claims.errors import known_code, words
from claims.queries import REPORTS, queries
from notifications.kinds import LETTER_KINDS
from workflows.access_log import Access, Look
from workflows.people import PLATFORM_ORG, RIDER_ORG
from workflows.unmasking import FIELDS

PREFIX = "looked_at_"
REPORT = "report_"
FILE = re.compile(r"[A-Z][0-9a-f]{24}")
HOUSES = {"bureau": "人社局", "insurer": "受托机构"}
DONE = {
    Access.CASE: "看了案件",
    Access.LETTER: "看了文书",
    Access.FILE: "看了文件",
    Access.SEARCH: "按号码查找",
    Access.EXPORT: "导出了数据",
    Access.UNMASK: "看了没有遮盖的信息",
}
WHOLE_COPY = "own_copy"


def looked_by(look: Look, own: str) -> str:
    """Who looked, said to the person it is about, whose sign-in is `own`: an officer by his name, since he answers for what he
    does; of kin no name.
    """
    if look.username == own:
        return "您本人"
    if look.org.startswith(PLATFORM_ORG):
        return look.org.removeprefix(PLATFORM_ORG)
    if look.org == RIDER_ORG:
        return "申请人或者家人"
    return f"{HOUSES.get(look.org, '')} {look.display_name}".strip()


def done_by(look: Look) -> str:
    """What was done, said to the person it is about; that all his numbers went out with it is said."""
    return f"取了{looked_at(WHOLE_COPY)}" if look.field == WHOLE_COPY else DONE[look.what]


def looked_at(field: str | None) -> str:
    """The words for the code of a look; empty where the log names none."""
    if not field:
        return ""
    if field in LETTER_KINDS:
        return f"《{LETTER_KINDS[field].name}》"
    if field in FIELDS:
        return FIELDS[field].label
    if field.startswith(REPORT):
        return _report(field.removeprefix(REPORT))
    if FILE.fullmatch(field):
        return f"材料 {field[:8]}"
    return words(PREFIX + field) if known_code(PREFIX + field) else words(PREFIX + "other")


def _report(name: str) -> str:
    """The title of a report; one that is no longer made is only called a report."""
    return next((f"报表“{one.title}”" for one in queries(REPORTS) if one.name == name), words(PREFIX + "report"))
