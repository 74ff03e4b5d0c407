"""What is told of the order when an accident is reported: a platform and an industry of the lists, a number that looks like one.

Anything else that was written is kept as it was told, apart from the case: nobody has read it yet, and whoever reports may
write a name, a telephone or an ID number there. An officer reads it and names the platform.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from claims.coverage import industries_listed, platforms_listed
from claims.errors import BadInput
from claims.rules import Rules
from workflows.identity import LENGTH, read_id_number
from workflows.import_columns import MOBILE
from workflows.transaction import Desk

NOT_TOLD = "不清楚"
OTHER_PLATFORM, OTHER_INDUSTRY = "其他平台", "其他行业"
COURIER = {"快递": "express"}
ORDER_NO = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", re.ASCII)
AS_TOLD = {"platform": "platform_told", "industry": "industry_told", "order_no": "order_told"}


def order_as_listed(desk: Desk, data: Mapping[str, Any]) -> dict[str, str]:
    """Platform, industry and order number of a report as the case may hold them; what of them is only told, under its own
    name (`AS_TOLD`).
    """
    aliases = desk.rules.at("coverage.platform_aliases", data["accident_on"]).as_record()
    platform = str(aliases.get(data["platform"], data["platform"]))
    industry = COURIER.get(data["industry"], str(data["industry"]))
    told = {
        "platform": (platform, OTHER_PLATFORM, known_platforms(desk.rules)),
        "industry": (industry, OTHER_INDUSTRY, known_industries(desk.rules)),
    }
    found: dict[str, str] = {}
    for name, (value, other, known) in told.items():
        found |= {name: value} if value in known else {name: other, AS_TOLD[name]: value}
    order = str(data.get("order_no") or "")
    if order:
        found["order_no" if is_order_number(order, desk) else AS_TOLD["order_no"]] = order
    return found


def known_platforms(rules: Rules) -> frozenset[str]:
    """Every platform that a case may name: those of any list, and the words for one that is on none."""
    return frozenset({*platforms_listed(rules), OTHER_PLATFORM, NOT_TOLD})


def known_industries(rules: Rules) -> frozenset[str]:
    """Every industry that a case may name."""
    return frozenset({*industries_listed(rules), *COURIER.values(), OTHER_INDUSTRY, NOT_TOLD})


def is_order_number(text: str, desk: Desk) -> bool:
    """Whether a text has the shape of an order number, and is neither a telephone nor an ID number."""
    return bool(ORDER_NO.fullmatch(text)) and not MOBILE.fullmatch(text) and not _is_id_number(text, desk)


def _is_id_number(text: str, desk: Desk) -> bool:
    if len(text) != LENGTH:
        return False
    try:
        read_id_number(text, desk.today())
    except BadInput:
        return False
    return True


def named_platform(claim: Mapping[str, Any], private: Mapping[str, Any]) -> str:
    """The platform of a case as a letter calls it: by its name, though it is on no list."""
    told = private.get(AS_TOLD["platform"], "") if claim["platform"] == OTHER_PLATFORM else ""
    return str(told or claim["platform"])
