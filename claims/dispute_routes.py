"""Which way a dispute 争议 goes, by what is disputed: review, suit, a new appraisal, mediation, civil court or arbitration.

The bureau does not choose for the person; it says which ways are open, and why another one is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from claims.rules import Rules

MATTER_NAMES: Mapping[str, str] = {
    "not_accepted": "不予受理决定",
    "confirmation": "确认或者不予确认结论",
    "inaction": "逾期不作决定、不支付待遇",
    "award": "基金待遇核定",
    "grade": "伤残等级和生活自理障碍等级",
    "living_support": "平台企业支付的生活保障费",
    "labour_relation": "劳动关系和劳动报酬",
    "third_party": "第三人侵权赔偿",
}
ROUTE_NAMES: Mapping[str, str] = {
    "review": "行政复议",
    "suit": "行政诉讼",
    "reappraisal": "再次鉴定",
    "mediation": "调解",
    "civil": "民事诉讼",
    "arbitration": "劳动仲裁",
}
REVIEW_FIRST = "limits.inaction_review_first"


@dataclass(frozen=True, slots=True)
class Doors:
    """The ways open for a matter: the codes of `routes`, the same said to a person (`door`), and why no other (`reason`).

    `source` names the law; `confidence` is A, or B where only cases or press are known (待核).
    """

    routes: tuple[str, ...]
    door: str
    reason: str
    source: str
    confidence: str = "A"


_FREE_CHOICE = "申请行政复议或者提起行政诉讼，任选其一"
_ADMINISTRATIVE = Doors(
    ("review", "suit"),
    _FREE_CHOICE,
    "这是行政机关的决定，不是民事争议，也不是劳动争议",
    "行政复议法第十一条、第二十条；行政诉讼法第四十四条至第四十六条；工伤保险条例第五十五条（比照）",
)
_REVIEW_FIRST = Doors(
    ("review",),
    "先申请行政复议，对复议决定不服的再提起行政诉讼",
    "行政机关未履行法定职责的，应当先申请行政复议",
    "行政复议法（2023年修订）第二十三条第一款第三项",
)
_DOORS: Mapping[str, Doors] = {
    "not_accepted": _ADMINISTRATIVE,
    "confirmation": _ADMINISTRATIVE,
    "inaction": _REVIEW_FIRST,
    "award": Doors(
        ("review", "suit"),
        _FREE_CHOICE,
        "劳动者请求社会保险经办机构发放社会保险金的纠纷不属于劳动争议，不能仲裁",
        "工伤保险条例第五十五条（比照）；法释〔2020〕26号第二条第一项",
    ),
    "grade": Doors(
        ("reappraisal",),
        "向市级劳动能力鉴定委员会申请再次鉴定",
        "对鉴定结论的异议不属于劳动争议，也不能单独复议、起诉",
        "工伤保险条例第二十六条；法释〔2020〕26号第二条第三项",
    ),
    "living_support": Doors(
        ("mediation", "civil"),
        "申请调解，或者向人民法院提起民事诉讼",
        "生活保障费由平台企业支付，不由基金核定；已知案件中劳动仲裁机构以不在受案范围为由不予受理（待核）",
        "深圳龙岗、北京房山案例；法〔2025〕226号（新就业形态职业伤害保障纠纷）",
        "B",
    ),
    "labour_relation": Doors(
        ("mediation", "arbitration"),
        "申请调解，或者申请劳动仲裁；不服仲裁裁决的再向人民法院起诉",
        "劳动争议应当先经仲裁",
        "劳动争议调解仲裁法第五条",
    ),
    "third_party": Doors(
        ("civil",),
        "向人民法院对侵权的第三人提起民事诉讼，与本案可以同时进行",
        "侵权赔偿不由本机关处理，也不影响本案",
        "民法典侵权责任编；最高人民法院2025年4月30日发布的典型案例",
        "B",
    ),
}


def doors(matter: str, rules: Rules, day: date, *, review_refused: bool = False) -> Doors:
    """The ways open on `day` for `matter`, one of MATTER_NAMES.

    Inaction goes to review first only where the law of the day says so; `review_refused` tells that the review organ
    has refused that review, after which the court is open (行政复议法第三十四条). Raises RuleMissing before 2017-09-01.
    """
    open_doors = _DOORS[matter]
    if matter != "inaction":
        return open_doors
    if not rules.at(REVIEW_FIRST, day).value:
        return replace(_ADMINISTRATIVE, reason="此时的行政复议法没有要求先申请行政复议", source="行政诉讼法第四十七条")
    if review_refused:
        return replace(open_doors, routes=("review", "suit"), door=_FREE_CHOICE)
    return open_doors
